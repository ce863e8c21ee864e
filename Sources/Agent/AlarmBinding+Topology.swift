import Alarms
import DeviceProfiles
import Readings

/// The alarms that follow from space and power: rooms that fall silent, and redundancy that is lost.
extension AlarmBinding {
  package static let roomLossName = "room_loss"
  package static let redundancyReducedName = "redundancy_reduced"
  package static let redundancyLostName = "redundancy_lost"
  package static let capacityLostName = "capacity_lost"

  /// The names of the alarms that come from the topology, from profiles and from dates without a rule.
  package static let topologyAlarmNames = [
    roomLossName, feedLossName, feedDeadName, redundancyReducedName, redundancyLostName,
    capacityLostName, redundancyLoadName, heartbeatAlarmName, designLifeName, serviceDueName,
  ]

  /// Two devices of a room that are lost within this of each other are lost together.
  static let coincidence = Duration.seconds(60)

  static func topologyAlarms(_ context: Context) -> [AlarmDefinition] {
    (roomLosses(context) + feedAlarms(context)
      + context.settings.topology.redundancy.flatMap { redundancy($0, context) })
      .filter { !context.settings.switchedOffAlarms.contains($0.name) }
  }

  private static func roomLosses(_ context: Context) -> [AlarmDefinition] {
    let devices = context.settings.devices
    return Set(devices.compactMap(\.room)).sorted().compactMap { room in
      let inRoom = devices.indices.filter { devices[$0].room == room }
        .map { DeviceIndex(rawValue: $0) }
      guard inRoom.count > 1 else { return nil }
      let title = context.settings.topology.room(room)?.title ?? room
      return AlarmDefinition(
        id: "\(roomLossName)/\(room)", name: roomLossName, device: nil, deviceName: "", point: nil,
        pointName: room, condition: .coincidentLoss(inRoom, within: coincidence),
        priority: .critical, hazard: .communication, group: room,
        consequence:
          "Several devices of \(title) fell silent together: fire, water or power takes the room.",
        cause: "Their common network or power, or what destroys them.",
        response: "Look at fire, leak and power alarms of the room; send a person to look.",
        timeToRespond: .seconds(60))
    }
  }

  private static func redundancy(
    _ group: SiteTopology.RedundancyGroup, _ context: Context
  ) -> [AlarmDefinition] {
    let members = group.members.compactMap { lost($0, of: group, context) }
    guard members.count == group.members.count, !members.isEmpty else { return [] }
    let spare = group.members.count - group.needed
    let names = group.members.map(\.name).joined(separator: ", ")
    func definition(
      _ name: String, _ lostCount: Int, _ priority: AlarmPriority, _ consequence: String
    ) -> AlarmDefinition {
      let expression = AlarmExpression.atLeast(lostCount, members, degraded: .hold)
      var definition = site(
        name, instance: group.name, .expression(expression), priority,
        devices: context.binder.devices(of: expression), context)
      definition.consequence = consequence
      definition.cause = "A member of \(group.name) is out of order or does not answer: \(names)."
      definition.response =
        "Find the member that is missing and bring it back; start no planned work."
      definition.onDelay = .seconds(5)
      definition.offDelay = .seconds(10)
      return definition
    }
    var definitions = [
      definition(
        capacityLostName, spare + 1, .critical,
        "\(group.name) has fewer members than the \(group.needed) that the load needs.")
    ]
    if spare > 0 {
      definitions.append(
        definition(
          redundancyLostName, spare, .high,
          "\(group.name) (\(group.scheme.rawValue)) has no spare member: the next failure takes "
            + "the load."))
    }
    if spare > 1 {
      definitions.append(
        definition(
          redundancyReducedName, 1, .medium,
          "\(group.name) (\(group.scheme.rawValue)) has fewer members than it was built with."))
    }
    return definitions
  }

  /// When a member is of no use: a device of it is lost, or what the group says of it holds.
  private static func lost(
    _ member: SiteTopology.RedundancyGroup.Member, of group: SiteTopology.RedundancyGroup,
    _ context: Context
  ) -> AlarmExpression? {
    var facts: [AlarmExpression] = []
    for name in member.devices {
      guard let device = context.binder.deviceNames[name] else { continue }
      facts.append(.term(.lost(device)))
      var binder = context.binder
      binder.device = name
      if let rule = group.lostWhen {
        if let fact = binder.expression(rule) { facts.append(fact) }
      } else {
        facts += uselessness.compactMap { binder.expression($0) }
        // Of the phases those that it has: one phase says of the others that they are not fitted.
        let phases = binder.voters(deadOutput)
        if !phases.isEmpty { facts.append(.atLeast(phases.count, phases, degraded: .reduce)) }
      }
    }
    return facts.isEmpty ? nil : .any(facts)
  }

  /// What makes a device useless to its group, by the quantities that it has.
  package static let uselessness: [FactRule] = [
    .points(PointSelector(quantity: "ups_output_on"), .isFlag(false), quantifier: .any),
    .points(PointSelector(quantity: "ups_on_bypass"), .isFlag(true), quantifier: .any),
    .points(
      PointSelector(quantity: "cooling_unit_state"), .isState(["off", "alarm"], isNot: false),
      quantifier: .any),
    .points(PointSelector(quantity: "cooling_airflow_lost"), .isFlag(true), quantifier: .any),
    .points(
      PointSelector(quantity: "genset_mode"), .isState(["auto"], isNot: true), quantifier: .any),
    .points(
      PointSelector(quantity: "genset_state"), .isState(["fault"], isNot: false),
      quantifier: .any),
  ]

  /// Few UPS say that their output is off; all measure it, those of 24 V for controls too.
  private static let deadOutput = FactRule.points(
    PointSelector(quantity: "electric_voltage_volts", labels: [Label("side", "output")]),
    .below(10, deadband: 0), quantifier: .any)
}
