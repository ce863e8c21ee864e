import DeviceProfiles
import Readings

extension PointReader {
  /// `valid_while`: one condition, or a list of conditions that must all hold.
  func readConditions() -> [PlacedCondition] {
    guard let value = reader.optional("valid_while") else { return [] }
    guard case .array = value.node.content else { return readCondition(value).map { [$0] } ?? [] }
    return (value.array() ?? []).compactMap { readCondition($0) }
  }

  /// `{ point: "leak_status", bit: 0 }`, `{ point, states: [ … ] }` by name,
  /// `{ point, non_zero: true }`, the point alone for a bool; each may be `is: false`. And
  /// `{ point, clear: [0, 1] }`, `{ point, known: true }`. With `means`, why there is no value
  /// otherwise.
  func readCondition(_ value: ValueReader) -> PlacedCondition? {
    value.object { reader -> PlacedCondition? in
      let point = reader.required("point", example: "\"leak_status\"")?.nonEmptyString()
      let bit = reader.optional("bit")?.integer(in: 0...63)
      let names = reader.optional("states")?.array()
      let nonZero = reader.optional("non_zero")?.boolean() ?? false
      let clear = reader.optional("clear")?.array()?.compactMap { $0.integer(in: 0...63) }
      let known = reader.optional("known")?.boolean() ?? false
      let isNegated = reader.optional("is")?.boolean() == false
      guard [bit != nil, names != nil, nonZero, clear != nil, known].count(where: { $0 }) <= 1
      else {
        reader.report("a condition has one of `bit`, `states`, `non_zero`, `clear`, `known`")
        return nil
      }
      let reasons = Self.sentinelReasons.map { (name: $0.name, choice: $0) }
      let reason = reader.optional("means")?.choice(among: reasons)
      if isNegated, clear != nil || known {
        reader.report("`is` is for `bit`, `states`, `non_zero` or a bool")
      }
      guard let point else { return nil }
      let test: PointCondition.Test
      if let clear {
        test = .clear(clear.reduce(0) { $0 | 1 << UInt64($1) })
      } else if known {
        test = .known
      } else {
        let extraction: Extraction = bit.map { .bit($0) } ?? (nonZero ? .nonZero : .whole)
        test = .extraction(extraction, isNegated: isNegated)
      }
      return PlacedCondition(
        condition: PointCondition(
          point: numbered(point), test: test, otherwise: reason ?? .notApplicable),
        stateNames: names)
    } ?? nil
  }
}

/// A condition whose states are still names: the point that it asks may stand further down.
struct PlacedCondition {
  var condition: PointCondition
  var stateNames: [ValueReader]?

  /// The condition with places for names, which are those of the point asked.
  func resolved(among points: [PlacedPoint]) -> PointCondition {
    guard let stateNames, case .extraction(_, let isNegated) = condition.test else {
      return condition
    }
    var resolved = condition
    let asked = points.first { $0.definition.name == condition.point }?.definition.meaning
    guard case .states(let states) = asked else {
      // A point that is missing or has no states is reported by the checks of the whole profile.
      resolved.test = .extraction(.states([]), isNegated: isNegated)
      return resolved
    }
    var places: Set<Int> = []
    for value in stateNames {
      guard let name = value.string() else { continue }
      if let place = states.firstIndex(where: { $0.name == name }) {
        places.insert(place)
      } else {
        value.report(
          "no state \(quoted(name)); " + suggestion(for: name, among: states.map(\.name)))
      }
    }
    resolved.test = .extraction(.states(places), isNegated: isNegated)
    return resolved
  }
}
