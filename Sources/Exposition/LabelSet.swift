/// The labels of one series, checked and cleaned, in the order in which they are written.
struct LabelSet: Hashable, Sendable {
  struct Label: Hashable, Sendable {
    var name: String
    var value: String

    /// As it is written: `name="value"`, escaped.
    var text: String {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(name.utf8.count + value.utf8.count + 3)
      append(to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
      bytes += name.utf8
      bytes.append(UInt8(ascii: "="))
      bytes.append(UInt8(ascii: "\""))
      LabelValue.appendEscaped(value, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
  }

  /// Without empty values: to Prometheus, an empty label is no label.
  private(set) var labels: [Label] = []

  init(_ pairs: [(name: String, value: String)], of family: String) throws(ExpositionError) {
    labels.reserveCapacity(pairs.count)
    for (place, pair) in pairs.enumerated() {
      guard MetricName.isValidLabel(pair.name) else {
        throw .invalidLabelName(pair.name, family: family)
      }
      // Labels are few: comparing with all is cheaper than a set.
      guard !pairs[..<place].contains(where: { $0.name == pair.name }) else {
        throw .repeatedLabel(pair.name, family: family)
      }
      let value = LabelValue.sanitized(pair.value)
      if !value.isEmpty { labels.append(Label(name: pair.name, value: value)) }
    }
  }

  /// Appends `name{a="b"}`.
  func append(family name: String, to bytes: inout [UInt8]) {
    bytes += name.utf8
    guard !labels.isEmpty else { return }
    bytes.append(UInt8(ascii: "{"))
    for (place, label) in labels.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      label.append(to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// The series as text, such as `up{job="a"}`.
  func text(family name: String) -> String {
    var bytes: [UInt8] = []
    append(family: name, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same labels ordered by name: equal exactly for equal series.
  var ordered: LabelSet {
    var copy = self
    copy.labels.sort { $0.name < $1.name }
    return copy
  }
}
