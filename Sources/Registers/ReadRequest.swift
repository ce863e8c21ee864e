/// One read of registers, addressed to one unit. It is all that polling ever says to a device.
package struct ReadRequest: UnitRequest, CustomStringConvertible {
  package let unit: UnitID
  package let span: RegisterSpan

  package init(unit: UnitID, span: RegisterSpan) {
    self.unit = unit
    self.span = span
  }

  package var function: FunctionCode { span.table.functionCode }

  /// First address and count, big-endian.
  package var parameters: [UInt8] {
    let count = UInt16(span.count)
    return [
      UInt8(span.start >> 8), UInt8(span.start & 0xFF), UInt8(count >> 8), UInt8(count & 0xFF),
    ]
  }

  /// How many bytes the protocol data unit of a good answer has: function, byte count, data.
  package var answerDataUnitByteCount: Int { 2 + answerByteCount }

  /// The byte count that a good answer announces.
  package var answerByteCount: Int {
    span.table.holdsBits ? (span.count + 7) / 8 : span.count * 2
  }

  package func answer(in dataUnit: ArraySlice<UInt8>) throws(ModbusFault) -> RegisterBlock {
    guard dataUnit.count == answerDataUnitByteCount,
      Int(dataUnit[dataUnit.startIndex + 1]) == answerByteCount
    else { throw .flawed(.length) }
    return RegisterBlock(span: span, words: words(of: dataUnit.dropFirst(2)))
  }

  private func words(of data: ArraySlice<UInt8>) -> [UInt16] {
    let first = data.startIndex
    return [UInt16](unsafeUninitializedCapacity: span.count) { buffer, count in
      for index in 0..<span.count {
        if span.table.holdsBits {
          // Bits come eight to a byte, the lowest address in the lowest bit.
          buffer[index] = UInt16(data[first + index / 8] >> UInt8(index % 8)) & 1
        } else {
          buffer[index] = UInt16(data[first + index * 2]) << 8 | UInt16(data[first + index * 2 + 1])
        }
      }
      count = span.count
    }
  }

  package var description: String { "unit \(unit) \(span)" }
}
