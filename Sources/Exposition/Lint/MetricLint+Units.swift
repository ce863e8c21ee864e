extension MetricLint {
  /// Units in which values may be given.
  private static let baseUnits: [String] = [
    "amperes", "bytes", "celsius", "coulombs", "grams", "hertz", "joules", "kelvin", "liters",
    "meters", "ohms", "pascals", "ratio", "rpm", "seconds", "vars", "voltamperes", "volts",
    "watts",
  ]

  /// Units that have another for base.
  private static let otherUnits: [(name: String, base: String)] = [
    ("minutes", "seconds"), ("hours", "seconds"), ("days", "seconds"), ("weeks", "seconds"),
    ("fahrenheit", "celsius"), ("kelvins", "kelvin"), ("rankine", "celsius"),
    ("inches", "meters"), ("feet", "meters"), ("yards", "meters"), ("miles", "meters"),
    ("bits", "bytes"), ("calories", "joules"), ("pounds", "grams"), ("ounces", "grams"),
    ("bars", "pascals"), ("psi", "pascals"), ("gallons", "liters"), ("percent", "ratio"),
  ]

  private static let prefixes: [String] = [
    "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega",
    "mebi", "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi",
  ]

  private static let abbreviations: [String] = [
    "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d",
  ]

  @Sendable static func unitIsNotBase(_ subject: Subject) -> [String] {
    for part in subject.nameParts {
      if let other = otherUnits.first(where: { $0.name == part }) {
        return ["use base unit \(other.base) instead of \(part)"]
      }
      for unit in baseUnits + otherUnits.map(\.name)
      where part.hasSuffix(unit) && prefixes.contains(String(part.dropLast(unit.count))) {
        let base = otherUnits.first { $0.name == unit }?.base ?? unit
        return ["use base unit \(base) instead of \(part)"]
      }
    }
    return []
  }

  @Sendable static func unitIsAbbreviated(_ subject: Subject) -> [String] {
    subject.nameParts.filter { abbreviations.contains(String($0)) }.map {
      "the unit \($0) is abbreviated"
    }
  }

  @Sendable static func unitIsNotSuffix(_ subject: Subject) -> [String] {
    guard let unit = subject.family.unit else { return [] }
    if subject.family.type == .info { return ["an info family has no unit"] }
    if subject.family.statedUnit == nil { return ["the name should end in its unit, _\(unit)"] }
    return []
  }

  @Sendable static func unitIsNotDeclared(_ subject: Subject) -> [String] {
    guard subject.family.unit == nil, subject.family.type != .info,
      let last = subject.family.baseName.split(separator: "_").last,
      baseUnits.contains(String(last))
    else { return [] }
    return ["the name ends in the unit \(last), which the family does not declare"]
  }
}
