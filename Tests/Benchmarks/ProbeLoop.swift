import Foundation
import Synchronization

/// Scrapes a program that reads devices when it is scraped: each device once a second, in 20 slots.
final class ProbeLoop: Sendable {
  private let web: Int
  private let ports: [Int]
  private let isRunning = Atomic(true)
  /// More than one, because one after another the scrapes of a slot may not be done before the next.
  private static let threadCount = 8

  init(web: Int, ports: [Int]) {
    self.web = web
    self.ports = ports
    for thread in 0..<Self.threadCount {
      Thread { [self] in run(thread) }.start()
    }
  }

  func stop() { isRunning.store(false, ordering: .relaxed) }

  private func run(_ thread: Int) {
    let connection = KeptConnection(port: web)
    let start = ContinuousClock.now
    for round in 0... {
      let due = start + .milliseconds(50) * round
      let wait = (due - ContinuousClock.now) / .seconds(1)
      if wait > 0 { Thread.sleep(forTimeInterval: wait) }
      let slot = stride(from: round % 20, to: ports.count, by: 20)
      for (place, device) in slot.enumerated() where place % Self.threadCount == thread {
        guard isRunning.load(ordering: .relaxed) else { return }
        // One that is not up yet, or loses its pace, is asked again in its next turn.
        _ = try? connection.bytes(
          "/modbus?module=bench&target=127.0.0.1:\(ports[device])&sub_target=1")
      }
    }
  }
}
