import Alarms
import DeviceProfiles
import Polling
import Readings

// MARK: - What devices announce by themselves

extension AlarmBinding {
  static func deviceAlarms(of settings: AgentSettings, table: PointTable) -> [AlarmDefinition] {
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
              device: DeviceIndex(rawValue: index), of: device,
              point: table.point(place, of: DeviceIndex(rawValue: index)), pointName: point.name))
        }
      }
    }
    return definitions
  }

  private static func definition(
    of alarm: DeviceAlarmDefinition, id: String, condition: AlarmCondition, device: DeviceIndex,
    of settings: DeviceSettings, point: PointIndex, pointName: String
  ) -> AlarmDefinition {
    let hazard = AlarmHazard(alarm.hazard)
    let life = AnnouncedLife(hazard: hazard)
    return AlarmDefinition(
      id: id, name: alarm.name, device: device,
      deviceName: settings.name, point: point, pointName: pointName, condition: condition,
      priority: priority(of: alarm, in: settings.roomUse), hazard: hazard, onDelay: life.onDelay,
      offDelay: life.offDelay, latching: life.latching, group: settings.room,
      consequence: "The device itself reports \(spoken(alarm.name)).",
      response: "Read the display of \(settings.name) and follow its manual.")
  }

  /// Water beside batteries and switchgear is how fires begin.
  private static func priority(
    of alarm: DeviceAlarmDefinition, in use: SiteTopology.Room.Use?
  ) -> AlarmPriority {
    switch alarm.hazard {
    case .fire, .gas: .critical
    case .leak where use == .battery || use == .electrical: .critical
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

// MARK: - Heartbeat

extension AlarmBinding {
  /// The name of the alarm of devices whose profile names a value that must move.
  package static let heartbeatAlarmName = "heartbeat_frozen"

  /// A device that answers with values that stand still may be dead behind its gateway.
  static func heartbeatAlarms(_ context: Context) -> [AlarmDefinition] {
    guard !context.settings.switchedOffAlarms.contains(heartbeatAlarmName) else { return [] }
    return context.settings.devices.enumerated().compactMap { index, device in
      guard let heartbeat = device.profile.heartbeat,
        let place = device.profile.points.firstIndex(where: { $0.name == heartbeat.point })
      else { return nil }
      let own = DeviceIndex(rawValue: index)
      return AlarmDefinition(
        id: "\(heartbeatAlarmName)/\(device.name)/\(heartbeat.point)", name: heartbeatAlarmName,
        device: own, deviceName: device.name, point: context.table.point(place, of: own),
        pointName: heartbeat.point, condition: .frozen(heartbeat.limit),
        priority: priorityOfLosing(device), hazard: .communication, group: device.room,
        consequence:
          "\(device.name) answers, but nothing in it moves: its values may be old.",
        cause: "The device hangs, or its gateway answers in its place.",
        response: "Compare a value with the device's own display; start the device anew.")
    }
  }
}

// MARK: - Communication

extension AlarmBinding {
  /// The name of the alarm that every device has.
  package static let communicationAlarmName = "communication_loss"

  static func communicationAlarms(_ context: Context) -> [AlarmDefinition] {
    context.settings.devices.enumerated().map { index, device in
      var definition = AlarmDefinition(
        id: "\(communicationAlarmName)/\(device.name)", name: communicationAlarmName,
        device: DeviceIndex(rawValue: index), deviceName: device.name, point: nil, pointName: "",
        condition: .communicationLoss, priority: priorityOfLosing(device), hazard: .communication,
        group: device.room,
        consequence:
          "Nothing is known of \(device.name) any more. Its alarms keep their last state.",
        cause:
          "The device, its power, or the line "
          + "\(context.settings.lines[device.line.rawValue].name).",
        response: "Check power and network of the device; send a person to look at the plant.")
      definition.criticalAfter = patience(with: device)
      return definition
    }
  }

  /// How long nobody may know of a device before that is critical, from the facility defaults: leak
  /// detection is blind after a minute, what carries the load may not be unknown for five.
  private static func patience(with device: DeviceSettings) -> Duration? {
    switch device.profile.deviceClass {
    case .leak: .seconds(60)
    case .ups, .battery, .generator, .transferSwitch: .seconds(300)
    case .fire, .gas, .meter, .pdu, .environment, .cooling, .io, .other: nil
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
