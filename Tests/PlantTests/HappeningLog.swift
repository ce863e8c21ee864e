import Foundation
import Plant

/// Waits for something to happen in a hall that runs on another thread.
final class HappeningLog: @unchecked Sendable {
  private let arrived = DispatchSemaphore(value: 0)

  func append(_ happenings: [HallHappening]) { arrived.signal() }

  /// Whether anything happened in that time.
  func wait(seconds: Double) -> Bool { arrived.wait(timeout: .now() + seconds) == .success }
}
