import Alarms
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
  /// Space, power and what stands in for what.
  package var topology: SiteTopology
  /// Alarms that would come by themselves and are not wanted, by name.
  package var switchedOffAlarms: Set<String> = []
  /// Whom to call about alarms of which no rule says it; empty when the site file says nothing.
  package var contact = ""
  /// For which alarms the nine series of `hallwatch_alarm_state` are made.
  package var alarmStateSeries = AlarmStateSeries.all
  /// The names of those who are told of alarms.
  package var notificationTargets: [String] = []
  /// A digest of the configuration text, for `hallwatch_config_hash_info` and the journal.
  package var configurationHash: String
  /// The scenario of the drill in which the agent runs, which marks all that it says; nil when what
  /// it reads is real.
  package var drill: String?

  package init(
    site: String, lines: [LineSettings], devices: [DeviceSettings], alarmRules: [AlarmRule],
    topology: SiteTopology = SiteTopology(), configurationHash: String
  ) {
    self.site = site
    self.lines = lines
    self.devices = devices
    self.alarmRules = alarmRules
    self.topology = topology
    self.configurationHash = configurationHash
  }
}

/// For which alarms the exposition has the nine series of their state.
package enum AlarmStateSeries: String, Hashable, Sendable, CaseIterable {
  case all
  /// Those that are not normal, or have occurred since the agent first ran.
  case active
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
  /// Dates in its life, as far as the site file says.
  package var asset = DeviceAsset()
  /// What the topology says of the device's room.
  package var roomUse: SiteTopology.Room.Use?
  package var ashraeClass: ASHRAEClass?

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
