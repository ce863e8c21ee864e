package import Readings

extension AlarmBoard {
  /// Does what was due by now: ends shelving, and delays that run by the clock. Being early or late
  /// is harmless.
  package mutating func timeReached(at: Instant, into transitions: inout [AlarmTransition]) {
    showOrphans(at: at, into: &transitions)
    while let deadline = deadlines.take(by: at) {
      switch deadline.purpose {
      case .shelvingEnds:
        let shelving = shelvings.removeValue(forKey: deadline.alarm)
        _ = tell(
          deadline.alarm, .shelvingEnded, as: .unshelved, at: at, because: shelving?.reason,
          into: &transitions)
      case .clockDelay:
        clockDelayEnded(deadline.alarm, at: at, into: &transitions)
      case .sequenceOverdue:
        sequenceOverdue(deadline.alarm, at: at, into: &transitions)
      case .suppressionLingers:
        endSuppression(
          deadline.alarm, because: "suppress_when ended", at: at, into: &transitions)
      case .suppressionEnds:
        suppressionExhausted(deadline.alarm, at: at, into: &transitions)
      case .lossLasts:
        lossLasts(deadline.alarm, at: at, into: &transitions)
      case .reAlarm:
        _ = tell(deadline.alarm, .reAlarmTimeElapsed, as: .realarmed, at: at, into: &transitions)
      }
    }
    flood.timeReached(at: at)
    statistics.settle(at: at)
  }
}
