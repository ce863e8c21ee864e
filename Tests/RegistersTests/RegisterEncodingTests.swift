import Registers
import TestSupport
import Testing

@Suite("A register encoding")
struct RegisterEncodingTests {
  typealias Encoding = RegisterEncoding

  static let types: [Encoding.ValueType] = [
    .u16, .i16, .u32, .i32, .u64, .i64, .f32, .f64, .bool, .bits, .ascii(count: 1),
    .ascii(count: 7), .ascii(count: 8), .ascii(count: 250),
  ]

  static let all: [Encoding] = types.flatMap { type in
    Encoding.WordOrder.allCases.flatMap { words in
      Encoding.ByteOrder.allCases.map { Encoding(type, wordOrder: words, byteOrder: $0) }
    }
  }

  private func values(
    of type: Encoding.ValueType, _ generator: inout SeededGenerator
  ) -> [RawValue] {
    let random = (0..<20).map { _ in generator.next() }
    return switch type {
    case .u16, .bits:
      ([0, 1, 0x7FFF, 0x8000, 0xFFFF] + random.map { $0 & 0xFFFF }).map { .unsigned($0) }
    case .u32: ([0, 0x8000_0000, 0xFFFF_FFFF] + random.map { $0 >> 32 }).map { .unsigned($0) }
    case .u64: ([0, 1 << 63, .max] + random).map { .unsigned($0) }
    case .i16:
      ([0, -1, -32768, 32767] + random.map { Int64(Int16(truncatingIfNeeded: $0)) }).map {
        .signed($0)
      }
    case .i32:
      ([0, -1, Int64(Int32.min), Int64(Int32.max)]
        + random.map { Int64(Int32(truncatingIfNeeded: $0)) })
        .map { .signed($0) }
    case .i64: ([0, -1, .min, .max] + random.map { Int64(bitPattern: $0) }).map { .signed($0) }
    case .f32:
      ([0, 1.5, -2.5e3, .infinity, Double(Float.leastNonzeroMagnitude)]
        + random.map { Double(Float(Double($0) / 1e5)) }).map { .real($0) }
    case .f64: ([0, 0.1, -1e300, .infinity] + random.map { Double($0) / 3 }).map { .real($0) }
    case .bool: [.bit(true), .bit(false)]
    case .ascii(let count):
      [
        .text(
          Array("ABCDEFGHIJ".utf8.prefix(count)) + Array(repeating: 32, count: max(0, count - 10)))
      ]
    }
  }

  @Test("gives back what was put in, in every type and order", arguments: all)
  func roundTrip(encoding: Encoding) throws {
    var generator = SeededGenerator(seed: 5)
    for value in values(of: encoding.type, &generator) {
      let words = try #require(encoding.encode(value))
      #expect(words.count == encoding.registerCount)
      #expect(encoding.decode(words[...]) == value)
      // Also from the middle of a block.
      #expect(encoding.decode(([9, 9] + words + [9])[2..<2 + words.count]) == value)
    }
  }

  /// 0x12345678 in the four orders that data sheets call ABCD, CDAB, BADC and DCBA.
  @Test("knows the four orders of two words")
  func orders() {
    func words(_ word: Encoding.WordOrder, _ byte: Encoding.ByteOrder) -> [UInt16]? {
      Encoding(.u32, wordOrder: word, byteOrder: byte).encode(.unsigned(0x1234_5678))
    }
    #expect(words(.big, .big) == [0x1234, 0x5678])
    #expect(words(.little, .big) == [0x5678, 0x1234])
    #expect(words(.big, .little) == [0x3412, 0x7856])
    #expect(words(.little, .little) == [0x7856, 0x3412])
  }

  @Test("decodes 123456.0 as the number it is, not word-swapped")
  func float() {
    #expect(Encoding(.f32).decode([0x47F1, 0x2000]) == .real(123_456))
    #expect(Encoding(.f32, wordOrder: .little).decode([0x2000, 0x47F1]) == .real(123_456))
    #expect(Encoding(.f64).decode([0x3FF0, 0, 0, 0]) == .real(1))
  }

  @Test("keeps not-a-number as such")
  func notANumber() {
    guard case .real(let number) = Encoding(.f32).decode([0x7FC0, 0]) else {
      Issue.record("not a real number")
      return
    }
    #expect(number.isNaN)
    #expect(Encoding(.f32).encode(.real(.nan)).map { Encoding(.f32).decode($0[...]) } != nil)
  }

  @Test("decodes text high byte first, and byte-swapped where the device does so")
  func text() {
    #expect(Encoding(.ascii(count: 3)).decode([0x4142, 0x4300]) == .text(Array("ABC".utf8)))
    #expect(
      Encoding(.ascii(count: 4), byteOrder: .little).decode([0x4241, 0x4443])
        == .text(Array("ABCD".utf8)))
    #expect(Encoding(.ascii(count: 3)).encode(.text([0x41])) == [0x4120, 0x2020])
  }

  @Test("does not encode what does not fit, nor another kind")
  func misfits() {
    #expect(Encoding(.u16).encode(.unsigned(65536)) == nil)
    #expect(Encoding(.i16).encode(.signed(-32769)) == nil)
    #expect(Encoding(.u32).encode(.unsigned(1 << 32)) == nil)
    #expect(Encoding(.i32).encode(.signed(1 << 31)) == nil)
    #expect(Encoding(.u16).encode(.signed(1)) == nil)
    #expect(Encoding(.f32).encode(.unsigned(1)) == nil)
    #expect(Encoding(.ascii(count: 2)).encode(.text([65, 66, 67])) == nil)
  }

  @Test("a finite number too large for 32 bits does not become infinite")
  func floatOverflow() {
    #expect(Encoding(.f32).encode(.real(1e300)) == nil)
    #expect(Encoding(.f32).encode(.real(-1e300)) == nil)
    #expect(Encoding(.f32).encode(.real(.infinity)) == [0x7F80, 0])
  }

  @Test("a set bit is 1 in a bit table, whatever the byte order")
  func boolOrder() {
    #expect(Encoding(.bool, byteOrder: .little).encode(.bit(true)) == [1])
    #expect(Encoding(.bool, byteOrder: .little).decode([0x0100]) == .bit(true))
  }

  @Test("names of types are read as they are written")
  func names() {
    for type in Self.types { #expect(Encoding.ValueType(name: type.description) == type) }
    for name in ["", "u8", "ascii", "ascii:", "ascii:0", "ascii:251", "ascii:x", "U16"] {
      #expect(Encoding.ValueType(name: name) == nil, "\(name)")
    }
  }
}
