import Readings

extension JournalRecord {
  /// One JSON object on one line, without a line break at the end: sequence, kind and times first,
  /// then the fields in their order. Nothing in it depends on a locale or on the order of a hash.
  package var json: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    bytes += "{\"seq\":\(sequence),\"kind\":\"\(kind.rawValue)\",\"t_recorded\":\"".utf8
    bytes += time.rfc3339.utf8
    bytes += "\",\"monotonic_ns\":\(monotonic.nanoseconds)".utf8
    for field in fields {
      bytes.append(UInt8(ascii: ","))
      appendText(field.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      append(field.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}

private func append(_ value: JournalRecord.FieldValue, to bytes: inout [UInt8]) {
  switch value {
  case .text(let text): appendText(text, to: &bytes)
  case .number(let number): bytes += numberText(number).utf8
  case .count(let count): bytes += String(count).utf8
  case .flag(let flag): bytes += (flag ? "true" : "false").utf8
  case .none: bytes += "null".utf8
  }
}

/// The shortest decimal that reads back as the same number; JSON has no other than finite ones.
private func numberText(_ number: Double) -> String {
  guard number.isFinite else { return "null" }
  if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return String(whole) }
  return number.description
}

/// A JSON string. Control characters are escaped, DEL among them, so that a record shown on a
/// terminal cannot steer it.
private func appendText(_ text: String, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": bytes += "\\\"".utf8
    case "\\": bytes += "\\\\".utf8
    case "\n": bytes += "\\n".utf8
    case "\r": bytes += "\\r".utf8
    case "\t": bytes += "\\t".utf8
    case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}":
      let digits = String(scalar.value, radix: 16)
      bytes += "\\u".utf8
      bytes += String(repeating: "0", count: 4 - digits.count).utf8
      bytes += digits.utf8
    case "\u{20}"..<"\u{7F}": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default: bytes += String(scalar).utf8
    }
  }
  bytes.append(UInt8(ascii: "\""))
}
