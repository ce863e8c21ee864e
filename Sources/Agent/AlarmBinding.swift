package import Alarms
package import DeviceProfiles
package import Readings

/// Makes the alarms of a site out of its rules, of what its devices announce by themselves, of its
/// topology, and of the communication with each device.
package enum AlarmBinding {
  /// Every alarm of the site, in a stable order: rules as written, those that hallwatch brings
  /// along, the devices' own, those of the topology, then communication, lines and the agent itself.
  package static func definitions(for settings: AgentSettings) -> [AlarmDefinition] {
    let context = Context(settings)
    let ruled = settings.alarmRules.filter { !$0.isDefault }
      .flatMap { definitions(of: $0, context) }
    // A bit that a rule of the site already watches would alarm twice for one fact.
    let watched = Set(ruled.map { WatchedFact(point: $0.point, condition: $0.condition) })
    let announced = deviceAlarms(of: settings, table: context.table).filter {
      !watched.contains(WatchedFact(point: $0.point, condition: $0.condition))
        && !settings.switchedOffAlarms.contains($0.name)
    }
    var all =
      ruled + defaults(context, beside: ruled + announced) + announced
      + topologyAlarms(context) + assetAlarms(context) + heartbeatAlarms(context)
      + communicationAlarms(context) + OwnAlarms.definitions(lines: settings.lines)
    for place in all.indices where all[place].rationale.contact.isEmpty {
      all[place].rationale.contact = settings.contact
    }
    return all
  }

  /// The alarms that hallwatch brings along. One that a rule of the site, or the device itself,
  /// already says of the same point and kind makes way.
  private static func defaults(
    _ context: Context, beside others: [AlarmDefinition]
  ) -> [AlarmDefinition] {
    let rules = context.settings.alarmRules.filter(\.isDefault)
    guard !rules.isEmpty else { return [] }
    var taken = Set(others.map { WatchedKind(point: $0.point, kind: $0.condition.defaultKind) })
    var definitions: [AlarmDefinition] = []
    for rule in rules {
      let more = self.definitions(of: rule, context).filter { definition in
        guard let point = definition.point, let kind = definition.condition.defaultKind else {
          return true
        }
        return !taken.contains(WatchedKind(point: point, kind: kind))
      }
      definitions += more
      // Of two rules that are brought along for one point, the first is the more special.
      taken.formUnion(
        more.map { WatchedKind(point: $0.point, kind: $0.condition.defaultKind) })
    }
    return definitions
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

    func point(_ table: PointTable) -> PointIndex { table.point(place, of: device) }
  }

  private static func factName(of series: SeriesDefinition, in point: PointDefinition) -> String {
    guard case .bit(let bit) = series.extraction else { return point.name }
    if case .flags(let flags) = point.meaning, let flag = flags.first(where: { $0.bit == bit }) {
      return "\(point.name).\(flag.name)"
    }
    return "\(point.name).\(bit)"
  }

  /// The conditions that limits, flags and states put on one series.
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
    case .isState(let names, let isNot):
      let places = series.stateNames.indices.filter { names.contains(series.stateNames[$0]) }
      return places.isEmpty ? [] : [.states(Set(places), isNot: isNot)]
    default: return []
    }
  }

  static func condition(of extraction: Extraction, is expected: Bool) -> AlarmCondition? {
    switch extraction {
    case .whole: .flag(bit: nil, is: expected)
    case .bit(let bit): .flag(bit: bit, is: expected)
    case .states(let states): .states(states, isNot: !expected)
    case .nonZero: expected ? .nonZero : nil
    }
  }

  /// How many alarms a rule with `per` makes.
  package static func instanceCount(of rule: AlarmRule, index: SeriesIndex) -> Int {
    rule.per.map { instances(of: rule, $0, index).count } ?? 0
  }

  private struct WatchedFact: Hashable {
    var point: PointIndex?
    var condition: AlarmCondition
  }

  private struct WatchedKind: Hashable {
    var point: PointIndex?
    var kind: String?
  }
}

extension AlarmCondition {
  /// What a default alarm must not say a second time; nil for flags and states, of which defaults
  /// say only that they have been so for long.
  fileprivate var defaultKind: String? {
    switch self {
    case .flag, .states, .nonZero: nil
    case .limit(let level, _, _): level.isHigh ? "high" : "low"
    case .change(let by, _, _): by > 0 ? "rise" : "fall"
    default: kind
    }
  }
}
