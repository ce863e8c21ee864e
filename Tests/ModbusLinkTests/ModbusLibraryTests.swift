import Testing

@testable import ModbusLink

@Suite("The libmodbus in use")
struct ModbusLibraryTests {
  @Test("the library of this machine will do")
  func here() { #expect(ModbusLibrary.problem == nil) }

  @Test(
    "only 3.1.6 and later will do",
    arguments: [
      (3, 1, 5, false), (3, 0, 8, false), (3, 1, 6, true), (3, 1, 12, true), (4, 0, 0, true),
    ]
      as [(UInt32, UInt32, UInt32, Bool)])
  func versions(major: UInt32, minor: UInt32, micro: UInt32, isEnough: Bool) {
    #expect((ModbusLibrary.problem(of: (major, minor, micro)) == nil) == isEnough)
  }

  @Test("a library that is too old is named, with what to do")
  func words() {
    #expect(
      ModbusLibrary.problem(of: (3, 0, 6))
        == "libmodbus 3.0.6 is too old: hallwatch needs 3.1.6 or later (apt-get install libmodbus5)"
    )
  }
}
