import Readings

/// What the board knows of its alarms before the first sample, worked out once: who looks at which
/// point, and in what form conditions over several points are judged.
struct AlarmPlan {
  let definitions: [AlarmDefinition]
  var facts = FactTable()
  var trackers = TrackerTable()
  var expressions: [AlarmIndex: CompiledCondition] = [:]
  var suppressions: [AlarmIndex: FactTable.Compiled] = [:]
  var trackerOf: [(alarm: Int, tracker: Int)] = []
  var milderLimit: [Int32] = []
  var coincidenceAlarms: [DeviceIndex: [AlarmIndex]] = [:]

  init(_ definitions: [AlarmDefinition]) {
    self.definitions = definitions
    for (index, definition) in definitions.enumerated() {
      plan(definition, AlarmIndex(rawValue: index))
    }
    milderLimit = Self.milderLimits(definitions)
  }

  private mutating func plan(_ definition: AlarmDefinition, _ alarm: AlarmIndex) {
    switch definition.condition {
    case .expression(let expression):
      expressions[alarm] = .fact(compile(expression, alarm, .condition))
    case .sequence(let after, let expect, _):
      expressions[alarm] = .sequence(
        after: compile(after, alarm, .condition),
        expect: compile(expect, alarm, .condition))
    case .change(let by, let within, let deadband):
      track(alarm, trackers.add(.change(by: by, deadband: deadband), window: within))
    case .forecast(let level, let setpoint, let within, let over, let deadband):
      track(
        alarm,
        trackers.add(
          .forecast(
            isHigh: level.isHigh, setpoint: setpoint, deadband: deadband, within: within.seconds),
          window: over))
    case .deviation(let by, let deadband, let partners):
      let places = partners.map { trackers.partner($0) }
      track(alarm, trackers.add(.deviation(by: by, deadband: deadband, partners: places)))
    case .frozen(let time): track(alarm, trackers.add(.frozen(time.nanoseconds)))
    case .stale: track(alarm, trackers.add(.stale))
    case .coincidentLoss(let together, _):
      for device in together { coincidenceAlarms[device, default: []].append(alarm) }
    case .limit, .flag, .states, .nonZero, .serviceDue, .dueDate, .communicationLoss, .verdict:
      break
    }
    if let suppression = definition.suppressWhen {
      suppressions[alarm] = compile(suppression, alarm, .suppression)
    }
  }

  private mutating func track(_ alarm: AlarmIndex, _ tracker: Int) {
    trackerOf.append((alarm.rawValue, tracker))
  }

  private mutating func compile(
    _ expression: AlarmExpression, _ alarm: AlarmIndex, _ use: FactTable.Use
  ) -> FactTable.Compiled {
    facts.compile(expression, for: alarm, as: use)
  }

  /// By alarm, the one of the milder limit on the same point by the same rule.
  private static func milderLimits(_ definitions: [AlarmDefinition]) -> [Int32] {
    struct Key: Hashable {
      var name: String
      var point: PointIndex?
      var level: LimitLevel
    }
    var places: [Key: Int32] = [:]
    for (index, definition) in definitions.enumerated() {
      guard case .limit(let level, _, _) = definition.condition else { continue }
      places[Key(name: definition.name, point: definition.point, level: level)] = Int32(index)
    }
    return definitions.map { definition in
      guard case .limit(let level, _, _) = definition.condition, let milder = level.milder else {
        return -1
      }
      return places[Key(name: definition.name, point: definition.point, level: milder)] ?? -1
    }
  }

  /// Who looks at each point: alarms by their number; facts, and behind them partners, by the
  /// complement of theirs.
  func watchersByPoint() -> (first: [Int32], watchers: [Int32]) {
    var looks: [(point: Int, watcher: Int32)] = []
    for (index, definition) in definitions.enumerated() {
      if let point = definition.point { looks.append((point.rawValue, Int32(index))) }
    }
    // Facts before alarms of the point would see a suppression begin before what it suppresses.
    var early: [(point: Int, watcher: Int32)] = []
    for (point, fact) in facts.ofPoint { early.append((point.rawValue, ~Int32(fact))) }
    for (place, point) in trackers.partnerPoints.enumerated() {
      early.append((point.point.rawValue, ~Int32(facts.sources.count + place)))
    }
    looks = early + looks
    let pointCount = (looks.map(\.point).max() ?? -1) + 1
    var first = [Int32](repeating: 0, count: pointCount + 1)
    for look in looks { first[look.point + 1] += 1 }
    for point in 0..<pointCount { first[point + 1] += first[point] }
    var next = first
    var watchers = [Int32](repeating: 0, count: looks.count)
    for look in looks {
      watchers[Int(next[look.point])] = look.watcher
      next[look.point] += 1
    }
    return (first, watchers)
  }

  func alarmsByDevice(_ isWanted: (AlarmCondition) -> Bool) -> [[AlarmIndex]] {
    let count = (definitions.compactMap { $0.device?.rawValue }.max() ?? -1) + 1
    var alarms = [[AlarmIndex]](repeating: [], count: count)
    for (index, definition) in definitions.enumerated() {
      guard let device = definition.device, isWanted(definition.condition) else { continue }
      alarms[device.rawValue].append(AlarmIndex(rawValue: index))
    }
    return alarms
  }
}

/// A condition over several points in the form in which it is judged.
enum CompiledCondition: Sendable {
  case fact(FactTable.Compiled)
  case sequence(after: FactTable.Compiled, expect: FactTable.Compiled)
}

extension AlarmCondition {
  /// Whether facts decide and not the samples of the alarm's own point.
  var isOverSeveralPoints: Bool {
    switch self {
    case .expression, .sequence: true
    default: false
    }
  }
}
