package import Alarms
package import DeviceProfiles
import Polling
package import Readings

/// Makes the alarms of a site out of its rules, of what its devices announce by themselves, and of
/// the communication with each device.
package enum AlarmBinding {
  /// Every alarm of the site, in a stable order: rules as written, then the devices' own, then
  /// communication, then lines and the agent itself.
  package static func definitions(for settings: AgentSettings) -> [AlarmDefinition] {
    let table = PointTable(devices: settings.devices)
    let index = SeriesIndex(settings.devices)
    let ruled = settings.alarmRules.flatMap { rule in
      index.matches(rule.selector).flatMap { definitions(of: rule, for: $0, table: table) }
    }
    // A bit that a rule of the site already watches would alarm twice for one fact.
    let watched = Set(ruled.map { WatchedFact(point: $0.point, condition: $0.condition) })
    let announced = deviceAlarms(of: settings, table: table).filter {
      !watched.contains(WatchedFact(point: $0.point, condition: $0.condition))
    }
    return ruled + announced + communicationAlarms(of: settings)
      + OwnAlarms.definitions(lines: settings.lines)
  }

  /// One series that a rule is about.
  package struct Match: Sendable {
    package var device: DeviceIndex
    package var deviceName: String
    /// The point's place in its profile.
    package var place: Int
    package var pointName: String
    /// The point's name, with the flag's where the series is one bit of a word: what tells two
    /// alarms of one rule apart.
    package var factName: String
    package var series: SeriesDefinition

    init(
      device: DeviceIndex, deviceName: String, place: Int, pointName: String,
      series: SeriesDefinition, of point: PointDefinition
    ) {
      self.device = device
      self.deviceName = deviceName
      self.place = place
      self.pointName = pointName
      self.series = series
      factName = AlarmBinding.factName(of: series, in: point)
    }
  }

  private static func factName(of series: SeriesDefinition, in point: PointDefinition) -> String {
    guard case .bit(let bit) = series.extraction else { return point.name }
    if case .flags(let flags) = point.meaning, let flag = flags.first(where: { $0.bit == bit }) {
      return "\(point.name).\(flag.name)"
    }
    return "\(point.name).\(bit)"
  }

  /// The conditions that a rule puts on one series, with the name of the limit where it has any.
  package static func conditions(
    of rule: AlarmRule, on series: SeriesDefinition
  ) -> [AlarmCondition] {
    switch rule.test {
    case .limits(let setpoints):
      return LimitLevel.allCases.compactMap { level in
        setpoints[level].map { .limit(level, setpoint: $0, deadband: rule.deadband) }
      }
    case .isFlag(let expected):
      return condition(of: series.extraction, is: expected).map { [$0] } ?? []
    case .isState(let name, let isNot):
      let places = series.stateNames.indices.filter { series.stateNames[$0] == name }
      return places.isEmpty ? [] : [.states(Set(places), isNot: isNot)]
    }
  }

  private static func definitions(
    of rule: AlarmRule, for match: Match, table: PointTable
  ) -> [AlarmDefinition] {
    conditions(of: rule, on: match.series).map { condition in
      AlarmDefinition(
        id: [rule.name, match.deviceName, match.factName, condition.limitName]
          .filter { !$0.isEmpty }.joined(separator: "/"),
        name: rule.name, device: match.device, deviceName: match.deviceName,
        point: table.point(match.place, of: match.device), pointName: match.factName,
        condition: condition, priority: rule.priority, hazard: rule.hazard,
        onDelay: rule.onDelay, offDelay: rule.offDelay, latching: rule.latching,
        acknowledgement: rule.acknowledgement, group: rule.group, consequence: rule.consequence,
        cause: rule.cause, response: rule.response, timeToRespond: rule.timeToRespond)
    }
  }

  private static func condition(of extraction: Extraction, is expected: Bool) -> AlarmCondition? {
    switch extraction {
    case .whole: .flag(bit: nil, is: expected)
    case .bit(let bit): .flag(bit: bit, is: expected)
    case .states(let states): .states(states, isNot: !expected)
    case .nonZero: expected ? .nonZero : nil
    }
  }

  private struct WatchedFact: Hashable {
    var point: PointIndex?
    var condition: AlarmCondition
  }
}

// MARK: - What devices announce by themselves

extension AlarmBinding {
  private static func deviceAlarms(
    of settings: AgentSettings, table: PointTable
  ) -> [AlarmDefinition] {
    var definitions: [AlarmDefinition] = []
    for (index, device) in settings.devices.enumerated() {
      for (place, point) in device.profile.points.enumerated() {
        for alarm in point.alarms {
          guard let condition = condition(of: alarm.extraction, is: true) else { continue }
          // One code can say the same fact in several grades, such as warning and shutdown.
          let isGraded = point.alarms.count { $0.name == alarm.name } > 1
          let id =
            [alarm.name, device.name, point.name] + (isGraded ? [alarm.severity.rawValue] : [])
          definitions.append(
            definition(
              of: alarm, id: id.joined(separator: "/"), condition: condition,
              device: DeviceIndex(rawValue: index), deviceName: device.name,
              point: table.point(place, of: DeviceIndex(rawValue: index)), pointName: point.name))
        }
      }
    }
    return definitions
  }

  private static func definition(
    of alarm: DeviceAlarmDefinition, id: String, condition: AlarmCondition, device: DeviceIndex,
    deviceName: String, point: PointIndex, pointName: String
  ) -> AlarmDefinition {
    let hazard = AlarmHazard(alarm.hazard)
    let life = AnnouncedLife(hazard: hazard)
    return AlarmDefinition(
      id: id, name: alarm.name, device: device,
      deviceName: deviceName, point: point, pointName: pointName, condition: condition,
      priority: priority(of: alarm), hazard: hazard, onDelay: life.onDelay,
      offDelay: life.offDelay, latching: life.latching,
      consequence: "The device itself reports \(spoken(alarm.name)).",
      response: "Read the display of \(deviceName) and follow its manual.")
  }

  private static func priority(of alarm: DeviceAlarmDefinition) -> AlarmPriority {
    switch alarm.hazard {
    case .fire, .gas: .critical
    case .leak, .heat, .fireSupervisory: alarm.severity == .critical ? .critical : .high
    case .fireTrouble, .none:
      switch alarm.severity {
      case .critical, .shutdown: .critical
      case .trip: .high
      case .warning: .medium
      }
    }
  }

  /// Delays and latch of an alarm that a device announces, from the facility defaults in the
  /// alarm documentation: fire and gas are never delayed beyond debouncing, and a panel decides
  /// about its own reset; a leak contact is debounced and held.
  private struct AnnouncedLife {
    var onDelay: Duration
    var offDelay: Duration
    var latching: AlarmDefinition.Latching

    init(hazard: AlarmHazard) {
      switch hazard {
      case .fire, .gas: (onDelay, offDelay, latching) = (.zero, .zero, .latched)
      case .leak: (onDelay, offDelay, latching) = (.seconds(2), .seconds(30), .latched)
      case .fireSupervisory: (onDelay, offDelay, latching) = (.zero, .zero, .selfClearing)
      case .fireTrouble: (onDelay, offDelay, latching) = (.seconds(5), .zero, .selfClearing)
      case .heat, .communication, .none:
        (onDelay, offDelay, latching) = (.zero, .seconds(5), .selfClearing)
      }
    }
  }

  private static func spoken(_ name: String) -> String {
    String(name.map { $0 == "_" ? " " : $0 })
  }
}

// MARK: - Communication

extension AlarmBinding {
  /// The name of the alarm that every device has.
  package static let communicationAlarmName = "communication_loss"

  private static func communicationAlarms(of settings: AgentSettings) -> [AlarmDefinition] {
    settings.devices.enumerated().map { index, device in
      AlarmDefinition(
        id: "\(communicationAlarmName)/\(device.name)", name: communicationAlarmName,
        device: DeviceIndex(rawValue: index), deviceName: device.name, point: nil, pointName: "",
        condition: .communicationLoss, priority: priorityOfLosing(device), hazard: .communication,
        consequence:
          "Nothing is known of \(device.name) any more. Its alarms keep their last state.",
        cause: "The device, its power, or the line \(settings.lines[device.line.rawValue].name).",
        response: "Check power and network of the device; send a person to look at the plant.")
    }
  }

  /// A fire or leak panel that nobody sees any more is not a normal panel.
  private static func priorityOfLosing(_ device: DeviceSettings) -> AlarmPriority {
    switch device.profile.deviceClass {
    case .fire, .gas: .critical
    default: .high
    }
  }
}

extension AlarmHazard {
  fileprivate init(_ hazard: DeviceAlarmDefinition.Hazard) {
    switch hazard {
    case .none: self = .none
    case .fire: self = .fire
    case .fireSupervisory: self = .fireSupervisory
    case .fireTrouble: self = .fireTrouble
    case .gas: self = .gas
    case .leak: self = .leak
    case .heat: self = .heat
    }
  }
}
