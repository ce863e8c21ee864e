package import Readings
import Registers

extension Hall {
  /// What the points that lie wholly in an answer said, by place in the profile.
  package typealias Sayings = [(point: Int, outcome: Reading.Outcome)]

  /// The data unit with which a device answers a request: function, byte count and data, or
  /// function with its top bit set and a code.
  package func dataUnit(answering request: ServedRequest, device: Int) -> [UInt8] {
    answer(request, device: device).dataUnit
  }

  /// The same, with what the points said by it.
  package func answer(
    _ request: ServedRequest, device: Int
  ) -> (dataUnit: [UInt8], sayings: Sayings) {
    guard let table = RegisterTable(rawValue: request.function) else {
      return (refusal(of: request, .illegalFunction), [])
    }
    guard request.body.count == 4 else { return (refusal(of: request, .illegalDataValue), []) }
    let start = UInt16(request.body[0]) << 8 + UInt16(request.body[1])
    let count = Int(request.body[2]) << 8 + Int(request.body[3])
    if let code = refusal(device: device, table: table, start: start, count: count) {
      return (refusal(of: request, code), [])
    }
    guard let span = RegisterSpan(table: table, start: start, count: count) else {
      return (refusal(of: request, .illegalDataValue), [])
    }
    var sayings: Sayings = []
    let words = words(of: device, in: span) { sayings.append(($0, $1)) }
    let data = table.holdsBits ? packed(words) : bytes(words)
    return ([request.function, UInt8(data.count)] + data, sayings)
  }

  private func refusal(of request: ServedRequest, _ code: ExceptionCode) -> [UInt8] {
    [request.function | 0x80, code.rawValue]
  }

  private func bytes(_ words: [UInt16]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * 2)
    for word in words {
      bytes.append(UInt8(word >> 8))
      bytes.append(UInt8(truncatingIfNeeded: word))
    }
    return bytes
  }

  /// Eight bits to a byte, the first address in the lowest bit; spare bits are zero.
  private func packed(_ bits: [UInt16]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
    for (index, bit) in bits.enumerated() where bit != 0 {
      bytes[index >> 3] |= 1 << UInt8(index & 7)
    }
    return bytes
  }
}
