package import Readings

/// The waits between a sample and a change of the condition.
///
/// Only time between two neighbouring believable samples counts. A contrary good sample starts the
/// wait anew; a sample that may not be believed pauses it: what came before still counts, what
/// passes until the next believable one does not. Uncertain samples may raise, never clear.
package struct ConditionDelay: Hashable, Sendable {
  private let on: Int64
  private let off: Int64
  private var waited: Int64 = 0
  private var countedUpTo: UInt64 = 0
  private var isPaused = true

  package init(on: Duration, off: Duration) {
    self.on = on.nanoseconds
    self.off = off.nanoseconds
  }

  /// What a sample means for a condition: the condition after it. From `.normal` or `.pendingOn` to
  /// `.active` is an occurrence, from `.active` or `.pendingOff` to `.normal` a return.
  package mutating func sample(
    _ verdict: ConditionTest.Verdict, _ quality: Quality, _ condition: ConditionState, at: Instant
  ) -> ConditionState {
    switch condition {
    case .normal:
      guard verdict == .beyond else { return .normal }
      begin(at)
      return waited >= on ? .active : .pendingOn
    case .pendingOn:
      if verdict == .beyond {
        advance(at)
        return waited >= on ? .active : .pendingOn
      }
      if quality == .good { return .normal }
      pause()
      return .pendingOn
    case .active:
      guard verdict == .back, quality == .good else { return .active }
      begin(at)
      return waited >= off ? .normal : .pendingOff
    case .pendingOff:
      guard verdict == .back else { return .active }
      guard quality == .good else {
        pause()
        return .pendingOff
      }
      advance(at)
      return waited >= off ? .normal : .pendingOff
    }
  }

  /// No believable sample: the wait stands still until the next one.
  package mutating func pause() { isPaused = true }

  private mutating func begin(_ at: Instant) {
    waited = 0
    countedUpTo = at.nanoseconds
    isPaused = false
  }

  private mutating func advance(_ at: Instant) {
    if !isPaused, at.nanoseconds > countedUpTo {
      waited += Int64(clamping: at.nanoseconds - countedUpTo)
    }
    countedUpTo = at.nanoseconds
    isPaused = false
  }
}
