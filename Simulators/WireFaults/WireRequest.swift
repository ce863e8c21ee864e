/// A request as a device finds it in its bytes.
package struct WireRequest: Hashable, Sendable {
  /// The client's number for it; 0 in RTU framing.
  package var transaction: UInt16
  package var unit: UInt8
  /// 1–4; a client of ours sends no other.
  package var function: UInt8
  package var start: UInt16
  /// As asked, whether that is allowed or not.
  package var count: UInt16

  package init(
    transaction: UInt16, unit: UInt8, function: UInt8, start: UInt16, count: UInt16
  ) {
    self.transaction = transaction
    self.unit = unit
    self.function = function
    self.start = start
    self.count = count
  }

  /// Whether the function reads single bits.
  package var readsBits: Bool { function <= 2 }

  /// What received bytes begin with.
  package enum Parsed: Hashable, Sendable {
    case incomplete
    /// A request, and how many bytes it took.
    case request(WireRequest, byteCount: Int)
    /// No request of a reading client.
    case foreign
  }

  /// Finds the first request in the bytes. Every request that reads is 12 bytes long in TCP
  /// framing and 8 in RTU framing.
  package static func parse(_ bytes: [UInt8], framing: WireFraming) -> Parsed {
    func word(_ place: Int) -> UInt16 { UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]) }
    switch framing {
    case .tcp:
      guard bytes.count >= 12 else { return .incomplete }
      guard word(2) == 0, word(4) == 6, (1...4).contains(bytes[7]) else { return .foreign }
      let request = WireRequest(
        transaction: word(0), unit: bytes[6], function: bytes[7], start: word(8), count: word(10))
      return .request(request, byteCount: 12)
    case .rtu:
      guard bytes.count >= 8 else { return .incomplete }
      let checksum = UInt16(bytes[6]) | UInt16(bytes[7]) << 8
      guard (1...4).contains(bytes[1]), WireChecksum.of(Array(bytes[..<6])) == checksum else {
        return .foreign
      }
      let request = WireRequest(
        transaction: 0, unit: bytes[0], function: bytes[1], start: word(2), count: word(4))
      return .request(request, byteCount: 8)
    }
  }
}
