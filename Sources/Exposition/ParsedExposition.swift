/// An exposition that was read back from its text.
package struct ParsedExposition: Hashable, Sendable {
  /// In the order of the text.
  package var families: [Family]

  /// Every sample by its series as text with ordered labels, such as `up{job="a"}`, in the order
  /// of that text. Equal for two formats that carry the same series.
  package var samples: [(series: String, value: Double)] {
    families.flatMap { family in
      family.samples.map { ($0.series(of: family.description.name), $0.value) }
    }
    .sorted { $0.0 < $1.0 }
  }

  /// A family with the samples that stood under it.
  package struct Family: Hashable, Sendable {
    /// Under the name of its samples. Text 0.0.4 does not tell info from gauge, nor any unit.
    package var description: MetricFamily
    /// In the order of the text.
    package var samples: [Sample]
  }

  /// One number of one series.
  package struct Sample: Hashable, Sendable {
    /// In the order of the text.
    package var labels: [Label]
    /// Always finite.
    package var value: Double

    /// The value of the label of this name; nil when the sample has none.
    package subscript(label name: String) -> String? {
      labels.first { $0.name == name }?.value
    }

    func series(of name: String) -> String {
      let ordered = labels.sorted { $0.name < $1.name }
      guard !ordered.isEmpty else { return name }
      var bytes: [UInt8] = Array("\(name){".utf8)
      for (place, label) in ordered.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += "\(label.name)=\"".utf8
        LabelValue.appendEscaped(label.value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
      }
      bytes.append(UInt8(ascii: "}"))
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// A name with its value, unescaped.
  package struct Label: Hashable, Sendable {
    /// As `MetricName.isValidLabel` wants it.
    package var name: String
    /// Not empty.
    package var value: String
  }

  /// The samples of the family of this name; empty when there is none.
  package subscript(family: String) -> [Sample] {
    families.first { $0.description.name == family }?.samples ?? []
  }
}
