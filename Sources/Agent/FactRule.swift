package import Alarms

/// A fact about the plant as the site file states it, before it is bound to points: one test of
/// some points, or several facts together.
package indirect enum FactRule: Hashable, Sendable {
  /// Holds when any (or every) series that the selector is about passes the test.
  case points(PointSelector, FactTest, quantifier: Quantifier)
  /// A device that the selector is about does not answer.
  case lost(device: String)
  case all([FactRule])
  case any([FactRule])
  case not(FactRule)
  /// So many of the facts hold; a selector that is about several points has as many votes.
  case atLeast(Int, [FactRule], degraded: VoteDegradation)

  package enum Quantifier: String, Hashable, Sendable, CaseIterable {
    case any
    case every
  }
}

/// What is asked of one series.
package enum FactTest: Hashable, Sendable {
  /// Strictly above; no longer so at or below the limit minus the deadband.
  case above(Double, deadband: Double)
  case below(Double, deadband: Double)
  case isFlag(Bool)
  case isState([String], isNot: Bool)
}
