import Agent
import DeviceProfiles

/// Reads `is` and `is_not`: true or false for a flag, one or several names for a state.
enum StateTestReader {
  enum Test {
    /// What the flag must be, `is_not` turned round already.
    case isFlag(Bool)
    case isState([String])
  }

  /// Nil after reporting.
  static func read(
    _ value: ValueReader, isNot: Bool, _ matches: [AlarmBinding.Match]
  ) -> Test? {
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
    if case .array = value.node.content {
      let names = (value.array() ?? []).map { name($0, matches) }
      if names.isEmpty { value.report("the list is empty; write the names of states") }
      return names.isEmpty || names.contains { $0 == nil }
        ? nil : .isState(names.compactMap { $0 })
    }
    return name(value, matches).map { .isState([$0]) }
  }

  private static func name(_ value: ValueReader, _ matches: [AlarmBinding.Match]) -> String? {
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
    return name
  }
}

/// Whether a limit can be passed at all by what it is put on.
enum SetpointCheck {
  /// False after reporting.
  static func suits(
    _ value: ValueReader, name: String, _ setpoint: Double, _ matches: [AlarmBinding.Match]
  ) -> Bool {
    for match in matches {
      let quantity = match.series.quantity
      guard isNumber(value, name: name, match) else { return false }
      if let range = quantity.range, !range.contains(setpoint) {
        let isPercent =
          quantity.unit == "ratio" && setpoint > range.upperBound && setpoint <= 100
        value.report(
          "\(numberText(setpoint)) can never be: \(quantity.name) goes from "
            + "\(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
            + (isPercent ? "; for \(numberText(setpoint)) % write \(setpoint / 100)" : ""))
        return false
      }
    }
    return true
  }

  /// False after reporting.
  static func isNumber(_ value: ValueReader, name: String, _ match: AlarmBinding.Match) -> Bool {
    let quantity = match.series.quantity
    guard quantity.kind != .gauge, quantity.kind != .counter else { return true }
    value.report(
      "`\(name)` needs a number, but \(quantity.name) of \(match.deviceName) is "
        + "\(quantity.kind == .states ? "a state" : "a flag"); write `is`")
    return false
  }
}
