extension RegisterEncoding {
  /// The words that hold a raw value: the inverse of `decode`, used by the simulator.
  ///
  /// Nil when the value is of another kind than the type, or does not fit its width.
  package func encode(_ raw: RawValue) -> [UInt16]? {
    switch (type, raw) {
    case (.u16, .unsigned(let value)), (.bits, .unsigned(let value)):
      UInt16(exactly: value).map { words(UInt64($0)) }
    case (.i16, .signed(let value)):
      Int16(exactly: value).map { words(UInt64(UInt16(bitPattern: $0))) }
    case (.u32, .unsigned(let value)): UInt32(exactly: value).map { words(UInt64($0)) }
    case (.i32, .signed(let value)):
      Int32(exactly: value).map { words(UInt64(UInt32(bitPattern: $0))) }
    case (.u64, .unsigned(let value)): words(value)
    case (.i64, .signed(let value)): words(UInt64(bitPattern: value))
    case (.f32, .real(let value)):
      value.isFinite && Float(value).isInfinite ? nil : words(UInt64(Float(value).bitPattern))
    case (.f64, .real(let value)): words(value.bitPattern)
    case (.bool, .bit(let isSet)): [isSet ? 1 : 0]
    case (.ascii(let count), .text(let bytes)):
      bytes.count <= count ? words(text: bytes, paddedTo: count) : nil
    default: nil
    }
  }

  private func words(_ pattern: UInt64) -> [UInt16] {
    let significantFirst = (0..<registerCount).reversed().map {
      ordered(UInt16(truncatingIfNeeded: pattern >> UInt64($0 * 16)))
    }
    return wordOrder == .big ? significantFirst : significantFirst.reversed()
  }

  private func words(text: [UInt8], paddedTo count: Int) -> [UInt16] {
    let padded = text + Array(repeating: UInt8(ascii: " "), count: registerCount * 2 - text.count)
    return (0..<registerCount).map {
      ordered(UInt16(padded[$0 * 2]) << 8 | UInt16(padded[$0 * 2 + 1]))
    }
  }

  private func ordered(_ word: UInt16) -> UInt16 { byteOrder == .big ? word : word.byteSwapped }
}
