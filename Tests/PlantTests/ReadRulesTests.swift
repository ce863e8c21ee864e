import DeviceProfiles
import Readings
import Registers
import Testing

@testable import Plant

@Suite("What a device answers and refuses")
struct ReadRulesTests {
  /// Points at 0, 1 (two registers), 10 and 40.
  static func rules(_ contract: ReadContract) -> ReadRules {
    let points = [
      TestDevices.number("a", "air_temperature_celsius", address: 0),
      TestDevices.number("b", "air_pressure_pascals", address: 1, type: .u32),
      TestDevices.number("c", "air_pressure_pascals", address: 10),
      TestDevices.number("d", "air_pressure_pascals", address: 40),
    ]
    var profile = TestDevices.profile(.environment, points)
    profile.contract = contract
    return ReadRules(profile)
  }

  static let strict = rules(ReadContract(maximumRegisters: 20))
  static let lenient = rules(ReadContract(maximumRegisters: 50, maximumHole: 10))

  @Test(
    "without holes only defined addresses are answered",
    arguments: [
      (0, 1, nil), (0, 3, nil), (1, 2, nil), (10, 1, nil),
      (3, 1, ExceptionCode.illegalDataAddress), (0, 4, .illegalDataAddress),
      (0, 11, .illegalDataAddress), (9, 2, .illegalDataAddress), (50, 1, .illegalDataAddress),
      (0, 21, .illegalDataValue), (0, 0, .illegalDataValue), (0, 126, .illegalDataValue),
      (65535, 2, .illegalDataAddress),
    ] as [(UInt16, Int, ExceptionCode?)])
  func strict(start: UInt16, count: Int, expected: ExceptionCode?) {
    #expect(Self.strict.refusal(table: .holdingRegister, start: start, count: count) == expected)
  }

  @Test(
    "where holes read as zero, narrow ones are answered and wide ones refused",
    arguments: [
      (0, 11, nil), (0, 13, nil), (10, 5, nil),
      (3, 1, ExceptionCode.illegalDataAddress), (10, 31, .illegalDataAddress),
    ] as [(UInt16, Int, ExceptionCode?)])
  func lenient(start: UInt16, count: Int, expected: ExceptionCode?) {
    #expect(Self.lenient.refusal(table: .holdingRegister, start: start, count: count) == expected)
  }

  @Test("a request that leaves its fence is refused")
  func fences() {
    let fence = RegisterSpan(table: .holdingRegister, start: 0, count: 3)!
    let rules = Self.rules(
      ReadContract(maximumRegisters: 50, maximumHole: 20, fences: [fence]))
    #expect(rules.refusal(table: .holdingRegister, start: 0, count: 3) == nil)
    #expect(rules.refusal(table: .holdingRegister, start: 0, count: 11) == .illegalDataAddress)
    #expect(rules.refusal(table: .holdingRegister, start: 10, count: 1) == nil)
  }

  @Test("a device that wants even addresses refuses odd ones")
  func startMultiple() {
    let rules = Self.rules(ReadContract(startMultiple: 2))
    #expect(rules.refusal(table: .holdingRegister, start: 0, count: 2) == nil)
    #expect(rules.refusal(table: .holdingRegister, start: 1, count: 2) == .illegalDataValue)
  }

  @Test("a table without points is refused")
  func emptyTable() {
    #expect(
      Self.strict.refusal(table: .inputRegister, start: 0, count: 1) == .illegalDataAddress)
  }
}
