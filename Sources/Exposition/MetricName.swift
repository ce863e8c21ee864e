/// The spelling of metric and label names: ASCII letters, digits and underscores.
///
/// Prometheus would also take colons, which are reserved for recording rules, and since its
/// third version any UTF-8; the agent uses neither, so that every escaping scheme is the identity.
package enum MetricName {
  /// The longest name of a metric or of a label, in bytes.
  package static let maximumByteCount = 128

  /// Whether the text can name a metric: a letter first, then letters, digits and underscores.
  package static func isValid(_ name: String) -> Bool { isIdentifier(name) }

  /// Whether the text can name a label. A leading underscore is reserved by OpenMetrics.
  package static func isValidLabel(_ name: String) -> Bool { isIdentifier(name) }

  private static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first), name.utf8.count <= maximumByteCount else {
      return false
    }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
