import Agent
import Alarms
import DeviceProfiles

/// Reads what an alarm rule judges: limits with their deadband, or a flag or state.
struct AlarmTestReader {
  private let reader: ObjectReader

  init(_ reader: ObjectReader) { self.reader = reader }

  /// Nil after reporting. Whether the test suits the points is checked as far as they are known.
  func read(matches: [AlarmBinding.Match]) -> (test: AlarmRule.Test, deadband: Double)? {
    var limits: [(level: LimitLevel, value: ValueReader, setpoint: Double)] = []
    var hasLimits = false
    for level in LimitLevel.allCases {
      guard let value = reader.optional(level.rawValue) else { continue }
      hasLimits = true
      if let number = value.number() { limits.append((level, value, number)) }
    }
    let deadbandValue = reader.optional("deadband")
    let deadband = deadbandValue?.number(in: 0...1e12)
    let wanted = reader.optional("is")
    let unwanted = reader.optional("is_not")
    let kinds = [hasLimits, wanted != nil, unwanted != nil].count { $0 }
    guard kinds == 1 else {
      reader.report(
        kinds == 0
          ? "the alarm judges nothing; add `high`, `high_high`, `low`, `low_low`, `is` or `is_not`"
          : "limits, `is` and `is_not` do not go together; write one rule for each")
      return nil
    }
    guard hasLimits else {
      deadbandValue?.report("`deadband` is for limits; `is` and `is_not` have delays only")
      return readState(wanted ?? unwanted, isNot: wanted == nil, matches).map { ($0, 0) }
    }
    checkOrder(limits)
    if let deadband, let deadbandValue { checkDeadband(deadband, deadbandValue, limits) }
    for limit in limits { checkSuits(limit.level, limit.value, limit.setpoint, matches) }
    guard !limits.isEmpty else { return nil }
    let setpoints = limits.map { ($0.level, $0.setpoint) }
    return (.limits(Dictionary(setpoints, uniquingKeysWith: { first, _ in first })), deadband ?? 0)
  }

  /// Each limit must lie strictly above the next lower one.
  private func checkOrder(
    _ limits: [(level: LimitLevel, value: ValueReader, setpoint: Double)]
  ) {
    for (upper, lower) in zip(limits, limits.dropFirst()) where upper.setpoint <= lower.setpoint {
      lower.value.report(
        "`\(lower.level.rawValue)` is \(numberText(lower.setpoint)) but must be below "
          + "`\(upper.level.rawValue)`, which is \(numberText(upper.setpoint))")
    }
  }

  /// A deadband as wide as the distance of two limits would keep one alarm while the value is at
  /// the other.
  private func checkDeadband(
    _ deadband: Double, _ value: ValueReader,
    _ limits: [(level: LimitLevel, value: ValueReader, setpoint: Double)]
  ) {
    for (upper, lower) in zip(limits, limits.dropFirst()) {
      let distance = upper.setpoint - lower.setpoint
      guard distance > 0, deadband >= distance else { continue }
      value.report(
        "\(numberText(deadband)) is not below the distance of `\(upper.level.rawValue)` and "
          + "`\(lower.level.rawValue)`, which is \(numberText(distance))")
      return
    }
  }

  private func checkSuits(
    _ level: LimitLevel, _ value: ValueReader, _ setpoint: Double, _ matches: [AlarmBinding.Match]
  ) {
    for match in matches {
      let quantity = match.series.quantity
      guard quantity.kind == .gauge || quantity.kind == .counter else {
        value.report(
          "`\(level.rawValue)` needs a number, but \(quantity.name) of \(match.deviceName) is "
            + "\(quantity.kind == .states ? "a state" : "a flag"); write `is`")
        return
      }
      if let range = quantity.range, !range.contains(setpoint) {
        let isPercent =
          quantity.unit == "ratio" && setpoint > range.upperBound && setpoint <= 100
        value.report(
          "\(numberText(setpoint)) can never be: \(quantity.name) goes from "
            + "\(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
            + (isPercent ? "; for \(numberText(setpoint)) % write \(setpoint / 100)" : ""))
        return
      }
    }
  }

  private func readState(
    _ value: ValueReader?, isNot: Bool, _ matches: [AlarmBinding.Match]
  ) -> AlarmRule.Test? {
    guard let value else { return nil }
    if case .boolean(let flag) = value.node.content {
      if let other = matches.first(where: { $0.series.quantity.kind != .flag }) {
        value.report(
          "\(flag) is for flags, but \(other.series.quantity.name) of \(other.deviceName) is "
            + (other.series.quantity.kind == .states
              ? "a state; write its name" : "a number; write limits"))
        return nil
      }
      return .isFlag(flag != isNot)
    }
    guard case .string(let name) = value.node.content else {
      value.report("expected true, false or the name of a state, found \(value.node.kind)")
      return nil
    }
    if let other = matches.first(where: { $0.series.quantity.kind != .states }) {
      value.report(
        "\(quoted(name)) is for states, but \(other.series.quantity.name) of \(other.deviceName) "
          + (other.series.quantity.kind == .flag
            ? "is a flag; write true or false" : "is a number; write limits"))
      return nil
    }
    let known = Set(matches.flatMap(\.series.stateNames)).sorted()
    guard matches.isEmpty || known.contains(name) else {
      value.report("no state \(quoted(name)); " + suggestion(for: name, among: known))
      return nil
    }
    if let other = matches.first(where: { !$0.series.stateNames.contains(name) }) {
      value.warn(
        "\(other.pointName) of \(other.deviceName) is never \(quoted(name)); it gets no alarm")
    }
    return .isState(name, isNot: isNot)
  }
}
