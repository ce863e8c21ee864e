/// How data units travel between client and device.
package enum WireFraming: String, Hashable, Sendable {
  /// A header with transaction, length and unit.
  case tcp
  /// The unit in front and a checksum behind.
  case rtu

  /// The whole frame around a data unit.
  package func frame(_ dataUnit: [UInt8], unit: UInt8, transaction: UInt16) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(dataUnit.count + 7)
    switch self {
    case .tcp:
      for word in [transaction, 0, UInt16(truncatingIfNeeded: dataUnit.count + 1)] {
        frame.append(UInt8(truncatingIfNeeded: word >> 8))
        frame.append(UInt8(truncatingIfNeeded: word))
      }
      frame.append(unit)
      frame.append(contentsOf: dataUnit)
    case .rtu:
      frame.append(unit)
      frame.append(contentsOf: dataUnit)
      let checksum = WireChecksum.of(frame)
      frame.append(UInt8(truncatingIfNeeded: checksum))
      frame.append(UInt8(truncatingIfNeeded: checksum >> 8))
    }
    return frame
  }
}

/// The checksum of RTU frames, by table. The client computes it bit by bit; were the two the same
/// code, a mistake in it would not show.
enum WireChecksum {
  private static let table: [UInt16] = (0..<256).map { byte in
    var remainder = UInt16(byte)
    for _ in 0..<8 {
      let isOdd = !remainder.isMultiple(of: 2)
      remainder /= 2
      if isOdd { remainder ^= 0xA001 }
    }
    return remainder
  }

  static func of(_ bytes: [UInt8]) -> UInt16 {
    var checksum: UInt16 = 0xFFFF
    for byte in bytes {
      checksum = checksum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)]
    }
    return checksum
  }
}
