import Registers
import Testing

@Suite("A read request")
struct ReadRequestTests {
  private func request(
    _ table: RegisterTable, _ start: UInt16, _ count: Int, unit: UInt8 = 17
  ) throws -> ReadRequest {
    ReadRequest(
      unit: try #require(UnitID(rawValue: unit)),
      span: try #require(RegisterSpan(table: table, start: start, count: count)))
  }

  /// The examples of V1.1b3, clauses 6.1 to 6.4.
  @Test("has the data unit of the specification")
  func dataUnits() throws {
    #expect(try request(.coil, 19, 19).dataUnit == [1, 0x00, 0x13, 0x00, 0x13])
    #expect(try request(.discreteInput, 196, 22).dataUnit == [2, 0x00, 0xC4, 0x00, 0x16])
    #expect(try request(.holdingRegister, 107, 3).dataUnit == [3, 0x00, 0x6B, 0x00, 0x03])
    #expect(try request(.inputRegister, 8, 1).dataUnit == [4, 0x00, 0x08, 0x00, 0x01])
  }

  @Test("is framed for TCP and for serial lines")
  func frames() throws {
    let request = try request(.holdingRegister, 107, 3)
    #expect(
      request.frame(.tcp, transaction: 0x1234)
        == [0x12, 0x34, 0, 0, 0, 6, 0x11, 3, 0x00, 0x6B, 0x00, 0x03])
    #expect(
      request.frame(.rtu, transaction: 0x1234)
        == [0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87])
  }

  @Test("knows how long its answer is")
  func answers() throws {
    #expect(try request(.holdingRegister, 0, 125).answerByteCount == 250)
    #expect(try request(.coil, 0, 1).answerByteCount == 1)
    #expect(try request(.coil, 0, 8).answerByteCount == 1)
    #expect(try request(.coil, 0, 9).answerByteCount == 2)
    #expect(try request(.discreteInput, 0, 2000).answerDataUnitByteCount == 252)
  }

  @Test("can express functions 1 to 4, 17 and the identification of 43, and no other")
  func onlyReads() {
    #expect(
      FunctionCode.allCases.map(\.opening) == [[1], [2], [3], [4], [17], [43, 14]])
    #expect(RegisterTable.allCases.map(\.functionCode.rawValue) == [1, 2, 3, 4])
  }

  @Test("addresses units 0 to 247 and 255")
  func units() {
    let units = (0...255).compactMap { UnitID(rawValue: UInt8($0))?.rawValue }
    #expect(units == Array(0...247) + [255])
    #expect(UnitID.direct.rawValue == 255)
  }
}
