import Registers
import TestSupport
import Testing

@Suite("The proof of a response")
struct ResponseProofTests {
  private let request = ReadRequest(
    unit: UnitID(rawValue: 5)!, span: RegisterSpan(table: .holdingRegister, start: 100, count: 2)!)
  private let good: [UInt8] = [0x12, 0x34, 0, 0, 0, 7, 5, 3, 4, 0xAB, 0xCD, 0x00, 0x01]

  private func prove(_ frame: [UInt8], framing: Framing = .tcp, of request: ReadRequest? = nil)
    -> Result<[UInt16], ModbusFault>
  {
    Result { () throws(ModbusFault) in
      try ResponseProof.prove(
        frame, answers: request ?? self.request, transaction: 0x1234, framing: framing
      ).words
    }
  }

  private func serial(_ body: [UInt8]) -> [UInt8] {
    let checksum = crc16(body)
    return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
  }

  @Test("gives the words of a good answer")
  func goodAnswer() {
    #expect(prove(good) == .success([0xABCD, 1]))
    #expect(prove(serial([5, 3, 4, 0xAB, 0xCD, 0, 1]), framing: .rtu) == .success([0xABCD, 1]))
  }

  @Test("gives the reason of a refusal")
  func exception() {
    let refusal: [UInt8] = [0x12, 0x34, 0, 0, 0, 3, 5, 0x83, 2]
    #expect(prove(refusal) == .failure(.exception(.illegalDataAddress)))
    #expect(
      prove(serial([5, 0x83, 11]), framing: .rtu)
        == .failure(.exception(.gatewayTargetNoResponse)))
    // A refusal with more bytes, or of another function, is none.
    #expect(
      prove([0x12, 0x34, 0, 0, 0, 4, 5, 0x83, 2, 0]) == .failure(.flawed(.length)))
    #expect(prove([0x12, 0x34, 0, 0, 0, 3, 5, 0x84, 2]) == .failure(.flawed(.function)))
  }

  @Test("unpacks bits, the lowest address in the lowest bit")
  func bits() throws {
    let span = try #require(RegisterSpan(table: .coil, start: 19, count: 19))
    let request = ReadRequest(unit: request.unit, span: span)
    // The example of V1.1b3, clause 6.1.
    let frame: [UInt8] = [0x12, 0x34, 0, 0, 0, 6, 5, 1, 3, 0xCD, 0x6B, 0x05]
    let expected: [UInt16] = [1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1]
    #expect(prove(frame, of: request) == .success(expected))
  }

  @Test("nothing longer than a frame may be is proven, whatever its counts say")
  func tooLong() {
    let request = ServerIDRequest(unit: request.unit)
    for (count, isFrame) in [(251, true), (252, false), (253, false)] {
      let body = [5, 17, UInt8(count)] + [UInt8](repeating: 0xFF, count: count)
      let head: [UInt8] = [0x12, 0x34, 0, 0, UInt8(body.count >> 8), UInt8(body.count & 0xFF)]
      for (frame, framing) in [(head + body, Framing.tcp), (serial(body), .rtu)] {
        let answer = try? ResponseProof.prove(
          frame, answers: request, transaction: 0x1234, framing: framing)
        #expect((answer != nil) == isFrame, "\(count) bytes, \(framing)")
      }
    }
  }

  @Test("reads the longest answers whole")
  func longest() throws {
    let words = try #require(RegisterSpan(table: .inputRegister, start: 0, count: 125))
    let request = ReadRequest(unit: request.unit, span: words)
    let data = (0..<250).map { UInt8($0) }
    let frame: [UInt8] = [0x12, 0x34, 0, 0, 0, 253, 5, 4, 250] + data
    #expect(try prove(frame, of: request).get().last == 0xF8F9)
    let bits = try #require(RegisterSpan(table: .discreteInput, start: 0, count: 2000))
    let many: [UInt8] = [0x12, 0x34, 0, 0, 0, 253, 5, 2, 250] + Array(repeating: 0x81, count: 250)
    let got = try prove(many, of: ReadRequest(unit: request.unit, span: bits)).get()
    #expect(got.count == 2000 && got.reduce(0, +) == 500)
  }

  @Test(
    "names what is wrong with a TCP frame",
    arguments: [
      (0, 0x13, .transaction), (1, 0x35, .transaction), (2, 1, .protocolID), (3, 1, .protocolID),
      (4, 1, .length), (5, 6, .length), (5, 8, .length), (6, 6, .unit), (6, 0, .unit),
      (7, 4, .function), (7, 0x84, .function), (8, 2, .length), (8, 6, .length),
    ] as [(Int, UInt8, ResponseFlaw)])
  func flawedTCP(place: Int, byte: UInt8, flaw: ResponseFlaw) {
    var frame = good
    frame[place] = byte
    #expect(prove(frame) == .failure(.flawed(flaw)))
  }

  @Test("accepts no part of a frame and nothing behind one")
  func lengths() {
    for count in 0..<good.count { #expect(prove(Array(good.prefix(count))).isFlawed) }
    #expect(prove(good + [0]) == .failure(.flawed(.length)))
    #expect(prove(good + good) == .failure(.flawed(.length)))
    // A shorter answer that is right in itself is still not the answer.
    #expect(
      prove([0x12, 0x34, 0, 0, 0, 5, 5, 3, 2, 0xAB, 0xCD]) == .failure(.flawed(.length)))
  }

  @Test("names what is wrong with a serial frame")
  func flawedSerial() {
    func failure(_ flaw: ResponseFlaw) -> Result<[UInt16], ModbusFault> { .failure(.flawed(flaw)) }
    #expect(prove(serial([6, 3, 4, 0xAB, 0xCD, 0, 1]), framing: .rtu) == failure(.unit))
    #expect(prove(serial([5, 4, 4, 0xAB, 0xCD, 0, 1]), framing: .rtu) == failure(.function))
    #expect(prove(serial([5, 3, 2, 0xAB, 0xCD]), framing: .rtu) == failure(.length))
    #expect(prove([], framing: .rtu) == failure(.length))
    // The request itself, as adapters echo it, is no answer.
    let echo = request.frame(.rtu, transaction: 0)
    #expect(prove(echo, framing: .rtu) == failure(.length))
  }

  @Test("a serial frame with up to three wrong bits is never believed")
  func bitErrors() {
    var generator = SeededGenerator(seed: 3)
    let frame = serial([5, 3, 4, 0xAB, 0xCD, 0, 1])
    for first in 0..<frame.count * 8 {
      for _ in 0..<40 {
        var broken = frame
        broken[first / 8] ^= 1 << UInt8(first % 8)
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
          let bit = Int.random(in: 0..<frame.count * 8, using: &generator)
          broken[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        #expect(broken == frame || prove(broken, framing: .rtu) == .failure(.flawed(.checksum)))
      }
    }
  }

  @Test("random bytes are never believed and never crash")
  func noise() {
    var generator = SeededGenerator(seed: 4)
    for framing in [Framing.tcp, .rtu] {
      for _ in 0..<20_000 {
        let count = Int.random(in: 0...20, using: &generator)
        let frame = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(prove(frame, framing: framing).isFlawed)
      }
    }
  }

  @Test("only a refusal leaves the line clean")
  func clean() {
    #expect(ModbusFault.exception(.deviceBusy).leavesLineClean)
    for fault in [ModbusFault.timeout, .disconnected, .unreachable(.refused), .flawed(.unit)] {
      #expect(!fault.leavesLineClean)
    }
  }
}

extension Result where Success == [UInt16], Failure == ModbusFault {
  fileprivate var isFlawed: Bool {
    if case .failure(.flawed) = self { true } else { false }
  }
}
