package import Alarms
package import DeviceProfiles
package import Readings

/// An alarm as the site file states it, before it is bound to points.
package struct AlarmRule: Hashable, Sendable {
  package var name: String
  /// What it is about; empty for rules whose facts have selectors of their own.
  package var selector: PointSelector
  package var test: Test
  package var priority: AlarmPriority
  package var hazard: AlarmHazard
  /// In the unit of the points; acts on return only.
  package var deadband: Double
  package var onDelay: Duration
  package var offDelay: Duration
  package var latching: AlarmDefinition.Latching
  package var acknowledgement: AlarmDefinition.Acknowledgement
  /// Alarms that belong together; `{label}` stands for the value of a device's label. Nil for the
  /// room of the device.
  package var group: String?
  package var consequence: String
  package var cause: String
  package var response: String
  package var timeToRespond: Duration?
  /// Who helps, where it is written, why the limit is what it is, and who answers for that.
  package var rationale = AlarmRationale()
  /// Where a limit differs from the rule.
  package var levels: [LimitLevel: Level] = [:]
  /// The label that makes one alarm of each of its values; nil for one alarm in all.
  package var per: String?
  /// While this is known to hold, the alarm is not annunciated.
  package var suppressWhen: FactRule?
  /// How long it lasts after that: what begins has to settle.
  package var suppressionOffDelay = Duration.zero
  package var maximumSuppression: Duration?
  /// How long an acknowledged alarm may stand before it is annunciated again; nil for ever.
  package var reAlarmAfter: Duration?
  /// What is judged while somebody works on the device or in its room: of the same kind as `test`,
  /// with figures that are sooner reached. Nil for the same as always.
  package var inMaintenance: Test?
  /// Whether a person may shelve its alarms; nil for what the hazard says.
  package var shelvable: Bool?
  /// Whether hallwatch brings the rule along: it makes way for what the site says of a point.
  package var isDefault = false
  /// What a rule of the site took over from the one of its name that hallwatch brings along; nil
  /// where there is none.
  package var inheritance: Inheritance?

  package init(
    name: String, selector: PointSelector, test: Test, priority: AlarmPriority,
    hazard: AlarmHazard = .none, deadband: Double = 0, onDelay: Duration = .zero,
    offDelay: Duration = .zero, latching: AlarmDefinition.Latching = .selfClearing,
    acknowledgement: AlarmDefinition.Acknowledgement = .onReturn, group: String? = nil,
    consequence: String = "", cause: String = "", response: String = "",
    timeToRespond: Duration? = nil
  ) {
    self.name = name
    self.selector = selector
    self.test = test
    self.priority = priority
    self.hazard = hazard
    self.deadband = deadband
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.latching = latching
    self.acknowledgement = acknowledgement
    self.group = group
    self.consequence = consequence
    self.cause = cause
    self.response = response
    self.timeToRespond = timeToRespond
  }

  /// What one rule has of another.
  package struct Inheritance: Hashable, Sendable {
    /// Keys that it took over, with what they say, such as `low.on_delay 30m`.
    package var taken: [String]
    /// Keys that it does not want.
    package var refused: [String]

    package init(taken: [String], refused: [String]) {
      self.taken = taken
      self.refused = refused
    }
  }

  /// What one limit has of its own.
  package struct Level: Hashable, Sendable {
    package var priority: AlarmPriority?
    package var onDelay: Duration?

    package init(priority: AlarmPriority? = nil, onDelay: Duration? = nil) {
      self.priority = priority
      self.onDelay = onDelay
    }
  }

  /// What is judged.
  package enum Test: Hashable, Sendable {
    /// Limits by level; at least one.
    case limits([LimitLevel: Double])
    /// A flag that is set (true) or clear (false).
    case isFlag(Bool)
    /// A state of one of these names, or any other for `isNot`.
    case isState([String], isNot: Bool)
    /// A number that rose (positive) or fell (negative) by more than that within a time.
    case change(by: Double, within: Duration)
    /// A number that will pass a limit within a time, going by what it did over a window.
    case forecast(LimitLevel, Double, within: Duration, over: Duration)
    /// A number further than that from the median of its partners: those of another selector, or
    /// the others of its own.
    case deviation(by: Double, from: PointSelector?)
    /// A value that has not moved for so long.
    case frozen(Duration)
    /// No believable value for so long.
    case stale(Duration)
    /// A counter that went on by more than `every` since it stood at `since`.
    case service(every: Double, since: Double)
    /// A date that has come.
    case due(WallTime, device: String?)
    /// A fact over several points.
    case fact(FactRule)
    /// The first happened and the second did not follow in time.
    case sequence(after: FactRule, expect: FactRule, within: Duration)

    /// Rules of one kind on one point would alarm twice for one thing.
    var kind: String {
      switch self {
      case .limits: "limit"
      case .isFlag, .isState: "state"
      case .change(let by, _): by > 0 ? "rise" : "fall"
      case .forecast: "forecast"
      case .deviation: "deviation"
      case .frozen: "frozen"
      case .stale: "stale"
      case .service, .due: "due"
      case .fact: "fact"
      case .sequence: "sequence"
      }
    }
  }
}

/// Which points an alarm rule is about. Everything given must match.
package struct PointSelector: Hashable, Sendable {
  /// A name of `Quantity.vocabulary`; nil for any.
  package var quantity: String?
  /// A device's name; nil for any.
  package var device: String?
  /// A point's name in its profile; nil for any.
  package var point: String?
  /// Labels of the device or of the series.
  package var labels: [Label]
  /// What the room of the device is for; nil for any.
  package var roomUse: SiteTopology.Room.Use?
  /// The class of the equipment in the device's room; nil for any.
  package var ashraeClass: ASHRAEClass?

  package init(
    quantity: String? = nil, device: String? = nil, point: String? = nil, labels: [Label] = [],
    roomUse: SiteTopology.Room.Use? = nil, ashraeClass: ASHRAEClass? = nil
  ) {
    self.quantity = quantity
    self.device = device
    self.point = point
    self.labels = labels
    self.roomUse = roomUse
    self.ashraeClass = ashraeClass
  }

  /// The same, about less.
  func narrowed(to label: Label) -> PointSelector {
    var narrower = self
    narrower.labels.append(label)
    return narrower
  }
}
