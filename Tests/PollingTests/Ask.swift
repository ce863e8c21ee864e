import Readings
import Registers
import TestSupport

/// A request as it arrives at a fake line, with ready-made answers.
struct Ask {
  var line: Int
  var request: ReadRequest
  var token: UInt16
  /// How many requests this line has seen, this one included.
  var serial: Int
  var at: Instant
  var framing: Framing

  /// What the registers hold when this request is answered: every word tells line, unit, table,
  /// address and request apart, so that a word in the wrong place is found out.
  func word(_ address: Int) -> UInt16 {
    Self.word(line, request.unit, request.span.table, address, serial: serial)
  }

  static func word(
    _ line: Int, _ unit: UnitID, _ table: RegisterTable, _ address: Int, serial: Int
  ) -> UInt16 {
    var generator = SeededGenerator(
      seed: UInt64(line) << 48 ^ UInt64(unit.rawValue) << 40 ^ UInt64(table.rawValue) << 36
        ^ UInt64(address) << 20 ^ UInt64(serial))
    let word = UInt16(truncatingIfNeeded: generator.next())
    return table.holdsBits ? word & 1 : word
  }

  var words: [UInt16] { request.span.addresses.map(word) }

  /// The whole frame of the good answer.
  var answer: [UInt8] {
    var body = [request.span.table.functionCode.rawValue, UInt8(request.answerByteCount)]
    if request.span.table.holdsBits {
      var packed = Array(repeating: UInt8(0), count: request.answerByteCount)
      for (index, bit) in words.enumerated() { packed[index / 8] |= UInt8(bit) << UInt8(index % 8) }
      body += packed
    } else {
      for word in words { body += [UInt8(word >> 8), UInt8(word & 0xFF)] }
    }
    return frame(body)
  }

  func exception(_ code: ExceptionCode) -> [UInt8] {
    frame([request.span.table.functionCode.rawValue | 0x80, code.rawValue])
  }

  /// A frame around a data unit, from any unit and under any transaction.
  func frame(_ body: [UInt8], unit: UInt8? = nil, token: UInt16? = nil) -> [UInt8] {
    let unit = unit ?? request.unit.rawValue
    switch framing {
    case .tcp:
      let token = token ?? self.token
      let length = UInt16(body.count + 1)
      return [
        UInt8(token >> 8), UInt8(token & 0xFF), 0, 0, UInt8(length >> 8), UInt8(length & 0xFF),
        unit,
      ] + body
    case .rtu:
      let checksum = crc16([unit] + body)
      return [unit] + body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }
  }
}

/// What a fake line does about a request.
enum Reply {
  case frame([UInt8], after: Duration)
  /// The connection ends.
  case breaks(after: Duration)
}
