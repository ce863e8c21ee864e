package import Readings

/// An alarm of the running agent, by its place in the board. Dense from 0.
package struct AlarmIndex: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One alarm, bound to what it watches: a condition of one point, or the communication of one
/// device. A rule of the site file becomes as many of these as it matches points and has limits.
package struct AlarmDefinition: Hashable, Sendable {
  /// Stable over restarts and reloads: `<alarm>/<device>[/<point>][/<limit>]`.
  package var id: String
  /// The rule's name; the label `alarm`.
  package var name: String
  /// The device it is about; nil where it is about a line or the agent itself.
  package var device: DeviceIndex?
  /// Empty where it is about no device.
  package var deviceName: String
  /// The endpoint of the line that it is about; nil for other alarms. The label `line`.
  package var lineName: String?
  /// The point watched; nil for communication alarms.
  package var point: PointIndex?
  package var pointName: String
  package var condition: AlarmCondition
  package var priority: AlarmPriority
  package var hazard: AlarmHazard
  package var onDelay: Duration
  package var offDelay: Duration
  package var latching: Latching
  package var acknowledgement: Acknowledgement
  package var group: String?
  package var consequence: String
  package var cause: String
  package var response: String
  package var timeToRespond: Duration?
  /// How long an acknowledged alarm may stand before it is annunciated again; nil for ever.
  package var reAlarmAfter: Duration?

  package init(
    id: String, name: String, device: DeviceIndex?, deviceName: String, point: PointIndex?,
    pointName: String, condition: AlarmCondition, priority: AlarmPriority,
    hazard: AlarmHazard = .none, onDelay: Duration = .zero, offDelay: Duration = .zero,
    latching: Latching = .selfClearing, acknowledgement: Acknowledgement = .onReturn,
    group: String? = nil, consequence: String = "", cause: String = "", response: String = "",
    timeToRespond: Duration? = nil, reAlarmAfter: Duration? = nil, lineName: String? = nil
  ) {
    self.id = id
    self.name = name
    self.device = device
    self.deviceName = deviceName
    self.point = point
    self.pointName = pointName
    self.condition = condition
    self.priority = priority
    self.hazard = hazard
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.latching = latching
    self.acknowledgement = acknowledgement
    self.group = group
    self.consequence = consequence
    self.cause = cause
    self.response = response
    self.timeToRespond = timeToRespond
    self.reAlarmAfter = reAlarmAfter
    self.lineName = lineName
  }

  /// Whether the alarm stays after its condition has gone, until a person resets it.
  package enum Latching: String, Hashable, Sendable {
    case latched
    case selfClearing = "self_clearing"
  }

  /// Whether an alarm whose condition went before anybody acknowledged it waits for that.
  package enum Acknowledgement: String, Hashable, Sendable {
    case onReturn = "on_return"
    case whileActiveOnly = "while_active_only"
  }
}

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
  /// The device has given no good answer for too long. Judged by the agent, not from readings.
  case communicationLoss
  /// Something about a line or the agent itself. Judged by the agent, not from readings.
  case verdict

  /// The label `limit`: `high_high`, `high`, `low`, `low_low`; empty for other conditions.
  package var limitName: String {
    if case .limit(let level, _, _) = self { level.rawValue } else { "" }
  }
}

/// The four limits of a number, and on which side each lies.
package enum LimitLevel: String, Hashable, Sendable, CaseIterable {
  case highHigh = "high_high"
  case high
  case low
  case lowLow = "low_low"

  package var isHigh: Bool { self == .highHigh || self == .high }
}

/// What kind of danger an alarm tells of. Anything but `.none` is never suppressed by design,
/// muted by maintenance, or shelved by default; and it is shown first.
package enum AlarmHazard: String, Hashable, Sendable, CaseIterable {
  case none
  case fire
  case fireSupervisory = "fire_supervisory"
  case fireTrouble = "fire_trouble"
  case gas
  case leak
  case heat
  case communication
}
