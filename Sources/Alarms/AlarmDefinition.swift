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
  /// The device it is about; nil for alarms over several devices, of a line or of the agent.
  package var device: DeviceIndex?
  /// The device's name, the label `device`; empty where it is about no device.
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
  package var rationale = AlarmRationale()
  /// How long an acknowledged alarm may stand before it is annunciated again; nil for ever.
  package var reAlarmAfter: Duration?
  /// How long a loss of communication may last before it is critical; nil for ever.
  package var criticalAfter: Duration?
  /// While this is known to hold, the alarm is not annunciated; nil for never.
  package var suppressWhen: AlarmExpression?
  /// How long it is not announced after that is known to be over: what begins has to settle.
  package var suppressionOffDelay = Duration.zero
  /// How long suppression may last at a time; nil for ever.
  package var maximumSuppression: Duration?
  /// What is judged while somebody works close by; nil for the same as always.
  package var inMaintenance: Tightening?
  /// Whether a person may shelve it; nil for what its hazard says: only alarms without one.
  package var shelvable: Bool?

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

  /// Whether a person may shelve it.
  package var isShelvable: Bool { shelvable ?? (hazard == .none) }

  /// A condition that is sooner reached, and the devices on which work makes it count.
  package struct Tightening: Hashable, Sendable {
    package var condition: AlarmCondition
    package var workplaces: Set<DeviceIndex>

    package init(_ condition: AlarmCondition, workplaces: Set<DeviceIndex>) {
      self.condition = condition
      self.workplaces = workplaces
    }
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

/// What kind of danger an alarm tells of. Anything but `.none` is never suppressed by design,
/// muted by maintenance, or shelved unless its rule says that it may be; and it is shown first.
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
