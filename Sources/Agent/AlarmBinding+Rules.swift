import Alarms
import DeviceProfiles
import Readings

/// The alarms that the rules of a site make.
extension AlarmBinding {
  /// What is common to the binding of all rules.
  struct Context {
    let settings: AgentSettings
    let table: PointTable
    let index: SeriesIndex
    let binder: FactBinder

    init(_ settings: AgentSettings) {
      self.settings = settings
      table = PointTable(devices: settings.devices)
      index = SeriesIndex(settings.devices)
      binder = FactBinder(settings, index: index, table: table)
    }
  }

  static func definitions(of rule: AlarmRule, _ context: Context) -> [AlarmDefinition] {
    var definitions: [AlarmDefinition]
    switch rule.test {
    case .fact, .sequence: definitions = compound(rule, context)
    case .due(let date, let device): definitions = [due(rule, date, device, context)]
    default:
      let matches = context.binder.matches(rule.selector)
      definitions = matches.flatMap { match in
        conditions(of: rule, on: match, among: matches, context).map {
          definition(of: rule, $0, match, context)
        }
      }
    }
    if let suppression = rule.suppressWhen {
      for place in definitions.indices {
        definitions[place].suppressWhen = suppressing(
          suppression, rule, definitions[place], context)
        definitions[place].maximumSuppression = rule.maximumSuppression
        definitions[place].suppressionOffDelay = rule.suppressionOffDelay
      }
    }
    return definitions
  }

  // MARK: One point

  /// The conditions that a rule puts on one series, with the name of the limit where it has any.
  private static func conditions(
    of rule: AlarmRule, on match: Match, among matches: [Match], _ context: Context
  ) -> [AlarmCondition] {
    switch rule.test {
    case .limits, .isFlag, .isState: return conditions(of: rule, on: match.series)
    case .change(let by, let within):
      return [.change(by: by, within: within, deadband: rule.deadband)]
    case .forecast(let level, let setpoint, let within, let over):
      return [
        .forecast(
          level, setpoint: setpoint, within: within, over: over, deadband: rule.deadband)
      ]
    case .deviation(let by, let from):
      let partners = partners(of: match, from, among: matches, per: rule.per, context)
      guard !partners.isEmpty else { return [] }
      return [.deviation(by: by, deadband: rule.deadband, partners: partners)]
    case .frozen(let time): return [.frozen(time)]
    case .stale(let time): return [.stale(time)]
    case .service(let every, let since): return [.serviceDue(every: every, since: since)]
    case .due, .fact, .sequence: return []
    }
  }

  /// The points that a point is held against: of the same quantity and with the same labels of
  /// their own, so that phase 1 is held against phase 1.
  private static func partners(
    of match: Match, _ from: PointSelector?, among matches: [Match], per: String?,
    _ context: Context
  ) -> [DevicePoint] {
    let all = from.map { context.binder.matches($0) } ?? matches
    let own = per.flatMap { label(of: match, $0, context) }
    return all.filter { other in
      (other.device, other.place) != (match.device, match.place)
        && other.series.quantity == match.series.quantity
        && (from == nil || other.series.labels == match.series.labels)
        && per.map { label(of: other, $0, context) == own } ?? true
    }.prefix(Limits.partners).map { DevicePoint($0.point(context.table), of: $0.device) }
  }

  private static func label(of match: Match, _ name: String, _ context: Context) -> String? {
    let labels = context.settings.devices[match.device.rawValue].labels + match.series.labels
    return labels.first { $0.name == name }?.value
  }

  private static func definition(
    of rule: AlarmRule, _ condition: AlarmCondition, _ match: Match, _ context: Context
  ) -> AlarmDefinition {
    var definition = AlarmDefinition(
      id: [rule.name, match.deviceName, match.factName, condition.limitName]
        .filter { !$0.isEmpty }.joined(separator: "/"),
      name: rule.name, device: match.device, deviceName: match.deviceName,
      point: context.table.point(match.place, of: match.device), pointName: match.factName,
      condition: condition, priority: rule.priority)
    if case .limit(let level, _, _) = condition {
      definition.priority = rule.levels[level]?.priority ?? rule.priority
    }
    take(rule, into: &definition)
    if case .limit(let level, _, _) = condition, let delay = rule.levels[level]?.onDelay {
      definition.onDelay = delay
    }
    definition.group = group(rule.group, of: match.device, per: nil, context)
    definition.inMaintenance = tighter(condition, by: rule.inMaintenance).map {
      AlarmDefinition.Tightening($0, workplaces: workplaces(around: match.device, context))
    }
    return definition
  }

  /// The condition with the figure that counts during work; nil when there is none.
  private static func tighter(
    _ condition: AlarmCondition, by test: AlarmRule.Test?
  ) -> AlarmCondition? {
    switch (condition, test) {
    case (.limit(let level, _, let deadband), .limits(let setpoints)?):
      setpoints[level].map { .limit(level, setpoint: $0, deadband: deadband) }
    case (.change(_, let within, let deadband), .change(let by, _)?):
      .change(by: by, within: within, deadband: min(deadband, abs(by) / 2))
    default: nil
    }
  }

  /// The device itself and what stands in the same room.
  private static func workplaces(
    around device: DeviceIndex, _ context: Context
  ) -> Set<DeviceIndex> {
    let devices = context.settings.devices
    guard let room = devices[device.rawValue].room else { return [device] }
    return Set(
      devices.indices.filter { devices[$0].room == room }.map { DeviceIndex(rawValue: $0) })
  }

  private static func take(_ rule: AlarmRule, into definition: inout AlarmDefinition) {
    definition.hazard = rule.hazard
    definition.onDelay = rule.onDelay
    definition.offDelay = rule.offDelay
    definition.latching = rule.latching
    definition.acknowledgement = rule.acknowledgement
    definition.consequence = rule.consequence
    definition.cause = rule.cause
    definition.response = rule.response
    definition.timeToRespond = rule.timeToRespond
    definition.rationale = rule.rationale
    definition.reAlarmAfter = rule.reAlarmAfter
    definition.shelvable = rule.shelvable
  }

  /// The group of an alarm: as the rule says, or the room of its device.
  static func group(
    _ pattern: String?, of device: DeviceIndex?, per: Label?, _ context: Context
  ) -> String? {
    let labels =
      (device.map { context.settings.devices[$0.rawValue].labels } ?? []) + (per.map { [$0] } ?? [])
    guard let pattern else { return labels.first { $0.name == "room" }?.value }
    return labels.reduce(pattern) { text, label in
      text.replacingPlaceholder(label.name, with: label.value)
    }
  }

  // MARK: Several points

  private static func compound(_ rule: AlarmRule, _ context: Context) -> [AlarmDefinition] {
    guard let name = rule.per else {
      return compound(rule, per: nil, context)
    }
    return instances(of: rule, name, context.index).flatMap {
      compound(rule, per: Label(name, $0), context)
    }
  }

  /// The values of the label that make an alarm each, sorted.
  static func instances(of rule: AlarmRule, _ name: String, _ index: SeriesIndex) -> [String] {
    switch rule.test {
    case .fact(let fact): return (FactBinder.values(of: name, in: fact, index) ?? []).sorted()
    case .sequence(let after, let expect, _):
      let values = [after, expect].compactMap { FactBinder.values(of: name, in: $0, index) }
      return values.dropFirst().reduce(values.first ?? []) { $0.intersection($1) }.sorted()
    default: return []
    }
  }

  private static func compound(
    _ rule: AlarmRule, per: Label?, _ context: Context
  ) -> [AlarmDefinition] {
    var binder = context.binder
    binder.label = per
    let condition: AlarmCondition
    var expressions: [AlarmExpression]
    switch rule.test {
    case .fact(let fact):
      guard let expression = binder.expression(fact) else { return [] }
      condition = .expression(expression)
      expressions = [expression]
    case .sequence(let after, let expect, let within):
      guard let after = binder.expression(after), let expect = binder.expression(expect) else {
        return []
      }
      condition = .sequence(after: after, expect: expect, within: within)
      expressions = [after, expect]
    default: return []
    }
    let devices = expressions.reduce(into: Set<DeviceIndex>()) {
      $0.formUnion(binder.devices(of: $1))
    }
    var definition = site(
      rule.name, instance: per?.value, condition, rule.priority, devices: devices, context)
    take(rule, into: &definition)
    definition.group =
      rule.group == nil && per == nil
      ? definition.group
      : group(rule.group, of: definition.device, per: per, context)
    return [definition] + degraded(definition, rule, context)
  }

  /// An alarm over several devices. That of one device only is that device's.
  static func site(
    _ name: String, instance: String?, _ condition: AlarmCondition, _ priority: AlarmPriority,
    devices: Set<DeviceIndex>, _ context: Context
  ) -> AlarmDefinition {
    let single = devices.count == 1 ? devices.first : nil
    let rooms = Set(devices.map { context.settings.devices[$0.rawValue].room })
    var definition = AlarmDefinition(
      id: [name, instance ?? ""].filter { !$0.isEmpty }.joined(separator: "/"),
      name: name, device: single,
      deviceName: single.map { context.settings.devices[$0.rawValue].name } ?? "", point: nil,
      pointName: instance ?? "", condition: condition, priority: priority)
    definition.group = rooms.count == 1 ? rooms.first ?? nil : nil
    return definition
  }

  /// A vote some of whose voters are unknown is a matter of its own.
  private static func degraded(
    _ definition: AlarmDefinition, _ rule: AlarmRule, _ context: Context
  ) -> [AlarmDefinition] {
    guard case .expression(.atLeast(_, let voters, let degraded)) = definition.condition else {
      return []
    }
    var companion = definition
    companion.id += "/degraded"
    companion.name += "_degraded"
    companion.condition = .expression(.unknown(voters))
    companion.priority = definition.priority == .critical ? .high : .medium
    companion.hazard = .none
    companion.shelvable = nil
    companion.latching = .selfClearing
    companion.onDelay = .seconds(30)
    companion.offDelay = .seconds(30)
    companion.consequence =
      "The vote \(rule.name) goes on with fewer voters (\(degraded.rawValue))."
    companion.cause = "A sensor of the vote gives no value, or its device is lost."
    companion.response = "Find the voter that is missing and repair it."
    return [companion]
  }

  private static func due(
    _ rule: AlarmRule, _ date: WallTime, _ device: String?, _ context: Context
  ) -> AlarmDefinition {
    let devices = device.flatMap { context.binder.deviceNames[$0] }.map { Set([$0]) } ?? []
    var definition = site(
      rule.name, instance: nil, .dueDate(date), rule.priority, devices: devices, context)
    if !definition.deviceName.isEmpty { definition.id += "/" + definition.deviceName }
    take(rule, into: &definition)
    definition.group = group(rule.group, of: definition.device, per: nil, context)
    return definition
  }

  /// What suppresses an alarm: facts that name neither a device nor labels are those of the alarm's
  /// own device. With `per`, only what has the same value of the label counts.
  private static func suppressing(
    _ fact: FactRule, _ rule: AlarmRule, _ definition: AlarmDefinition, _ context: Context
  ) -> AlarmExpression? {
    var binder = context.binder
    if definition.point != nil { binder.ownDevice = definition.deviceName }
    if let name = rule.per, let device = definition.device {
      binder.label = context.settings.devices[device.rawValue].labels.first { $0.name == name }
    } else if let name = rule.per {
      binder.label = Label(name, definition.pointName)
    }
    return binder.expression(fact)
  }
}

extension String {
  /// The text with `{name}` replaced.
  fileprivate func replacingPlaceholder(_ name: String, with value: String) -> String {
    var rest = self[...]
    var text = ""
    let placeholder = "{" + name + "}"
    while let start = rest.firstRange(of: placeholder) {
      text += rest[..<start.lowerBound] + value
      rest = rest[start.upperBound...]
    }
    return text + rest
  }
}
