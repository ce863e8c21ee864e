/// One line of a sample, read from left to right.
struct SampleLine {
  struct Flaw: Error {
    var message: String
  }

  private var rest: Substring.UnicodeScalarView

  init(_ line: Substring) { rest = line.unicodeScalars }

  /// The sample of the family `name`: labels, one space, a finite number, and nothing after it.
  mutating func sample(of name: String) throws(Flaw) -> ParsedExposition.Sample {
    let actual = word(until: ["{", " "])
    guard actual == name else {
      throw Flaw(message: "a sample of \(actual) stands in the family of \(name)")
    }
    var labels: [ParsedExposition.Label] = []
    if take("{") {
      repeat { labels.append(try label(after: labels)) } while take(",")
      guard take("}") else { throw Flaw(message: "the labels have no end") }
    }
    guard take(" ") else { throw Flaw(message: "there is no space before the value") }
    let text = String(rest)
    guard Self.isPlainNumber(text), let value = Double(text), value.isFinite else {
      throw Flaw(message: "\"\(text)\" is no plain finite number")
    }
    return ParsedExposition.Sample(labels: labels, value: value)
  }

  private mutating func label(
    after labels: [ParsedExposition.Label]
  ) throws(Flaw) -> ParsedExposition.Label {
    let name = word(until: ["="])
    guard MetricName.isValidLabel(name) else {
      throw Flaw(message: "\"\(name)\" cannot name a label")
    }
    guard !labels.contains(where: { $0.name == name }) else {
      throw Flaw(message: "the label \(name) comes twice")
    }
    guard take("="), take("\"") else {
      throw Flaw(message: "the value of the label \(name) is not quoted")
    }
    let value = try escapedText(until: "\"", allowingQuotes: false)
    guard !value.isEmpty else { throw Flaw(message: "the label \(name) is empty") }
    guard value.utf8.count <= LabelValue.maximumByteCount else {
      throw Flaw(message: "the label \(name) is too long")
    }
    return ParsedExposition.Label(name: name, value: value)
  }

  /// The text up to the closing scalar, which is consumed, or to the end of the line for nil.
  mutating func escapedText(
    until end: Unicode.Scalar?, allowingQuotes: Bool
  ) throws(Flaw) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      if scalar == end { return String(text) }
      switch scalar {
      case "\\":
        switch rest.popFirst() {
        case "\\": text.append("\\")
        case "n": text.append("\n")
        case "\"" where !allowingQuotes: text.append("\"")
        default: throw Flaw(message: "an escape is unknown")
        }
      case "\"" where !allowingQuotes: throw Flaw(message: "a quote is not escaped")
      case _ where scalar.properties.generalCategory == .control:
        throw Flaw(message: "there is a control character")
      default: text.append(scalar)
      }
    }
    guard end == nil else { throw Flaw(message: "a quoted text has no end") }
    return String(text)
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func word(until ends: [Unicode.Scalar]) -> String {
    let end = rest.firstIndex { ends.contains($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(rest[..<end])
  }

  /// Digits with perhaps a sign, a fraction and an exponent: no hexadecimal, no words, no `-0`.
  private static func isPlainNumber(_ text: String) -> Bool {
    guard text != "-0", text != "-0.0" else { return false }
    var rest = text.utf8[...]
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    func takeDigits() -> Bool {
      let count = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    guard takeDigits() else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard takeDigits() else { return false }
    }
    if rest.first == UInt8(ascii: "e") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard takeDigits() else { return false }
    }
    return rest.isEmpty
  }
}
