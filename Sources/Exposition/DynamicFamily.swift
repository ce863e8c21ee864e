/// A family whose label values are known only at run time, such as the serial number and firmware
/// that a device states: few series, written anew for every exposition.
package struct DynamicFamily: Sendable {
  /// What all its samples have in common.
  package let family: MetricFamily
  private(set) var samples: [(labels: LabelSet, value: Double)] = []
  private var known: Set<LabelSet> = []

  /// Throws when the name is malformed.
  package init(_ family: MetricFamily) throws(ExpositionError) {
    try family.validate()
    self.family = family
  }

  /// Adds one sample. Returns false, and adds nothing, when the same series is there already or a
  /// label name is malformed: text that a device states must not cost the scrape.
  @discardableResult
  package mutating func add(
    _ labels: [(name: String, value: String)], value: Double
  ) -> Bool {
    guard let set = try? LabelSet(labels, of: family.name), known.insert(set.ordered).inserted
    else { return false }
    samples.append((set, value))
    return true
  }

  /// The lines of the family; empty when no sample is present.
  ///
  /// - Parameter label: leaves out the samples that do not have it; nil for all.
  func lines(_ format: ExpositionFormat, with label: LabelSet.Label? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    for sample in samples where SampleValue.isPresent(sample.value) {
      if let label, !sample.labels.labels.contains(label) { continue }
      if bytes.isEmpty { MetadataLines.append(family, format: format, to: &bytes) }
      sample.labels.append(family: family.name, to: &bytes)
      bytes.append(UInt8(ascii: " "))
      NumberText.append(sample.value, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}
