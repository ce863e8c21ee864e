import Alarms
import DeviceProfiles
import Readings

/// The alarms of the feeds: their devices fall silent, their sources give nothing, or what stands in
/// for the other feed could not take its load.
extension AlarmBinding {
  package static let feedLossName = "feed_loss"
  package static let feedDeadName = "feed_dead"
  package static let redundancyLoadName = "redundancy_load"

  /// A generator takes its time to start, and the batteries last so long.
  static let sourceWait = Duration.seconds(30)
  /// Below this nothing runs on any of the voltages in use.
  static let deadVoltage = 50.0

  static func feedAlarms(_ context: Context) -> [AlarmDefinition] {
    feedLosses(context)
      + context.settings.topology.feeds.compactMap { deadFeed($0, context) }
      + context.settings.topology.redundancy.flatMap { loads(of: $0, context) }
  }

  // MARK: Devices that fall silent

  private static func feedLosses(_ context: Context) -> [AlarmDefinition] {
    feedNames(context).compactMap { feed in
      let devices = devices(of: feed, context)
      // Of a feed in one room the room's alarm speaks.
      let rooms = Set(devices.map { context.settings.devices[$0.rawValue].room })
      guard devices.count > 1, rooms.count > 1 || rooms.first == .some(nil) else { return nil }
      return AlarmDefinition(
        id: "\(feedLossName)/\(feed)", name: feedLossName, device: nil, deviceName: "", point: nil,
        pointName: feed, condition: .coincidentLoss(devices, within: coincidence),
        priority: .critical, hazard: .communication, group: "feed-\(feed)",
        consequence: "Several devices of feed \(feed) fell silent together: the feed may be gone.",
        cause: "The power of the feed, their common network, or what destroys them.",
        response: "Look at the feed's power and fire alarms; send a person to look.",
        timeToRespond: .seconds(60))
    }
  }

  private static func feedNames(_ context: Context) -> [String] {
    let labels = context.settings.devices.compactMap(\.feed)
    return Set(labels + context.settings.topology.feeds).sorted()
  }

  /// The devices with the label, and those that measure a node of the feed.
  private static func devices(of feed: String, _ context: Context) -> [DeviceIndex] {
    let measuring = Set(
      context.settings.topology.power.filter { $0.feed == feed }.flatMap(\.devices))
    return context.settings.devices.indices.filter { place in
      let device = context.settings.devices[place]
      return device.feed == feed || measuring.contains(device.name)
    }.map { DeviceIndex(rawValue: $0) }
  }

  // MARK: Sources

  /// Whether every source of the feed is known to give nothing. Of a source that nothing tells of
  /// nobody can say so: then there is no such alarm.
  private static func deadFeed(_ feed: String, _ context: Context) -> AlarmDefinition? {
    let sources = context.settings.topology.sources(of: feed)
    let facts = sources.compactMap { dead($0, context) }
    guard !facts.isEmpty, facts.count == sources.count else { return nil }
    let expression: AlarmExpression = facts.count == 1 ? facts[0] : .all(facts)
    var definition = site(
      feedDeadName, instance: feed, .expression(expression), .critical,
      devices: context.binder.devices(of: expression), context)
    definition.group = "feed-\(feed)"
    definition.onDelay = sourceWait
    definition.offDelay = .seconds(10)
    let names = sources.map(\.name).joined(separator: ", ")
    definition.consequence =
      "No source of feed \(feed) gives power (\(names)): it lives from its batteries, if it has any."
    definition.cause = "The mains failed and the generator did not start, or a breaker is open."
    definition.response = "Start the generator by hand; shut down what is not needed."
    definition.timeToRespond = .seconds(180)
    return definition
  }

  /// Sources of which no quantity tells whether they give power.
  package static func untoldSources(of settings: AgentSettings) -> [String] {
    let context = Context(settings)
    let sources = settings.topology.feeds.flatMap { settings.topology.sources(of: $0) }
    return Set(sources.filter { dead($0, context) == nil }.map(\.name)).sorted()
  }

  private static func dead(
    _ node: SiteTopology.PowerNode, _ context: Context
  ) -> AlarmExpression? {
    if let rule = node.deadWhen {
      let facts = node.devices.compactMap { name -> AlarmExpression? in
        var binder = context.binder
        binder.device = name
        return binder.expression(rule)
      }
      return any(facts) ?? context.binder.expression(rule)
    }
    return any(node.devices.flatMap { deadness(of: $0, node.kind, context) })
  }

  private static func any(_ facts: [AlarmExpression]) -> AlarmExpression? {
    facts.count > 1 ? .any(facts) : facts.first
  }

  /// What the quantities of a device say of the source that it measures.
  private static func deadness(
    of device: String, _ kind: SiteTopology.PowerNode.Kind, _ context: Context
  ) -> [AlarmExpression] {
    let (side, others) =
      kind == .generator ? ("generator", ["mains", "bypass"]) : ("mains", ["generator", "output"])
    // A controller measures both sides; a meter the one that it was put on.
    func terms(_ quantity: String) -> [Match] {
      let all = context.index.matches(PointSelector(quantity: quantity, device: device))
      let own = all.filter { $0.series.label("side") == side }
      return own.isEmpty ? all.filter { !others.contains($0.series.label("side")) } : own
    }
    func term(_ match: Match, _ condition: AlarmCondition) -> AlarmExpression {
      .term(.point(DevicePoint(match.point(context.table), of: match.device), condition))
    }
    var facts: [AlarmExpression] = []
    let voltages = terms("electric_voltage_volts").map {
      term($0, .limit(.low, setpoint: deadVoltage, deadband: deadVoltage / 10))
    }
    if !voltages.isEmpty { facts.append(voltages.count == 1 ? voltages[0] : .all(voltages)) }
    facts += terms("electric_source_available").compactMap { match in
      condition(of: match.series.extraction, is: false).map { term(match, $0) }
    }
    guard facts.isEmpty, kind == .generator else { return facts }
    return context.index.matches(PointSelector(quantity: "genset_state", device: device))
      .compactMap { match in
        let running = match.series.stateNames.indices.filter {
          match.series.stateNames[$0] == "running"
        }
        return running.isEmpty ? nil : term(match, .states(Set(running), isNot: true))
      }
  }

  // MARK: Load

  /// What a UPS carries must leave room for what the others would hand over to it.
  private static func loads(
    of group: SiteTopology.RedundancyGroup, _ context: Context
  ) -> [AlarmDefinition] {
    guard let limit = group.loadLimit else { return [] }
    let names = Set(group.members.flatMap(\.devices))
    return context.settings.devices.filter {
      names.contains($0.name) && $0.profile.deviceClass == .ups
    }.flatMap { device in
      context.index.matches(
        PointSelector(
          quantity: "electric_load_ratio", device: device.name, labels: [Label("side", "output")])
      ).flatMap { match in
        [
          load(limit, .highHigh, .critical, match, device, of: group, context),
          load(
            limit * SiteTopology.RedundancyGroup.loadWarning, .high, .medium, match, device,
            of: group, context),
        ]
      }
    }
  }

  private static func load(
    _ setpoint: Double, _ level: LimitLevel, _ priority: AlarmPriority, _ match: Match,
    _ device: DeviceSettings, of group: SiteTopology.RedundancyGroup, _ context: Context
  ) -> AlarmDefinition {
    // A third of 1 has no end in decimals.
    let limit = (setpoint * 1000).rounded() / 1000
    return AlarmDefinition(
      id: "\(redundancyLoadName)/\(group.name)/\(device.name)/\(match.factName)/\(level.rawValue)",
      name: redundancyLoadName, device: match.device, deviceName: device.name,
      point: match.point(context.table), pointName: match.factName,
      condition: .limit(level, setpoint: limit, deadband: 0.02), priority: priority,
      onDelay: .seconds(60), offDelay: .seconds(60), group: device.room,
      consequence:
        "When a member of \(group.name) (\(group.scheme.rawValue)) fails, the others are overloaded: "
        + "the load is lost although something stood in for it.",
      cause: "Load was added, or another member carries less than its share.",
      response: "Move load away, or spread it evenly; start no planned work.",
      timeToRespond: .seconds(1800))
  }
}

extension SeriesDefinition {
  /// The value of a label; empty when it has none.
  fileprivate func label(_ name: String) -> String {
    labels.first { $0.name == name }?.value ?? ""
  }
}

extension DeviceSettings {
  /// The feed that the device belongs to, by its label; nil when it has none.
  package var feed: String? { labels.first { $0.name == "feed" }?.value }
}
