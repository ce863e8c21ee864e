/// A reader of expositions for tests and checkers. It shares no code with the encoder's writing
/// and is stricter than Prometheus: it takes exactly what the agent promises to send, so that
/// doubles, gaps in families, timestamps, NaN or careless escapes do not pass.
package struct ExpositionParser {
  /// The first line that is not as it should be.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    /// What is wrong with it.
    package var message: String

    package var description: String { "line \(line): \(message)" }
  }

  private let format: ExpositionFormat
  private let lines: [Substring]
  /// The place of the next line.
  private var next = 0
  private var familyNames: Set<String> = []
  private var series: Set<String> = []

  /// The exposition that the bytes are in the format.
  package static func parse(
    _ bytes: [UInt8], format: ExpositionFormat
  ) throws(Failure) -> ParsedExposition {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(line: 1, message: "not UTF-8")
    }
    return try parse(text, format: format)
  }

  /// The exposition that the text is in the format.
  package static func parse(
    _ text: String, format: ExpositionFormat
  ) throws(Failure) -> ParsedExposition {
    var parser = try ExpositionParser(text, format: format)
    return try parser.exposition()
  }

  private init(_ text: String, format: ExpositionFormat) throws(Failure) {
    self.format = format
    // By scalar: CR LF would count as one character.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard lines.popLast() == "" else {
      throw Failure(line: lines.count + 1, message: "the last line has no end")
    }
    self.lines = lines
  }

  private func failure(_ message: String) -> Failure {
    Failure(line: min(next + 1, max(1, lines.count)), message: message)
  }

  private mutating func exposition() throws(Failure) -> ParsedExposition {
    var families: [ParsedExposition.Family] = []
    while next < lines.count {
      if format == .openMetrics100, lines[next] == "# EOF" {
        guard next == lines.count - 1 else { throw failure("there is text after # EOF") }
        return ParsedExposition(families: families)
      }
      families.append(try family())
    }
    guard format == .text004 else { throw failure("# EOF is missing") }
    return ParsedExposition(families: families)
  }

  private mutating func family() throws(Failure) -> ParsedExposition.Family {
    let description =
      switch format {
      case .text004: try metadataOfText()
      case .openMetrics100: try metadataOfOpenMetrics()
      }
    guard familyNames.insert(description.baseName).inserted else {
      throw failure("the family \(description.name) comes twice")
    }
    var samples: [ParsedExposition.Sample] = []
    while next < lines.count, !lines[next].hasPrefix("#") {
      samples.append(try sample(of: description.name))
    }
    guard !samples.isEmpty else { throw failure("the family \(description.name) has no sample") }
    return ParsedExposition.Family(description: description, samples: samples)
  }

  private mutating func metadataOfText() throws(Failure) -> MetricFamily {
    let help = try metadata("HELP")
    let type = try metadata("TYPE")
    guard type.name == help.name else { throw failure("HELP and TYPE of different families") }
    guard let known = MetricType(rawValue: type.text), known != .info else {
      throw failure("the type \(type.text) is unknown")
    }
    if known == .counter, !type.name.hasSuffix("_total") {
      throw failure("the counter \(type.name) does not end in _total")
    }
    return MetricFamily(
      name: type.name, type: known, help: try unescaped(help.text, allowingQuotes: true))
  }

  private mutating func metadataOfOpenMetrics() throws(Failure) -> MetricFamily {
    let type = try metadata("TYPE")
    let unit = next < lines.count && lines[next].hasPrefix("# UNIT ") ? try metadata("UNIT") : nil
    let help = try metadata("HELP")
    guard help.name == type.name, (unit?.name ?? type.name) == type.name else {
      throw failure("TYPE, UNIT and HELP of different families")
    }
    guard let known = MetricType(rawValue: type.text) else {
      throw failure("the type \(type.text) is unknown")
    }
    if let unit, known == .info || !type.name.hasSuffix("_" + unit.text) {
      throw failure("the unit \(unit.text) does not end the name \(type.name)")
    }
    return MetricFamily(
      name: type.name + (known.sampleSuffix ?? ""), type: known,
      help: try unescaped(help.text, allowingQuotes: false), unit: unit?.text)
  }

  private mutating func metadata(_ keyword: String) throws(Failure) -> (name: String, text: String)
  {
    let start = "# \(keyword) "
    guard next < lines.count, lines[next].hasPrefix(start) else {
      throw failure("# \(keyword) is missing")
    }
    let rest = lines[next].dropFirst(start.count)
    guard let space = rest.firstIndex(of: " ") else { throw failure("\(keyword) has no text") }
    let name = String(rest[..<space])
    guard MetricName.isValid(name) else { throw failure("\(name) cannot name a metric") }
    next += 1
    return (name, String(rest[rest.index(after: space)...]))
  }

  private mutating func sample(of name: String) throws(Failure) -> ParsedExposition.Sample {
    var line = SampleLine(lines[next])
    do throws(SampleLine.Flaw) {
      let sample = try line.sample(of: name)
      guard series.insert(sample.series(of: name)).inserted else {
        throw SampleLine.Flaw(message: "the series \(sample.series(of: name)) comes twice")
      }
      next += 1
      return sample
    } catch {
      throw failure(error.message)
    }
  }

  private func unescaped(_ text: String, allowingQuotes: Bool) throws(Failure) -> String {
    var line = SampleLine(text[...])
    do throws(SampleLine.Flaw) {
      return try line.escapedText(until: nil, allowingQuotes: allowingQuotes)
    } catch {
      throw failure(error.message)
    }
  }
}
