import DeviceProfiles
import Readings
import Registers
import Testing

@Suite("The decoder")
struct DeviceDecoderTests {
  @Test("a number is raw times scale plus offset, in decimals where the scale is decimal")
  func scaling() {
    let tenth = point(.i16, .number(Scaling(scale: 0.1)))
    #expect(decode(tenth, [3]) == .value(.number(0.3)))
    #expect(decode(tenth, [0xFF33]) == .value(.number(-20.5)))
    let fahrenheit = point(.u16, .number(Scaling(scale: 5.0 / 9, offset: -160.0 / 9)))
    #expect(decode(fahrenheit, [212]) == .value(.number(100)))
    let offset = point(.u32, .number(Scaling(scale: 1, offset: -2e9)))
    #expect(decode(offset, [0x7735, 0x9401]) == .value(.number(1)))
  }

  @Test("every type reads its width, sign and word order")
  func types() {
    let big = RegisterEncoding.WordOrder.big
    let rows: [(RegisterEncoding.ValueType, RegisterEncoding.WordOrder, [UInt16], Double)] = [
      (.u16, big, [0xFFFE], 65534), (.i16, big, [0xFFFE], -2),
      (.u32, big, [1, 2], 65538), (.u32, .little, [2, 1], 65538),
      (.i32, big, [0xFFFF, 0xFFFE], -2), (.i32, .little, [0xFFFE, 0xFFFF], -2),
      (.u64, big, [0, 1, 0, 0], 4_294_967_296), (.u64, .little, [0, 0, 1, 0], 4_294_967_296),
      (.u64, big, [0x8000, 0, 0, 0], 9_223_372_036_854_775_808),
      (.i64, big, [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFE], -2),
      (.f32, big, [0x42F6, 0xE979], 123.456),
      (.f32, .little, [0xE979, 0x42F6], 123.456),
      (.f64, big, [0x405E, 0xDD2F, 0x1A9F, 0xBE77], 123.456),
    ]
    for (type, order, words, value) in rows {
      var one = point(type, .number(Scaling()))
      one.encoding.wordOrder = order
      #expect(decode(one, words) == .value(.number(value)), "\(type) \(order)")
    }
    var swapped = point(.u32, .number(Scaling()))
    swapped.encoding.byteOrder = .little
    #expect(decode(swapped, [0x0100, 0x0200]) == .value(.number(65538)))
  }

  @Test("sentinels are about the raw value, before scale and meaning")
  func sentinels() {
    var one = point(.i16, .number(Scaling(scale: 0.1)))
    one.sentinels = [
      .value(-2000, .notFitted), .band(32760...32767, .notAvailable), .allOnes(.deviceFailure),
    ]
    #expect(decode(one, [0xF830]) == .none(.notFitted))
    #expect(decode(one, [0x7FF8]) == .none(.notAvailable))
    #expect(decode(one, [0x7FFF]) == .none(.notAvailable))
    #expect(decode(one, [0xFFFF]) == .none(.deviceFailure))
    #expect(decode(one, [0x7FF7]) == .value(.number(3275.9)))
  }

  @Test("all ones is as wide as the type, or as the field")
  func allOnes() {
    for (type, words) in [
      (RegisterEncoding.ValueType.u16, [UInt16.max]), (.i16, [.max]), (.u32, [.max, .max]),
      (.i32, [.max, .max]), (.u64, [.max, .max, .max, .max]), (.i64, [.max, .max, .max, .max]),
    ] {
      var one = point(type, .number(Scaling()))
      one.sentinels = [.allOnes(.notAvailable)]
      #expect(decode(one, words) == .none(.notAvailable), "\(type)")
      #expect(decode(one, words.dropLast() + [0xFFFE]) != .none(.notAvailable), "\(type)")
    }
    var nibble = point(.u16, .number(Scaling()))
    nibble.field = BitField(shift: 8, width: 4)
    nibble.sentinels = [.allOnes(.notFitted)]
    #expect(decode(nibble, [0x0F00]) == .none(.notFitted))
    #expect(decode(nibble, [0xF7FF]) == .value(.number(7)))
  }

  @Test("a float that is no number gives no value, whatever the profile says")
  func notANumber() {
    let one = point(.f32, .number(Scaling()))
    for words: [UInt16] in [[0x7FC0, 0], [0x7F80, 0], [0xFF80, 0], [0xFFFF, 0xFFFF]] {
      #expect(decode(one, words) == .none(.notAvailable))
    }
    let wide = point(.f64, .number(Scaling()))
    #expect(decode(wide, [0x7FF8, 0, 0, 0]) == .none(.notAvailable))
  }

  @Test("a float has sentinels by value")
  func floatSentinels() {
    var one = point(.f32, .number(Scaling(scale: 2)))
    one.sentinels = [.value(-9999, .notAvailable)]
    #expect(decode(one, [0xC61C, 0x3C00]) == .none(.notAvailable))
  }

  @Test("a value that would not be finite is no value")
  func finite() {
    let one = point(.f64, .number(Scaling(scale: 1e300)))
    #expect(decode(one, [0x7FEF, 0xFFFF, 0xFFFF, 0xFFFF]) == .none(.notAvailable))
  }

  @Test("a value outside the plausible range is over or under range")
  func plausible() {
    var one = point(.i16, .number(Scaling(scale: 0.1)))
    one.plausible = -40...80
    #expect(decode(one, [800]) == .value(.number(80)))
    #expect(decode(one, [801]) == .none(.overRange))
    #expect(decode(one, [UInt16(bitPattern: -401)]) == .none(.underRange))
  }

  @Test("a state is its place in the list; a number that is not in it is unknown")
  func states() {
    let list = [
      StateName(raw: 8, name: "d"), StateName(raw: 1, name: "a"), StateName(raw: -1, name: "z"),
      StateName(raw: 32, name: "f"),
    ]
    let one = point(.i16, .states(list))
    #expect(decode(one, [8]) == .value(.state(0)))
    #expect(decode(one, [1]) == .value(.state(1)))
    #expect(decode(one, [0xFFFF]) == .value(.state(2)))
    #expect(decode(one, [32]) == .value(.state(3)))
    for raw: UInt16 in [0, 2, 9, 33, 0x8000] {
      #expect(decode(one, [raw]) == .none(.unknownState))
    }
  }

  @Test("flags are the named bits only")
  func flags() {
    let one = point(.bits, .flags([FlagName(bit: 0, name: "a"), FlagName(bit: 15, name: "b")]))
    #expect(decode(one, [0xFFFF]) == .value(.flags(0x8001)))
    #expect(decode(one, [0x7FFE]) == .value(.flags(0)))
    let wide = point(.u32, .flags([FlagName(bit: 16, name: "a")]))
    #expect(decode(wide, [1, 0]) == .value(.flags(0x10000)))
  }

  @Test("a flag is a bit, a word that is not zero, or one bit of a word; it may be inverted")
  func flag() {
    var coil = point(.bool, .flag(inverted: false))
    coil.table = .coil
    #expect(decode(coil, [1]) == .value(.flag(true)))
    coil.meaning = .flag(inverted: true)
    #expect(decode(coil, [1]) == .value(.flag(false)))
    #expect(decode(coil, [0]) == .value(.flag(true)))
    let word = point(.bool, .flag(inverted: false))
    #expect(decode(word, [0x0100]) == .value(.flag(true)))
    var bit = word
    bit.field = BitField(shift: 3, width: 1)
    #expect(decode(bit, [0xFFF7]) == .value(.flag(false)))
    #expect(decode(bit, [0x0008]) == .value(.flag(true)))
  }

  @Test("four codes in a word are four values")
  func packedCodes() {
    let codes = [1, 2, 3].map { StateName(raw: $0, name: "code_\($0)") }
    let points = [12, 8, 4, 0].map { shift in
      var one = point(.u16, .states(codes))
      one.name = "at_\(shift)"
      one.field = BitField(shift: shift, width: 4)
      one.sentinels = [.value(15, .notFitted)]
      return one
    }
    let outcomes = decodeAll(
      points, [RegisterBlock(span: span(.holdingRegister, 0, 1), words: [0x31F7])])
    #expect(
      outcomes == [
        .value(.state(2)), .value(.state(0)), .none(.notFitted), .none(.unknownState),
      ])
  }

  @Test("a text loses padding and control characters and is never empty")
  func text() {
    let rows: [([UInt8], Reading.Outcome)] = [
      (Array("AB12  ".utf8), .value(.text("AB12"))),
      ([0x41, 0x42, 0, 0x43, 0x44, 0x45], .value(.text("AB"))),
      ([0x41, 0x07, 0x42, 0x0A, 0x43, 0x7F], .value(.text("ABC"))),
      ([0x20, 0x20, 0x20, 0x20, 0x20, 0x20], .none(.notAvailable)),
      ([0, 0, 0, 0, 0, 0], .none(.notAvailable)),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .none(.notAvailable)),
      ([0x41, 0xFF, 0x42, 0x20, 0x20, 0x20], .value(.text("A\u{FFFD}B"))),
      (Array("温度".utf8), .value(.text("温度"))),
    ]
    for (bytes, expected) in rows {
      let words = stride(from: 0, to: 6, by: 2).map {
        UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
      }
      #expect(decode(point(.ascii(count: 6), .text), words) == expected)
    }
    #expect(
      decode(point(.ascii(count: 3), .text), [0x4142, 0x4358]) == .value(.text("ABC")),
      "an odd count leaves the last byte away")
  }
}

/// A point at holding register 0.
func point(_ type: RegisterEncoding.ValueType, _ meaning: PointMeaning) -> PointDefinition {
  PointDefinition(
    name: "value", table: .holdingRegister, address: 0, encoding: RegisterEncoding(type),
    meaning: meaning)
}

func span(_ table: RegisterTable, _ start: UInt16, _ count: Int) -> RegisterSpan {
  RegisterSpan(table: table, start: start, count: count)!
}

func profile(_ points: [PointDefinition]) -> DeviceProfile {
  DeviceProfile(name: "test", deviceClass: .other, title: "Test", points: points)
}

/// What a point at the start of its block says.
func decode(_ point: PointDefinition, _ words: [UInt16]) -> Reading.Outcome? {
  let block = RegisterBlock(
    span: span(point.table, point.address, words.count), words: words)
  return decodeAll([point], [block])[0]
}

/// What points say after blocks came, in their order; nil for a point that was in no block.
func decodeAll(_ points: [PointDefinition], _ blocks: [RegisterBlock]) -> [Reading.Outcome?] {
  var decoder = DeviceDecoder(profile: profile(points))
  var outcomes = [Reading.Outcome?](repeating: nil, count: points.count)
  for block in blocks { decoder.decode(block) { outcomes[$0] = $1 } }
  return outcomes
}
