/// A family of series that share a name, a type, a unit and a meaning.
///
/// A counter's name ends in `_total`, an info family's in `_info`, in both formats; OpenMetrics
/// writes the metadata of these two under the base name.
package struct MetricFamily: Hashable, Sendable {
  /// The name of the samples, such as `facility_electric_energy_joules_total`.
  package var name: String
  /// What the values mean over time.
  package var type: MetricType
  /// One sentence; it should end with a full stop.
  package var help: String
  /// The base unit that ends the name, such as `celsius`; nil when there is none.
  package var unit: String?

  package init(name: String, type: MetricType, help: String, unit: String? = nil) {
    self.name = name
    self.type = type
    self.help = help
    self.unit = unit
  }

  /// The name without the suffix that OpenMetrics gives to the samples only.
  package var baseName: String {
    guard let suffix = type.sampleSuffix, name.hasSuffix(suffix) else { return name }
    return String(name.dropLast(suffix.count))
  }

  /// The unit as OpenMetrics may state it: only where it ends the base name, and never of info.
  package var statedUnit: String? {
    guard let unit, !unit.isEmpty, type != .info, baseName.hasSuffix("_" + unit) else { return nil }
    return unit
  }
}

/// What the values of a family mean over time.
package enum MetricType: String, Hashable, Sendable, CaseIterable {
  /// A value that can go both ways.
  case gauge
  /// A value that only grows, until the process starts again.
  case counter
  /// The constant 1, with the facts in the labels. Text 0.0.4 has no such type and says gauge.
  case info

  /// The suffix that every sample of the type bears; nil when it bears none.
  package var sampleSuffix: String? {
    switch self {
    case .gauge: nil
    case .counter: "_total"
    case .info: "_info"
    }
  }
}
