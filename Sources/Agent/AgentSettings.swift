package import Alarms
package import DeviceProfiles
package import Polling
package import Registers

/// Everything the agent is told: the validated meaning of a site file.
package struct AgentSettings: Sendable {
  /// The label `site` of the alarm records; the scrape configuration puts it on series.
  package var site: String
  package var lines: [LineSettings]
  package var devices: [DeviceSettings]
  package var alarmRules: [AlarmRule]
  /// A digest of the configuration text, for `hallwatch_config_hash_info` and the journal.
  package var configurationHash: String

  package init(
    site: String, lines: [LineSettings], devices: [DeviceSettings], alarmRules: [AlarmRule],
    configurationHash: String
  ) {
    self.site = site
    self.lines = lines
    self.devices = devices
    self.alarmRules = alarmRules
    self.configurationHash = configurationHash
  }
}

/// One device of the site.
package struct DeviceSettings: Sendable {
  /// Unique in the site; the label `device`.
  package var name: String
  /// The profile with the site's own points and overrides already merged in.
  package var profile: DeviceProfile
  package var line: LineIndex
  package var unit: UnitID
  package var interval: Duration
  package var timeout: Duration
  /// A measurement older than this is withdrawn from the exposition.
  package var maximumAge: Duration
  /// Labels of the site file, such as room and feed; on every series of the device.
  package var labels: [Label]

  package init(
    name: String, profile: DeviceProfile, line: LineIndex, unit: UnitID, interval: Duration,
    timeout: Duration, maximumAge: Duration, labels: [Label] = []
  ) {
    self.name = name
    self.profile = profile
    self.line = line
    self.unit = unit
    self.interval = interval
    self.timeout = timeout
    self.maximumAge = maximumAge
    self.labels = labels
  }
}

/// An alarm as the site file states it, before it is bound to points.
package struct AlarmRule: Hashable, Sendable {
  package var name: String
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
  package var group: String?
  package var consequence: String
  package var cause: String
  package var response: String
  package var timeToRespond: Duration?

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

  /// What is judged.
  package enum Test: Hashable, Sendable {
    /// Limits by level; at least one.
    case limits([LimitLevel: Double])
    /// A flag that is set (true) or clear (false).
    case isFlag(Bool)
    /// A state of this name, or any other for `isNot`.
    case isState(String, isNot: Bool)
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

  package init(
    quantity: String? = nil, device: String? = nil, point: String? = nil, labels: [Label] = []
  ) {
    self.quantity = quantity
    self.device = device
    self.point = point
    self.labels = labels
  }
}
