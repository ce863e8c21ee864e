/// An exposition as a scraper sees it: series and their samples, in either format.
struct ScrapedPage {
  /// A name and its labels.
  struct Series: Hashable, CustomStringConvertible {
    var name: String
    var labels: [String: String]

    var description: String {
      let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
      return "\(name){\(pairs.joined(separator: ","))}"
    }
  }

  private(set) var samples: [Series: Double] = [:]
  /// Lines that are neither a comment nor a sample, and series that came twice.
  private(set) var faults: [String] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let (series, value) = Self.sample(line) else {
        faults.append("no sample: \(line)")
        continue
      }
      if samples.updateValue(value, forKey: series) != nil { faults.append("twice: \(series)") }
    }
  }

  var names: Set<String> { Set(samples.keys.map(\.name)) }

  /// The samples of a name whose labels hold all those given.
  func samples(_ name: String, _ labels: [String: String] = [:]) -> [Series: Double] {
    samples.filter { series, _ in
      series.name == name && labels.allSatisfy { series.labels[$0.key] == $0.value }
    }
  }

  /// The sample with exactly these labels, or else the only one whose labels hold them.
  func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    if let exact = samples[Series(name: name, labels: labels)] { return exact }
    let found = samples(name, labels)
    return found.count == 1 ? found.first?.value : nil
  }

  private static func sample(_ line: Substring) -> (Series, Double)? {
    guard let nameEnd = line.firstIndex(where: { $0 == "{" || $0 == " " }) else { return nil }
    var series = Series(name: String(line[..<nameEnd]), labels: [:])
    var rest = line[nameEnd...]
    if rest.first == "{" {
      rest = rest.dropFirst()
      while rest.first != "}" {
        guard let equals = rest.firstRange(of: "=\"") else { return nil }
        let name = String(rest[..<equals.lowerBound])
        guard let (value, after) = quoted(rest[equals.upperBound...]) else { return nil }
        series.labels[name] = value
        rest = after
        if rest.first == "," { rest = rest.dropFirst() }
      }
      rest = rest.dropFirst()
    }
    guard rest.first == " ", let value = Double(rest.dropFirst()), value.isFinite else {
      return nil
    }
    return (series, value)
  }

  /// The text up to the closing quote, and what follows it.
  private static func quoted(_ text: Substring) -> (String, Substring)? {
    var value = ""
    var rest = text
    while let character = rest.popFirst() {
      switch character {
      case "\"": return (value, rest)
      case "\\":
        guard let escaped = rest.popFirst() else { return nil }
        value.append(escaped == "n" ? "\n" : escaped)
      default: value.append(character)
      }
    }
    return nil
  }
}
