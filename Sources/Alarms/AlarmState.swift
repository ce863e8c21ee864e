/// The ISA-18.2 name of what an alarm is in, derived from its facts. Raw values are the `state`
/// label of `hallwatch_alarm_state` and the state names of the journal.
package enum AlarmState: String, Hashable, Sendable, CaseIterable {
  /// The condition does not hold and nothing is owed.
  case normal
  /// The condition holds and nobody has said that he knows.
  case unacknowledged
  /// The condition holds and somebody knows.
  case acknowledged
  /// The condition went before anybody acknowledged it.
  case returnedUnacknowledged = "returned_unacknowledged"
  /// The condition went, the latch holds, and nobody has acknowledged it.
  case latchedUnacknowledged = "latched_unacknowledged"
  /// The condition went, the latch holds until a reset, and somebody knows.
  case latchedAcknowledged = "latched_acknowledged"
  /// Hidden by a person until a time.
  case shelved
  /// Hidden by a rule of the site, such as a machine that is shut down.
  case suppressed
  /// Hidden for maintenance until a person returns it to service.
  case outOfService = "out_of_service"

  /// Whether annunciation is hidden. The alarm is still judged, counted and recorded.
  package var isHidden: Bool {
    self == .shelved || self == .suppressed || self == .outOfService
  }

  /// The place in `allCases`, 0 to 8.
  package var ordinal: Int {
    switch self {
    case .normal: 0
    case .unacknowledged: 1
    case .acknowledged: 2
    case .returnedUnacknowledged: 3
    case .latchedUnacknowledged: 4
    case .latchedAcknowledged: 5
    case .shelved: 6
    case .suppressed: 7
    case .outOfService: 8
    }
  }
}
