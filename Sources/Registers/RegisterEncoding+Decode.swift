extension RegisterEncoding {
  /// The raw value that the words hold.
  ///
  /// Decoding is done here and not by libmodbus, whose float getters are word-swapped in 3.1.6 and
  /// changed between releases. Traps when the number of words is not `registerCount`.
  package func decode(_ words: ArraySlice<UInt16>) -> RawValue {
    precondition(words.count == registerCount, "the words of a value are exactly its registers")
    switch type {
    case .u16, .bits: return .unsigned(pattern(words))
    case .i16: return .signed(Int64(Int16(truncatingIfNeeded: pattern(words))))
    case .u32, .u64: return .unsigned(pattern(words))
    case .i32: return .signed(Int64(Int32(truncatingIfNeeded: pattern(words))))
    case .i64: return .signed(Int64(bitPattern: pattern(words)))
    case .f32:
      return .real(Float(bitPattern: UInt32(truncatingIfNeeded: pattern(words))).decimalDouble)
    case .f64: return .real(Double(bitPattern: pattern(words)))
    case .bool: return .bit(words[words.startIndex] != 0)
    case .ascii(let count): return .text(Array(bytes(words).prefix(count)))
    }
  }

  /// The words as one number, the most significant first whatever the order on the wire.
  private func pattern(_ words: ArraySlice<UInt16>) -> UInt64 {
    var pattern: UInt64 = 0
    switch wordOrder {
    case .big:
      for word in words { pattern = pattern << 16 | UInt64(ordered(word)) }
    case .little:
      for word in words.reversed() { pattern = pattern << 16 | UInt64(ordered(word)) }
    }
    return pattern
  }

  private func bytes(_ words: ArraySlice<UInt16>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * 2)
    for word in words {
      bytes.append(UInt8(ordered(word) >> 8))
      bytes.append(UInt8(ordered(word) & 0xFF))
    }
    return bytes
  }

  private func ordered(_ word: UInt16) -> UInt16 { byteOrder == .big ? word : word.byteSwapped }
}
