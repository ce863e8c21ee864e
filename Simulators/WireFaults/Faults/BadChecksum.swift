/// One to three bits of the frame are wrong, which the checksum always shows. TCP framing has none.
package struct BadChecksum: Fault {
  package let name = "bad checksum"

  package init() {}

  package func strikes(_ exchange: Exchange) -> Bool { exchange.framing == .rtu }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    var frame = exchange.frame
    for place in (0..<frame.count * 8).shuffled(using: &generator).prefix(
      Int.random(in: 1...3, using: &generator))
    {
      frame[place / 8] ^= UInt8(1) << UInt8(place % 8)
    }
    return exchange.sent(frame)
  }
}
