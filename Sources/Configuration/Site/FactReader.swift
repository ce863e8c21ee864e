import Agent
import Alarms
import DeviceProfiles

/// Reads a fact: one test of some points, the loss of a device, or several facts together.
///
///     { device: "ups-a", point: "input_breaker", is: false }
///     { lost: "gen-1" }
///     { all: [ … ] }   { any: [ … ] }   { not: … }   { at_least: 2, of: [ … ], degraded: "reduce" }
struct FactReader {
  let devices: DeviceList
  let index: SeriesIndex
  /// Whether being about nothing is no mistake.
  var mayMatchNothing = false

  /// How deep facts may stand in each other: deeper ones nobody understands.
  private static let maximumDepth = 6
  private static let example = "{ quantity: \"ups_on_battery\", is: true }"

  /// Nil after reporting.
  func read(_ value: ValueReader, depth: Int = 0) -> FactRule? {
    guard depth < Self.maximumDepth else {
      value.report("facts stand \(Self.maximumDepth) deep in each other; write several alarms")
      return nil
    }
    return value.object { reader in read(reader, depth: depth) } ?? nil
  }

  private func read(_ reader: ObjectReader, depth: Int) -> FactRule? {
    let kinds = ["all", "any", "not", "at_least", "lost"].filter(reader.has)
    guard kinds.count <= 1 else {
      reader.report(
        "`\(kinds[0])` and `\(kinds[1])` stand in one fact; put one into the other with { … }")
      _ = kinds.map { reader.optional($0) }
      return nil
    }
    switch kinds.first {
    case "all": return list(reader, "all", depth).map { .all($0) }
    case "any": return list(reader, "any", depth).map { .any($0) }
    case "not":
      return reader.optional("not").flatMap { read($0, depth: depth + 1) }.map { .not($0) }
    case "at_least": return readVote(reader, depth: depth)
    case "lost": return readLoss(reader)
    default: return readPoints(reader)
    }
  }

  private func list(_ reader: ObjectReader, _ key: String, _ depth: Int) -> [FactRule]? {
    guard let value = reader.optional(key), let elements = value.array() else { return nil }
    guard !elements.isEmpty else {
      value.report("the list is empty; write facts such as \(Self.example)")
      return nil
    }
    let facts = elements.map { read($0, depth: depth + 1) }
    return facts.contains { $0 == nil } ? nil : facts.compactMap { $0 }
  }

  private func readVote(_ reader: ObjectReader, depth: Int) -> FactRule? {
    let count = reader.optional("at_least")?.integer(in: 1...1000)
    let degraded: VoteDegradation? =
      reader.optional("degraded").map { $0.choice() } ?? VoteDegradation.reduce
    guard let of = reader.required("of", example: "[\(Self.example), … ]") else { return nil }
    let facts: [FactRule]?
    if case .object = of.node.content {
      facts = read(of, depth: depth + 1).map { [$0] }
    } else {
      facts = list(reader, "of", depth)
    }
    guard let count, let degraded, let facts else { return nil }
    let voters = facts.reduce(0) { $0 + voterCount($1) }
    guard count <= voters || !devices.isComplete else {
      reader.optional("at_least")?.report(
        "\(count) of \(voters) can never be; write at most \(voters)")
      return nil
    }
    return .atLeast(count, facts, degraded: degraded)
  }

  /// Each point that a selector is about has a vote.
  private func voterCount(_ fact: FactRule) -> Int {
    if case .points(let selector, _, .any) = fact { return index.matches(selector).count }
    return 1
  }

  private func readLoss(_ reader: ObjectReader) -> FactRule? {
    guard let value = reader.optional("lost"), let name = value.nonEmptyString() else { return nil }
    guard devices.names.contains(name) else {
      value.report("no device \(quoted(name)); " + suggestion(for: name, among: devices.names))
      return nil
    }
    return .lost(device: name)
  }

  private func readPoints(_ reader: ObjectReader) -> FactRule? {
    let selected = SelectorReader(
      devices: devices, index: index, mayMatchNothing: mayMatchNothing
    ).read(reader)
    let test = readTest(reader, matches: selected?.matches ?? [])
    let quantifier: FactRule.Quantifier? =
      reader.optional("match").map { $0.choice() } ?? FactRule.Quantifier.any
    guard let selected, let test, let quantifier else { return nil }
    return .points(selected.selector, test, quantifier: quantifier)
  }

  private func readTest(_ reader: ObjectReader, matches: [AlarmBinding.Match]) -> FactTest? {
    let kinds = ["above", "below", "is", "is_not"].filter(reader.has)
    let deadband = reader.optional("deadband")
    guard kinds.count == 1, let kind = kinds.first, let value = reader.optional(kind) else {
      reader.report(
        kinds.isEmpty
          ? "the fact tests nothing; add `above`, `below`, `is` or `is_not`"
          : "`\(kinds[0])` and `\(kinds[1])` do not go together; write two facts in `all`")
      return nil
    }
    if kind == "is" || kind == "is_not" {
      deadband?.report("`deadband` is for `above` and `below`")
      return StateTestReader.read(value, isNot: kind == "is_not", matches).map { test in
        switch test {
        case .isFlag(let flag): .isFlag(flag)
        case .isState(let names): .isState(names, isNot: kind == "is_not")
        }
      }
    }
    let width = deadband.map { $0.number(in: 0...1e12) } ?? 0
    guard let limit = value.number(), let width else { return nil }
    guard SetpointCheck.suits(value, name: kind, limit, matches) else { return nil }
    return kind == "above" ? .above(limit, deadband: width) : .below(limit, deadband: width)
  }
}
