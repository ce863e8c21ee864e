package import Readings

/// When an alarm's condition holds.
package enum AlarmCondition: Hashable, Sendable {
  /// A number strictly beyond a limit. It has returned when it is at or inside limit ∓ deadband.
  case limit(LimitLevel, setpoint: Double, deadband: Double)
  /// A flag, or a bit of a word of flags, that is set or not.
  case flag(bit: Int?, is: Bool)
  /// A state that is one of these, or none of these, by place in the point's list.
  case states(Set<Int>, isNot: Bool)
  /// A number that differs from zero.
  case nonZero
  /// A number that is more above (positive) or below (negative) an earlier one of the window.
  case change(by: Double, within: Duration, deadband: Double)
  /// A number that passes the setpoint within a time, if it goes on as it did over a window.
  case forecast(LimitLevel, setpoint: Double, within: Duration, over: Duration, deadband: Double)
  /// A number that lies further than that from the median of its partners.
  case deviation(by: Double, deadband: Double, partners: [DevicePoint])
  /// A value that has not changed for so long, though it must.
  case frozen(Duration)
  /// No believable value for so long. Judged by the clock.
  case stale(Duration)
  /// A counter that has gone on by more than `every` since the last service.
  case serviceDue(every: Double, since: Double)
  /// The wall clock has reached a date.
  case dueDate(WallTime)
  /// A fact over several points.
  case expression(AlarmExpression)
  /// One thing happened and the other did not follow in time.
  case sequence(after: AlarmExpression, expect: AlarmExpression, within: Duration)
  /// Two or more of the devices were lost within a time of each other.
  case coincidentLoss([DeviceIndex], within: Duration)
  /// The device has given no good answer for too long. Judged by the agent, not from readings.
  case communicationLoss
  /// Something about a line or the agent itself. Judged by the agent, not from readings.
  case verdict

  /// The label `limit`: `high_high`, `high`, `low`, `low_low`; empty for other conditions.
  package var limitName: String {
    if case .limit(let level, _, _) = self { level.rawValue } else { "" }
  }

  /// What kind of condition it is: the field `condition` of the API.
  package var kind: String {
    switch self {
    case .limit: "limit"
    case .flag, .states, .nonZero: "state"
    case .change: "change"
    case .forecast: "forecast"
    case .deviation: "deviation"
    case .frozen: "frozen"
    case .stale: "stale"
    case .serviceDue, .dueDate: "due"
    case .expression: "expression"
    case .sequence: "sequence"
    case .coincidentLoss: "coincident_loss"
    case .communicationLoss: "communication_loss"
    case .verdict: "verdict"
    }
  }

  /// Whether a clock or the agent decides and not the samples of a point. Lost data does not make
  /// such a condition unknown.
  var isJudgedByClock: Bool {
    switch self {
    case .stale, .dueDate, .coincidentLoss, .communicationLoss, .verdict: true
    default: false
    }
  }
}

/// The four limits of a number, and on which side each lies.
package enum LimitLevel: String, Hashable, Sendable, CaseIterable {
  case highHigh = "high_high"
  case high
  case low
  case lowLow = "low_low"

  package var isHigh: Bool { self == .highHigh || self == .high }

  /// The level that is passed before this one; nil for the inner two.
  package var milder: LimitLevel? {
    switch self {
    case .highHigh: .high
    case .lowLow: .low
    case .high, .low: nil
    }
  }
}
