/// One read, addressed to one unit. It is the only thing hallwatch ever says to a device.
package struct ReadRequest: Hashable, Sendable, CustomStringConvertible {
  package let unit: UnitID
  package let span: RegisterSpan

  package init(unit: UnitID, span: RegisterSpan) {
    self.unit = unit
    self.span = span
  }

  /// The protocol data unit: function, first address, count. Five bytes, big-endian.
  package var dataUnit: [UInt8] {
    let count = UInt16(span.count)
    return [
      span.table.functionCode.rawValue,
      UInt8(span.start >> 8), UInt8(span.start & 0xFF),
      UInt8(count >> 8), UInt8(count & 0xFF),
    ]
  }

  /// How many bytes the protocol data unit of a good answer has: function, byte count, data.
  package var answerDataUnitByteCount: Int { 2 + answerByteCount }

  /// The byte count that a good answer announces.
  package var answerByteCount: Int {
    span.table.holdsBits ? (span.count + 7) / 8 : span.count * 2
  }

  package var description: String { "unit \(unit) \(span)" }
}
