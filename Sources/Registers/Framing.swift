/// How a protocol data unit travels.
package enum Framing: String, Hashable, Sendable {
  /// Modbus/TCP: a header with transaction, protocol, length and unit.
  case tcp
  /// RTU: unit in front, checksum behind; on a serial line or through a terminal server.
  case rtu
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
