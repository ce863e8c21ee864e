import DeviceProfiles
import Readings
import Registers
import Testing

@Suite("Points that depend on others")
struct DependentPointTests {
  private let unit = PointDefinition(
    name: "unit", table: .holdingRegister, address: 1, encoding: RegisterEncoding(.u16),
    meaning: .states([StateName(raw: 0, name: "meters"), StateName(raw: 1, name: "feet")]))
  private let distance = PointDefinition(
    name: "distance", table: .holdingRegister, address: 0, encoding: RegisterEncoding(.u16),
    meaning: .number(
      Scaling(factor: .byRawValue(point: "unit", factors: [0: 1, 1: 0.3048]))))

  private func block(_ start: UInt16, _ words: [UInt16]) -> RegisterBlock {
    RegisterBlock(span: span(.holdingRegister, start, words.count), words: words)
  }

  @Test("a factor is taken from the same answer, wherever it stands in it")
  func sameAnswer() {
    #expect(decodeAll([distance, unit], [block(0, [100, 0])])[0] == .value(.number(100)))
    #expect(decodeAll([distance, unit], [block(0, [100, 1])])[0] == .value(.number(30.48)))
  }

  @Test("without the factor ever read there is no value")
  func neverRead() {
    let outcome = decodeAll([distance, unit], [block(0, [100])])[0]
    #expect(outcome == .none(.waitingForInitialData))
  }

  @Test("a factor of an answer before is remembered, until the decoder forgets")
  func remembered() {
    var decoder = DeviceDecoder(profile: profile([distance, unit]))
    var last: Reading.Outcome?
    decoder.decode(block(1, [1])) { _, _ in }
    decoder.decode(block(0, [100])) { if $0 == 0 { last = $1 } }
    #expect(last == .value(.number(30.48)))
    decoder.forget()
    decoder.decode(block(0, [100])) { if $0 == 0 { last = $1 } }
    #expect(last == .none(.waitingForInitialData))
  }

  @Test("a copy of a decoder remembers for itself")
  func copies() {
    var first = DeviceDecoder(profile: profile([distance, unit]))
    var second = first
    var last: Reading.Outcome?
    first.decode(block(1, [1])) { _, _ in }
    second.decode(block(0, [100])) { _, outcome in last = outcome }
    #expect(last == .none(.waitingForInitialData))
  }

  @Test("a factor that nobody knows gives no value, and unlearns the one before")
  func unknownFactor() {
    let blocks = [block(0, [100, 1]), block(0, [100, 7])]
    #expect(decodeAll([distance, unit], blocks)[0] == .none(.unknownState))
  }

  @Test("a sentinel in the factor is the reason why there is no value")
  func sentinelFactor() {
    var unit = unit
    unit.sentinels = [.value(0xFFFF, .notFitted)]
    #expect(decodeAll([distance, unit], [block(0, [100, 0xFFFF])])[0] == .none(.notFitted))
  }

  @Test("a SunSpec exponent is a power of ten; its sentinel and wild exponents give no value")
  func powerOfTen() {
    var exponent = unit
    exponent.encoding = RegisterEncoding(.i16)
    exponent.meaning = .number(Scaling())
    exponent.sentinels = [.value(-32768, .notAvailable)]
    var power = distance
    power.meaning = .number(Scaling(factor: .powerOfTen(point: "unit")))
    let rows: [(UInt16, Reading.Outcome)] = [
      (0, .value(.number(2301))), (UInt16(bitPattern: -1), .value(.number(230.1))),
      (2, .value(.number(230_100))), (0x8000, .none(.notAvailable)), (99, .none(.notAvailable)),
    ]
    for (raw, expected) in rows {
      #expect(decodeAll([power, exponent], [block(0, [2301, raw])])[0] == expected)
    }
  }

  @Test("obscuration per foot is compounded to obscuration per metre")
  func compounded() throws {
    var share = distance
    share.meaning = .number(
      Scaling(
        scale: 0.001,
        factor: .compoundedByRawValue(point: "unit", exponents: [0: 1, 1: 1 / 0.3048])))
    #expect(decodeAll([share, unit], [block(0, [62, 0])])[0] == .value(.number(0.062)))
    let outcome = decodeAll([share, unit], [block(0, [62, 1])])[0]
    guard case .value(.number(let perMetre))? = outcome else {
      Issue.record("no number: \(String(describing: outcome))")
      return
    }
    // 1 - 0.938^(1 / 0.3048)
    #expect(abs(perMetre - 0.18940865334) < 1e-9)
    #expect(decodeAll([share, unit], [block(0, [1001, 1])])[0] == .none(.overRange))
  }

  @Test("a condition that does not hold makes the value not applicable")
  func condition() {
    let status = PointDefinition(
      name: "status", table: .holdingRegister, address: 1, encoding: RegisterEncoding(.bits),
      meaning: .flags([FlagName(bit: 0, name: "leak")]))
    var value = distance
    value.meaning = .number(Scaling())
    value.validWhile = [PointCondition(point: "status", extraction: .bit(0))]
    #expect(decodeAll([value, status], [block(0, [7, 1])])[0] == .value(.number(7)))
    #expect(decodeAll([value, status], [block(0, [7, 2])])[0] == .none(.notApplicable))
    #expect(decodeAll([value, status], [block(0, [7])])[0] == .none(.waitingForInitialData))
  }

  @Test("a condition may be a state, a flag or a number that differs from zero")
  func conditionKinds() {
    var value = distance
    value.meaning = .number(Scaling())
    value.validWhile = [PointCondition(point: "unit", extraction: .states([1]))]
    #expect(decodeAll([value, unit], [block(0, [7, 1])])[0] == .value(.number(7)))
    #expect(decodeAll([value, unit], [block(0, [7, 0])])[0] == .none(.notApplicable))
    #expect(decodeAll([value, unit], [block(0, [7, 9])])[0] == .none(.unknownState))
    var number = unit
    number.meaning = .number(Scaling())
    value.validWhile = [PointCondition(point: "unit", extraction: .nonZero)]
    #expect(decodeAll([value, number], [block(0, [7, 9])])[0] == .value(.number(7)))
    #expect(decodeAll([value, number], [block(0, [7, 0])])[0] == .none(.notApplicable))
  }

  @Test("only points that lie wholly in the block are emitted, in any table")
  func wholePointsOnly() {
    var long = distance
    long.name = "long"
    long.address = 2
    long.encoding = RegisterEncoding(.u32)
    long.meaning = .number(Scaling())
    var other = unit
    other.name = "other"
    other.table = .inputRegister
    #expect(
      decodeAll([long, unit, other], [block(0, [1, 0, 5])]) == [nil, .value(.state(0)), nil])
    #expect(decodeAll([long, unit, other], [block(2, [0, 5])])[0] == .value(.number(5)))
  }
}
