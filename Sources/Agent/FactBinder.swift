import Alarms
import DeviceProfiles
import Readings

/// Makes expressions over points out of the facts of rules.
struct FactBinder {
  let index: SeriesIndex
  let table: PointTable
  let deviceNames: [String: DeviceIndex]
  /// Only points with this label count; nil for all.
  var label: Label?
  /// Only points of this device count; nil for all.
  var device: String?
  /// The device that selectors mean which name neither device nor labels; nil when they mean all.
  var ownDevice: String?

  init(_ settings: AgentSettings, index: SeriesIndex, table: PointTable) {
    self.index = index
    self.table = table
    deviceNames = Dictionary(
      settings.devices.indices.map { (settings.devices[$0].name, DeviceIndex(rawValue: $0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The fact as an expression; nil when a part of it is about nothing.
  func expression(_ fact: FactRule) -> AlarmExpression? {
    switch fact {
    case .points(let selector, let test, let quantifier):
      let terms = terms(selector, test)
      guard let first = terms.first else { return nil }
      if terms.count == 1 { return first }
      return quantifier == .any ? .any(terms) : .all(terms)
    case .lost(let name): return deviceNames[name].map { .term(.lost($0)) }
    case .not(let inner): return expression(inner).map { .not($0) }
    case .all(let inner): return list(inner).map { .all($0) }
    case .any(let inner): return list(inner).map { .any($0) }
    case .atLeast(let count, let inner, let degraded):
      let voters = inner.flatMap(voters)
      guard voters.count >= count else { return nil }
      return .atLeast(count, voters, degraded: degraded)
    }
  }

  private func list(_ facts: [FactRule]) -> [AlarmExpression]? {
    let bound = facts.map { expression($0) }
    return bound.contains { $0 == nil } ? nil : bound.compactMap { $0 }
  }

  /// Each point that a selector is about votes for itself.
  func voters(_ fact: FactRule) -> [AlarmExpression] {
    if case .points(let selector, let test, .any) = fact { return terms(selector, test) }
    return expression(fact).map { [$0] } ?? []
  }

  private func terms(_ selector: PointSelector, _ test: FactTest) -> [AlarmExpression] {
    matches(selector).compactMap { match in
      guard let condition = Self.condition(test, match.series) else { return nil }
      return .term(.point(DevicePoint(match.point(table), of: match.device), condition))
    }
  }

  func matches(_ selector: PointSelector) -> [AlarmBinding.Match] {
    var selector = selector
    if let ownDevice, selector.device == nil, selector.labels.isEmpty {
      selector.device = ownDevice
    }
    if let label { selector = selector.narrowed(to: label) }
    if let device {
      guard selector.device == nil || selector.device == device else { return [] }
      selector.device = device
    }
    return index.matches(selector)
  }

  private static func condition(
    _ test: FactTest, _ series: SeriesDefinition
  ) -> AlarmCondition? {
    switch test {
    case .above(let limit, let deadband):
      return .limit(.high, setpoint: limit, deadband: deadband)
    case .below(let limit, let deadband):
      return .limit(.low, setpoint: limit, deadband: deadband)
    case .isFlag(let expected): return AlarmBinding.condition(of: series.extraction, is: expected)
    case .isState(let names, let isNot):
      let places = series.stateNames.indices.filter { names.contains(series.stateNames[$0]) }
      return places.isEmpty ? nil : .states(Set(places), isNot: isNot)
    }
  }

  /// The devices that an expression looks at.
  func devices(of expression: AlarmExpression) -> Set<DeviceIndex> {
    Set(
      expression.terms.map { term in
        switch term {
        case .point(let point, _): point.device
        case .lost(let device): device
        }
      })
  }

  /// Every value that a label has in all of the selectors of a fact.
  static func values(of name: String, in fact: FactRule, _ index: SeriesIndex) -> Set<String>? {
    switch fact {
    case .points(let selector, _, _): return Set(index.values(of: name, in: selector))
    case .lost: return nil
    case .not(let inner): return values(of: name, in: inner, index)
    case .all(let inner), .any(let inner), .atLeast(_, let inner, _):
      return inner.compactMap { values(of: name, in: $0, index) }
        .reduce(nil) { known, more in known.map { $0.intersection(more) } ?? more }
    }
  }
}
