import Agent
import Alarms
import DeviceProfiles
import Readings

/// Reads what an alarm rule judges. Exactly one kind of condition makes an alarm.
struct AlarmTestReader {
  private let reader: ObjectReader
  private let facts: FactReader
  private let devices: DeviceList

  /// The keys of each kind of condition; the first names it.
  static let kinds: [[String]] = [
    ["high_high", "high", "low", "low_low"], ["is"], ["is_not"], ["rise"], ["fall"],
    ["forecast"], ["deviates_by"], ["frozen_for"], ["stale_for"], ["service"], ["due"], ["when"],
    ["after", "expect"],
  ]
  /// Kinds whose facts have selectors of their own, so that the alarm has no `on`.
  static let kindsWithoutPoints = ["due", "when", "after"]
  /// Keys that belong to one kind of condition and say nothing alone.
  static let details = ["within", "from", "deadband"]

  init(_ reader: ObjectReader, devices: DeviceList, index: SeriesIndex) {
    self.reader = reader
    self.devices = devices
    facts = FactReader(devices: devices, index: index)
  }

  struct Result {
    var test: AlarmRule.Test
    var deadband = 0.0
    var levels: [LimitLevel: AlarmRule.Level] = [:]
  }

  /// Which kind of condition the alarm has: the first key of it; nil after reporting.
  func kind() -> String? {
    let present = Self.kinds.filter { keys in keys.contains { reader.has($0) } }
    guard present.count == 1, let kind = present.first?.first else {
      if present.isEmpty {
        reader.report(
          "the alarm judges nothing; add `high`, `high_high`, `low`, `low_low`, `is`, `is_not`, "
            + "`rise`, `fall`, `forecast`, `deviates_by`, `frozen_for`, `stale_for`, `service`, "
            + "`due`, `when`, or `after` with `expect`")
      } else {
        reader.report(
          "\(name(present[0])) and \(name(present[1])) do not go together; write one rule for each")
      }
      for key in Self.kinds.joined() + Self.details { _ = reader.optional(key) }
      return nil
    }
    return kind
  }

  private func name(_ keys: [String]) -> String { keys.count > 2 ? "limits" : "`\(keys[0])`" }

  /// Nil after reporting. Whether the test suits the points is checked as far as they are known.
  func read(_ kind: String, matches: [AlarmBinding.Match]) -> Result? {
    defer { refuseDetails(of: kind) }
    switch kind {
    case "high_high": return LimitsReader(reader, devices: devices).read(matches: matches)
    case "is", "is_not":
      return reader.optional(kind).flatMap { readState($0, isNot: kind == "is_not", matches) }
    case "rise", "fall": return readChange(kind, matches)
    case "forecast": return readForecast(matches)
    case "deviates_by": return readDeviation(matches)
    case "frozen_for": return readTime(kind).map { Result(test: .frozen($0)) }
    case "stale_for": return readTime(kind).map { Result(test: .stale($0)) }
    case "service": return readService(matches)
    case "due": return DueReader(devices: devices).read(reader).map { Result(test: $0) }
    case "when":
      return reader.optional(kind).flatMap { facts.read($0) }.map { Result(test: .fact($0)) }
    default: return readSequence()
    }
  }

  /// A detail of another kind of condition would be passed over, and its author would not know.
  private func refuseDetails(of kind: String) {
    let allowed: [String: [String]] = [
      "high_high": ["deadband"], "rise": ["within", "deadband"], "fall": ["within", "deadband"],
      "forecast": ["deadband"], "deviates_by": ["from", "deadband"], "after": ["within"],
    ]
    let advice = [
      "deadband": "is for limits; `is` and `is_not` have delays only",
      "within": "is for `rise`, `fall` and `after`", "from": "is for `deviates_by`",
    ]
    for key in Self.details where !(allowed[kind] ?? []).contains(key) {
      reader.optional(key)?.report("`\(key)` \(advice[key] ?? "")")
    }
  }

  private func readState(
    _ value: ValueReader, isNot: Bool, _ matches: [AlarmBinding.Match]
  ) -> Result? {
    StateTestReader.read(value, isNot: isNot, matches).map { test in
      switch test {
      case .isFlag(let flag): Result(test: .isFlag(flag))
      case .isState(let names): Result(test: .isState(names, isNot: isNot))
      }
    }
  }

  private func readTime(_ key: String) -> Duration? {
    reader.optional(key)?.duration(in: .seconds(1)...Limits.longestAlarmWindow)
  }

  private func readChange(_ kind: String, _ matches: [AlarmBinding.Match]) -> Result? {
    let value = reader.optional(kind)
    let by = value?.number(in: 1e-9...1e12)
    let within = reader.required("within", example: "\"15m\"")?
      .duration(in: .seconds(1)...Limits.longestAlarmWindow)
    let deadband = reader.optional("deadband").map { $0.number(in: 0...1e12) } ?? 0
    guard let value, let by, let within, let deadband else { return nil }
    guard matches.allSatisfy({ SetpointCheck.isNumber(value, name: kind, $0) }) else { return nil }
    guard deadband < by else {
      reader.optional("deadband")?.report(
        "\(numberText(deadband)) is not below `\(kind)`, which is \(numberText(by)), so the alarm "
          + "would never return")
      return nil
    }
    warnOfShortWindow("within", within, matches)
    return Result(
      test: .change(by: kind == "rise" ? by : -by, within: within), deadband: deadband)
  }

  /// A window needs several readings.
  private func warnOfShortWindow(
    _ key: String, _ window: Duration, _ matches: [AlarmBinding.Match]
  ) {
    let slowest = matches.map { devices.settings[$0.device.rawValue].interval }.max()
    guard let slowest, window < slowest * 4 else { return }
    reader.optional(key)?.report(
      "\(durationText(window)) is less than four readings, one every \(durationText(slowest)); "
        + "write at least \(durationText(slowest * 4))")
  }

  private func readForecast(_ matches: [AlarmBinding.Match]) -> Result? {
    let deadband = reader.optional("deadband").map { $0.number(in: 0...1e12) } ?? 0
    let test = reader.optional("forecast")?.object { inner -> AlarmRule.Test? in
      let keys = ["high", "low"].filter { inner.has($0) }
      let within = inner.required("within", example: "\"10m\"")?
        .duration(in: .seconds(1)...Limits.longestAlarmWindow)
      let over = inner.required("over", example: "\"5m\"")?
        .duration(in: .seconds(1)...Limits.longestAlarmWindow)
      guard keys.count == 1, let key = keys.first, let value = inner.optional(key) else {
        inner.report("a forecast needs one limit, `high` or `low`")
        return nil
      }
      guard let setpoint = value.number(), let within, let over else { return nil }
      guard SetpointCheck.suits(value, name: key, setpoint, matches) else { return nil }
      let slowest = matches.map { devices.settings[$0.device.rawValue].interval }.max()
      if let slowest, over < slowest * 4 {
        inner.optional("over")?.report(
          "\(durationText(over)) is less than four readings, one every \(durationText(slowest)); "
            + "write at least \(durationText(slowest * 4))")
      }
      return .forecast(key == "high" ? .high : .low, setpoint, within: within, over: over)
    }
    guard let test = test ?? nil, let deadband else { return nil }
    return Result(test: test, deadband: deadband)
  }

  private func readDeviation(_ matches: [AlarmBinding.Match]) -> Result? {
    let value = reader.optional("deviates_by")
    let by = value?.number(in: 1e-9...1e12)
    let deadband = reader.optional("deadband").map { $0.number(in: 0...1e12) } ?? 0
    var from: PointSelector?
    if let partners = reader.optional("from") {
      guard
        let read = partners.object({
          SelectorReader(devices: devices, index: facts.index).read($0)
        }) ?? nil
      else { return nil }
      from = read.selector
      if let quantity = matches.first?.series.quantity.name, read.selector.quantity == nil,
        !read.matches.contains(where: { $0.series.quantity.name == quantity })
      {
        partners.report("none of them has \(quantity), so there is nothing to compare with")
      }
    } else if devices.isComplete, matches.count == 1 {
      value?.report("only one point is matched; name its partners in `from`")
      return nil
    }
    guard let value, let by, let deadband else { return nil }
    guard matches.allSatisfy({ SetpointCheck.isNumber(value, name: "deviates_by", $0) }) else {
      return nil
    }
    guard deadband < by else {
      reader.optional("deadband")?.report(
        "\(numberText(deadband)) is not below `deviates_by`, which is \(numberText(by)), so the "
          + "alarm would never return")
      return nil
    }
    return Result(test: .deviation(by: by, from: from), deadband: deadband)
  }

  private func readService(_ matches: [AlarmBinding.Match]) -> Result? {
    reader.optional("service")?.object { inner -> Result? in
      let every = inner.required("every", example: "\"250h\"")?
        .duration(in: .seconds(60)...Limits.longestServiceInterval)
      let last = inner.required("last_at", example: "\"1200h\"")?
        .duration(in: .zero...Limits.longestServiceInterval)
      if let other = matches.first(where: { $0.series.quantity.unit != "seconds" }) {
        inner.report(
          "`service` counts hours of running, but \(other.series.quantity.name) of "
            + "\(other.deviceName) is not in seconds")
        return nil
      }
      guard let every, let last else { return nil }
      return Result(test: .service(every: every.seconds, since: last.seconds))
    } ?? nil
  }

  private func readSequence() -> Result? {
    let after = reader.required("after", example: "{ quantity: \"ups_on_battery\", is: true }")
    let expect = reader.required(
      "expect", example: "{ quantity: \"genset_state\", is: \"running\" }")
    let within = reader.required("within", example: "\"15s\"")?
      .duration(in: .milliseconds(100)...Limits.longestAlarmDelay)
    let first = after.flatMap { facts.read($0) }
    let second = expect.flatMap { facts.read($0) }
    guard let first, let second, let within else { return nil }
    return Result(test: .sequence(after: first, expect: second, within: within))
  }
}
