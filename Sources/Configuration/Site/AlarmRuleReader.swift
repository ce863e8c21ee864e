import Agent
import Alarms
import DeviceProfiles

/// Reads one alarm rule but for its name.
struct AlarmRuleReader {
  private let reader: ObjectReader
  private let devices: DeviceList
  private let index: SeriesIndex
  /// Whether a rule may be about nothing on this site: those that hallwatch brings along.
  private let mayMatchNothing: Bool

  init(
    _ reader: ObjectReader, devices: DeviceList, index: SeriesIndex, mayMatchNothing: Bool = false
  ) {
    self.reader = reader
    self.devices = devices
    self.index = index
    self.mayMatchNothing = mayMatchNothing
  }

  /// Nil after reporting.
  func read() -> AlarmRule? {
    let tests = AlarmTestReader(reader, devices: devices, index: index)
    let kind = tests.kind()
    let selected = readSelector(of: kind)
    let priority: AlarmPriority? = reader.required("priority", example: "\"high\"")?.choice()
    let result = kind.flatMap { tests.read($0, matches: selected?.matches ?? []) }
    var rule = AlarmRule(
      name: "", selector: selected?.selector ?? PointSelector(),
      test: result?.test ?? .isFlag(true), priority: priority ?? .medium,
      deadband: result?.deadband ?? 0)
    rule.levels = result?.levels ?? [:]
    readLife(&rule)
    rule.hazard = readHazard(matches: selected?.matches ?? [])
    readShelving(&rule)
    readTightening(&rule, isSound: result != nil)
    readSuppression(&rule)
    readWords(&rule)
    warnOfDelay(rule)
    guard selected != nil, priority != nil, result != nil else { return nil }
    readPer(&rule)
    return rule
  }

  /// What the rule is about. Rules whose facts have selectors of their own are about nothing more.
  private func readSelector(
    of kind: String?
  ) -> (selector: PointSelector, matches: [AlarmBinding.Match])? {
    if let kind, AlarmTestReader.kindsWithoutPoints.contains(kind) {
      reader.optional("on")?.report(
        "`\(kind)` says by itself what it is about; leave `on` away")
      return (PointSelector(), [])
    }
    let on =
      kind == nil
      ? reader.optional("on")
      : reader.required("on", example: "{ quantity: \"air_temperature_celsius\" }")
    return on?.object {
      SelectorReader(devices: devices, index: index, mayMatchNothing: mayMatchNothing).read($0)
    } ?? nil
  }

  private func readLife(_ rule: inout AlarmRule) {
    let delays = Duration.zero...Limits.longestAlarmDelay
    rule.onDelay = reader.optional("on_delay")?.duration(in: delays) ?? .zero
    rule.offDelay = reader.optional("off_delay")?.duration(in: delays) ?? .zero
    if reader.optional("latch")?.boolean() == true { rule.latching = .latched }
    rule.acknowledgement =
      reader.optional("acknowledgement")?.choice(among: [
        ("on_return", AlarmDefinition.Acknowledgement.onReturn),
        ("while_active_only", .whileActiveOnly),
      ]) ?? .onReturn
    rule.reAlarmAfter = reader.optional("realarm_after")?
      .duration(in: .seconds(60)...Limits.longestAlarmWindow)
    rule.group = readGroup(reader.optional("group"))
  }

  /// A name in which `{label}` may stand for the value of a device's label.
  private func readGroup(_ value: ValueReader?) -> String? {
    guard let value, let text = value.nonEmptyString() else { return nil }
    let isPlain = text.utf8.allSatisfy {
      isLetter($0) || isDigit($0) || "-_.{}".utf8.contains($0)
    }
    let isPaired = text.count { $0 == "{" } == text.count { $0 == "}" }
    guard isPlain, isPaired, text.utf8.count <= Limits.nameBytes else {
      value.report(
        "bad group \(quoted(text)); use up to \(Limits.nameBytes) letters, digits, `-`, `_`, `.`, "
          + "and labels such as `{room}`")
      return nil
    }
    return text
  }

  /// What the site file says, or what the quantity itself tells of, such as fire.
  private func readHazard(matches: [AlarmBinding.Match]) -> AlarmHazard {
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

  /// Whether a person may shelve alarms of a hazard is for the site to say, and said aloud.
  private func readShelving(_ rule: inout AlarmRule) {
    guard let value = reader.optional("shelvable"), let isShelvable = value.boolean() else {
      return
    }
    rule.shelvable = isShelvable
    guard isShelvable, rule.hazard != .none else { return }
    value.warn(
      "alarms of the kind \(rule.hazard.rawValue) can be shelved by this: for up to 8 hours nobody "
        + "is told of them")
  }

  private func readTightening(_ rule: inout AlarmRule, isSound: Bool) {
    guard let value = reader.optional("in_maintenance"), isSound else { return }
    rule.inMaintenance = TighteningReader.read(value, for: rule.test, deadband: rule.deadband)
    guard rule.hazard == .none, rule.inMaintenance != nil else { return }
    value.warn(
      "maintenance of the device itself hides this alarm; give it a `hazard` such as \"heat\" if it "
        + "must be heard")
  }

  private func readSuppression(_ rule: inout AlarmRule) {
    if let value = reader.optional("suppress_when") {
      if rule.hazard != .none {
        value.report(
          "alarms of the kind \(rule.hazard.rawValue) are never suppressed; remove it")
      }
      rule.suppressWhen = FactReader(
        devices: devices, index: index, mayMatchNothing: mayMatchNothing
      ).read(value)
    }
    if let value = reader.optional("suppress_off_delay") {
      rule.suppressionOffDelay =
        value.duration(in: .zero...Limits.longestAlarmDelay) ?? .zero
      if !reader.has("suppress_when") {
        value.report("`suppress_off_delay` is for `suppress_when`; add that or remove this")
      }
    }
    if let value = reader.optional("max_suppression") {
      rule.maximumSuppression = value.duration(in: .seconds(60)...Limits.longestAlarmWindow)
      if !reader.has("suppress_when") {
        value.report("`max_suppression` is for `suppress_when`; add that or remove this")
      }
    }
  }

  /// A label that makes one alarm of each of its values.
  private func readPer(_ rule: inout AlarmRule) {
    guard let value = reader.optional("per"), let name = value.nonEmptyString() else { return }
    let known = Set(devices.settings.flatMap { $0.labels.map(\.name) }).sorted()
    guard known.contains(name) || !devices.isComplete else {
      value.report("no device has a label \(quoted(name)); " + suggestion(for: name, among: known))
      return
    }
    rule.per = name
    switch rule.test {
    case .fact, .sequence:
      guard devices.isComplete, AlarmBinding.instanceCount(of: rule, index: index) == 0 else {
        return
      }
      value.report(
        "no value of \(quoted(name)) has all the points that the alarm looks at; correct the "
          + "selectors")
    case .deviation: break
    default:
      value.report(
        "`per` is for `when`, `after` and `deviates_by`; others have one alarm for each point")
    }
  }

  private func readWords(_ rule: inout AlarmRule) {
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
    rule.rationale = AlarmRationale(
      contact: words("contact"), runbook: words("runbook_url"), basis: words("basis"),
      owner: words("owner"), reviewed: words("reviewed"))
    checkRationale(rule.rationale)
    guard rule.priority != .journal else { return }
    if rule.consequence.isEmpty {
      reader.warn("no `consequence`: say what happens if nobody acts")
    }
    if rule.response.isEmpty {
      reader.warn("no `response`: say what a person must do; without one it is not an alarm")
    }
  }

  private func checkRationale(_ rationale: AlarmRationale) {
    let isAddress = ["http://", "https://"].contains { rationale.runbook.hasPrefix($0) }
    if !rationale.runbook.isEmpty, !isAddress || rationale.runbook.contains(" ") {
      reader.optional("runbook_url")?.report(
        "\(quoted(rationale.runbook)) is no address; write one such as \"https://wiki.example/ups\""
      )
    }
    if !rationale.reviewed.isEmpty {
      _ = reader.optional("reviewed")?.date()
    }
  }

  private func warnOfDelay(_ rule: AlarmRule) {
    let isUrgent = [.fire, .gas, .leak].contains(rule.hazard)
    guard isUrgent, rule.onDelay > .seconds(5), !mayMatchNothing else { return }
    reader.optional("on_delay")?.warn(
      "fire, gas and leak are not delayed beyond debouncing; write at most \"5s\"")
  }
}
