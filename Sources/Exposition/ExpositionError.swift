/// Why a series cannot be part of an exposition. Always a mistake of the configuration or of code,
/// found when the layout is built and never while a scrape is answered.
package enum ExpositionError: Error, Hashable, Sendable, CustomStringConvertible {
  case invalidMetricName(String)
  case invalidLabelName(String, family: String)
  case repeatedLabel(String, family: String)
  /// A counter whose name does not end in `_total`, or an info family's not in `_info`.
  case missingSuffix(family: String, suffix: String)
  /// One name with two types, helps or units.
  case conflictingFamilies(MetricFamily, MetricFamily)
  /// Two names that OpenMetrics describes under the same base name, such as `x` and `x_total`.
  case clashingNames(first: String, second: String)
  /// Two registrations that make one series; both as they were registered.
  case duplicateSeries(first: String, second: String)

  package var description: String {
    switch self {
    case .invalidMetricName(let name):
      "\"\(name)\" cannot name a metric: use a letter, then letters, digits and underscores"
    case .invalidLabelName(let name, let family):
      "\"\(name)\" cannot name a label of \(family): use a letter, then letters, digits and "
        + "underscores"
    case .repeatedLabel(let name, let family):
      "the label \(name) of \(family) is given twice"
    case .missingSuffix(let family, let suffix):
      "the name \(family) must end in \(suffix)"
    case .conflictingFamilies(let first, let second):
      "\(first.name) is described in two ways: \(Self.brief(first)) and \(Self.brief(second))"
    case .clashingNames(let first, let second):
      "\(first) and \(second) have the same name in OpenMetrics"
    case .duplicateSeries(let first, let second):
      first == second
        ? "\(first) is registered twice"
        : "\(first) and \(second) are the same series"
    }
  }

  private static func brief(_ family: MetricFamily) -> String {
    "\(family.type.rawValue), unit \(family.unit ?? "none"), \"\(family.help)\""
  }
}
