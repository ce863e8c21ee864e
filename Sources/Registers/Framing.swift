/// How a protocol data unit travels.
package enum Framing: String, Hashable, Sendable {
  /// Modbus/TCP: a header with transaction, protocol, length and unit.
  case tcp
  /// RTU: unit in front, checksum behind; on a serial line or through a terminal server.
  case rtu
}

extension ReadRequest {
  /// The whole request frame. `transaction` is used by TCP framing only.
  package func frame(_ framing: Framing, transaction: UInt16) -> [UInt8] {
    switch framing {
    case .tcp:
      // Length counts the unit identifier and the five bytes of the data unit.
      return [UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0, 0, 6, unit.rawValue]
        + dataUnit
    case .rtu:
      let body = [unit.rawValue] + dataUnit
      let checksum = crc16(body)
      return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }
  }
}

/// The checksum of RTU frames: polynomial 0xA001 reflected, start 0xFFFF, low byte first on the
/// wire (MODBUS over Serial Line V1.02, clause 6.2.2).
package func crc16(_ bytes: some Sequence<UInt8>) -> UInt16 {
  var remainder: UInt16 = 0xFFFF
  for byte in bytes {
    remainder ^= UInt16(byte)
    for _ in 0..<8 {
      remainder = remainder & 1 == 1 ? (remainder >> 1) ^ 0xA001 : remainder >> 1
    }
  }
  return remainder
}
