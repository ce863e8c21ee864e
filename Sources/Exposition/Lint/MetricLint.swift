/// A review of metric names, types, units and labels against the conventions of Prometheus and
/// OpenMetrics, and the project's own. Names that pass can still be unwise; names that fail are
/// refused by `promtool check metrics` or confuse those who query them.
package enum MetricLint {
  /// One breach of one rule by one family.
  package struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The name of the family.
    package var family: String
    /// What is wrong, and what would be right.
    package var message: String

    package var description: String { "\(family): \(message)" }
  }

  /// What a rule sees of a family: its description and the names of the labels its series bear.
  struct Subject {
    var family: MetricFamily
    var labelNames: [String]

    /// The parts of the name between underscores.
    var nameParts: [Substring] { family.name.split(separator: "_") }
  }

  static let rules: [@Sendable (Subject) -> [String]] = [
    helpIsMissing, helpIsNoSentence,
    unitIsNotBase, unitIsAbbreviated, unitIsNotSuffix, unitIsNotDeclared,
    counterHasNoTotal, totalIsNoCounter, infoSuffixIsNoInfo, suffixIsReserved,
    nameTellsType, nameIsNotLowerCase, nameHasNoPrefix,
    labelIsReserved, labelIsNotLowerCase,
  ]

  /// Every breach in the layout, by family in the order of writing.
  package static func problems(in layout: SeriesLayout) -> [Problem] {
    layout.entries.flatMap { problems(of: $0.family, labelNames: $0.labelNames) }
  }

  /// Every breach by one family whose series bear the labels.
  package static func problems(of family: MetricFamily, labelNames: [String] = []) -> [Problem] {
    let subject = Subject(family: family, labelNames: labelNames)
    return rules.flatMap { rule in
      rule(subject).map { Problem(family: family.name, message: $0) }
    }
  }
}
