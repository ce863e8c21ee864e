import ModbusLink
package import Readings
import Synchronization
import Web

/// What the loop says of itself, for whoever decides whether the process still works. A loop that
/// hangs says nothing any more; one that turns says whether every line's thread gets on too.
package final class LoopProgress: Sendable {
  /// When the loop last turned, in nanoseconds; 0 before the first turn.
  private let turnedAt = Atomic<UInt64>(0)
  private let isAnyStuck = Atomic<Bool>(false)
  private let stuck = Guarded<[String]>([])

  package init() {}

  func turned(at now: Instant) { turnedAt.store(now.nanoseconds, ordering: .releasing) }

  /// - Parameter names: of lines whose threads do not get on.
  func note(stuck names: [String]) {
    guard !names.isEmpty || isAnyStuck.load(ordering: .relaxed) else { return }
    isAnyStuck.store(!names.isEmpty, ordering: .relaxed)
    stuck.withLock { $0 = names }
  }

  /// What does not get on, in words; nil while everything does. The loop turns once a second at
  /// least, whatever there is to do.
  ///
  /// - Parameter patience: how long the loop may take for one turn.
  package func trouble(at now: Instant, patience: Duration) -> String? {
    let turned = Instant(nanoseconds: turnedAt.load(ordering: .acquiring))
    if turned == .origin { return "the loop has not begun to turn" }
    let silence = now.since(turned)
    if silence > patience {
      return "the loop has not turned for \(Int(silence.seconds.rounded())) s"
    }
    let names = stuck.withLock { $0 }
    guard let first = names.first else { return nil }
    return "the thread of line \(first) hangs"
      + (names.count > 1 ? ", and \(names.count - 1) more" : "")
  }
}
