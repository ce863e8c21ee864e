import Foundation

/// Scrapes once a second on a thread of its own.
final class Scraper: @unchecked Sendable {
  private let web: KeptConnection
  private let lock = NSLock()
  private var isRunning = true
  private let ended = DispatchSemaphore(value: 0)

  init(_ web: KeptConnection) { self.web = web }

  func start() {
    Thread { [self] in
      while lock.withLock({ isRunning }) {
        _ = try? web.bytes("/metrics")
        Thread.sleep(forTimeInterval: 1)
      }
      ended.signal()
    }.start()
  }

  func stop() {
    lock.withLock { isRunning = false }
    ended.wait()
  }
}
