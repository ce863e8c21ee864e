import Foundation

/// How long the machine kept a thread waiting that wanted to run: what a test that holds other
/// processes to deadlines must grant them.
final class StallWatch: @unchecked Sendable {
  private let lock = NSLock()
  private var worst = 0.0
  private var isOver = false

  init() {
    let thread = Thread { [weak self] in
      var last = ContinuousClock.now
      while true {
        Thread.sleep(forTimeInterval: 0.02)
        let now = ContinuousClock.now
        let late = (now - last) / .seconds(1) - 0.02
        last = now
        guard let self, self.note(late) else { return }
      }
    }
    thread.start()
  }

  /// The longest wait so far, in seconds. Ends the watch.
  func longest() -> Double {
    lock.lock()
    defer { lock.unlock() }
    isOver = true
    return worst
  }

  private func note(_ late: Double) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    worst = max(worst, late)
    return !isOver
  }
}
