/// The treatment of label values, which may come from a device's own memory.
///
/// One malformed byte costs the whole scrape, and a control character can mislead whoever reads a
/// terminal; so every value is cleaned here, and only here, before it is written.
package enum LabelValue {
  /// The longest label value, in bytes of UTF-8 before escaping.
  package static let maximumByteCount = 256

  private static let ellipsis = "…"

  /// The value with control, line-separating and direction-changing characters replaced by U+FFFD,
  /// and cut to `maximumByteCount` bytes at a character boundary, marked by an ellipsis.
  package static func sanitized(_ value: String) -> String {
    if value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
      return value.utf8.count <= maximumByteCount ? value : cut(value)
    }
    var scalars = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      scalars.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
    }
    let clean = String(scalars)
    return clean.utf8.count <= maximumByteCount ? clean : cut(clean)
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Overrides and isolates of the writing direction can make a text read as another.
    case .format: scalar.properties.isBidiControl
    default: false
    }
  }

  private static func cut(_ value: String) -> String {
    let room = maximumByteCount - ellipsis.utf8.count
    var result = ""
    var byteCount = 0
    for character in value {
      byteCount += character.utf8.count
      guard byteCount <= room else { break }
      result.append(character)
    }
    if result.isEmpty {
      // One character of many combining marks fills the room by itself: cut between its scalars.
      byteCount = 0
      for scalar in value.unicodeScalars {
        byteCount += scalar.utf8.count
        guard byteCount <= room else { break }
        result.unicodeScalars.append(scalar)
      }
    }
    return result + ellipsis
  }

  /// Appends a sanitized value as it stands between its quotes.
  static func appendEscaped(_ value: String, to bytes: inout [UInt8]) {
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
      case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
      case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      default: bytes.append(byte)
      }
    }
  }
}
