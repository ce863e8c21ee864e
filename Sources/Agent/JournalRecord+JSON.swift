import Readings

extension JournalRecord {
  /// One JSON object on one line, without a line break at the end: sequence, kind and times first,
  /// then the fields in their order. Nothing in it depends on a locale or on the order of a hash.
  package var json: [UInt8] {
    let head: [(String, JSONText)] = [
      ("seq", .count(Int(clamping: sequence))), ("kind", .text(kind.rawValue)),
      ("t_recorded", .text(time.rfc3339)),
      ("monotonic_ns", .count(Int(clamping: monotonic.nanoseconds))),
    ]
    return Array(JSONText.object(head + fields.map { ($0.name, JSONText($0.value)) }).compact.utf8)
  }
}

extension JSONText {
  /// The value of a field as JSON.
  package init(_ value: JournalRecord.FieldValue) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let number): self = .number(number)
    case .count(let count): self = .count(count)
    case .flag(let flag): self = .flag(flag)
    case .none: self = .null
    }
  }
}
