import Agent
import Alarms
import DeviceProfiles

/// The alarm rules of a site, read one after another against its devices.
struct AlarmRuleList {
  private(set) var rules: [AlarmRule] = []
  private let devices: DeviceList
  private let index: SeriesIndex
  private let log: ProblemLog
  private var placesByName: [String: SourcePlace] = [:]

  init(devices: DeviceList, log: ProblemLog) {
    self.devices = devices
    index = SeriesIndex(devices.settings)
    self.log = log
  }

  /// Reads one entry of `alarms`. One with mistakes is left out after reporting all of them.
  mutating func read(_ value: ValueReader) {
    if rules.count == Limits.alarmRules {
      value.report("more than \(Limits.alarmRules) rules; let selectors match several points")
    }
    _ = value.object { reader in
      if let rule = readRule(reader) { rules.append(rule) }
    }
  }

  private mutating func readRule(_ reader: ObjectReader) -> AlarmRule? {
    let name = readName(reader.required("name", example: "\"cold_aisle_temperature\""))
    if let name { claim(name, at: reader) }
    let on = reader.required("on", example: "{ quantity: \"air_temperature_celsius\" }")
    let selector = on.flatMap { value in
      value.object { SelectorReader(devices: devices, index: index).read($0) } ?? nil
    }
    let priority: AlarmPriority? = reader.required("priority", example: "\"high\"")?.choice()
    let test = AlarmTestReader(reader).read(matches: selector?.matches ?? [])
    var rule = AlarmRule(
      name: name ?? "", selector: selector?.selector ?? PointSelector(),
      test: test?.test ?? .isFlag(true), priority: priority ?? .medium,
      deadband: test?.deadband ?? 0)
    readLife(reader, &rule)
    rule.hazard = readHazard(reader, matches: selector?.matches ?? [])
    readWords(reader, &rule)
    warnOfDelay(rule, reader)
    return name == nil || selector == nil || priority == nil || test == nil ? nil : rule
  }

  private mutating func claim(_ name: String, at reader: ObjectReader) {
    if name == AlarmBinding.communicationAlarmName {
      reader.optional("name")?.report(
        "every device has the alarm \(name) by itself; choose another name")
    } else if OwnAlarms.Name(rawValue: name) != nil {
      reader.optional("name")?.report(
        "the agent has the alarm \(name) by itself; choose another name")
    } else if let first = placesByName[name] {
      reader.optional("name")?.report(
        "the name \(quoted(name)) is taken by the alarm on line \(first.position.line) of "
          + "\(first.file); choose another")
    } else {
      placesByName[name] = reader.place
    }
  }

  private func readLife(_ reader: ObjectReader, _ rule: inout AlarmRule) {
    let delays = Duration.zero...Limits.longestAlarmDelay
    rule.onDelay = reader.optional("on_delay")?.duration(in: delays) ?? .zero
    rule.offDelay = reader.optional("off_delay")?.duration(in: delays) ?? .zero
    if reader.optional("latch")?.boolean() == true { rule.latching = .latched }
    rule.acknowledgement =
      reader.optional("acknowledgement")?.choice(among: [
        ("on_return", AlarmDefinition.Acknowledgement.onReturn),
        ("while_active_only", .whileActiveOnly),
      ]) ?? .onReturn
    rule.group = readName(reader.optional("group"))
  }

  /// What the site file says, or what the quantity itself tells of, such as fire.
  private func readHazard(_ reader: ObjectReader, matches: [AlarmBinding.Match]) -> AlarmHazard {
    let known = AlarmHazard.allCases.filter { $0 != .communication }
    if let value = reader.optional("hazard") {
      return value.choice(among: known.map { ($0.rawValue, $0) }) ?? .none
    }
    let own = matches.map { match in
      match.series.quantity.alarm.flatMap { AlarmHazard(rawValue: $0.hazard.rawValue) } ?? .none
    }
    guard let first = own.first, own.allSatisfy({ $0 == first }) else { return .none }
    return first
  }

  private func readWords(_ reader: ObjectReader, _ rule: inout AlarmRule) {
    func words(_ key: String) -> String {
      guard let value = reader.optional(key), let text = value.nonEmptyString() else { return "" }
      if text.utf8.count > Limits.sentenceBytes {
        value.report("longer than \(Limits.sentenceBytes) bytes; a few sentences are read")
      }
      return text
    }
    rule.consequence = words("consequence")
    rule.cause = words("cause")
    rule.response = words("response")
    rule.timeToRespond = reader.optional("time_to_respond")?
      .duration(in: .seconds(1)...Limits.longestAlarmDelay)
    guard rule.priority != .journal else { return }
    if rule.consequence.isEmpty {
      reader.warn("no `consequence`: say what happens if nobody acts")
    }
    if rule.response.isEmpty {
      reader.warn("no `response`: say what a person must do; without one it is not an alarm")
    }
  }

  private func warnOfDelay(_ rule: AlarmRule, _ reader: ObjectReader) {
    let isUrgent = [.fire, .gas, .leak].contains(rule.hazard)
    guard isUrgent, rule.onDelay > .seconds(5) else { return }
    reader.optional("on_delay")?.warn(
      "fire, gas and leak are not delayed beyond debouncing; write at most \"5s\"")
  }
}
