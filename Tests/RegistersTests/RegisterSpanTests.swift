import Registers
import Testing

@Suite("A register span")
struct RegisterSpanTests {
  @Test("stays within what one request can ask for and within the table")
  func bounds() {
    for table in RegisterTable.allCases {
      let most = table.maximumCount
      #expect(most == (table.holdsBits ? 2000 : 125))
      #expect(RegisterSpan(table: table, start: 0, count: most) != nil)
      #expect(RegisterSpan(table: table, start: 0, count: most + 1) == nil)
      #expect(RegisterSpan(table: table, start: 0, count: 0) == nil)
      #expect(RegisterSpan(table: table, start: 0, count: -1) == nil)
      #expect(RegisterSpan(table: table, start: 65535, count: 1)?.end == 65536)
      #expect(RegisterSpan(table: table, start: 65535, count: 2) == nil)
    }
  }

  @Test("contains what lies wholly inside it, in the same table")
  func contains() throws {
    let span = try #require(RegisterSpan(table: .holdingRegister, start: 10, count: 5))
    func other(_ table: RegisterTable, _ start: UInt16, _ count: Int) throws -> RegisterSpan {
      try #require(RegisterSpan(table: table, start: start, count: count))
    }
    #expect(span.contains(span))
    #expect(span.contains(try other(.holdingRegister, 14, 1)))
    #expect(!span.contains(try other(.holdingRegister, 14, 2)))
    #expect(!span.contains(try other(.holdingRegister, 9, 2)))
    #expect(!span.contains(try other(.inputRegister, 11, 1)))
  }

  @Test("is named as people say it")
  func description() {
    #expect(RegisterSpan(table: .coil, start: 7, count: 1)?.description == "coil 7")
    #expect(
      RegisterSpan(table: .discreteInput, start: 7, count: 3)?.description == "discrete 7-9")
  }

  @Test("table names are read as they are written")
  func names() {
    for table in RegisterTable.allCases { #expect(RegisterTable(name: table.name) == table) }
    #expect(RegisterTable(name: "40001") == nil)
  }

  @Test("a block gives the words of a part, and none of what it does not hold")
  func blockWords() throws {
    let span = try #require(RegisterSpan(table: .inputRegister, start: 100, count: 4))
    let block = RegisterBlock(span: span, words: [1, 2, 3, 4])
    let part = try #require(RegisterSpan(table: .inputRegister, start: 102, count: 2))
    #expect(block.words(of: part).map(Array.init) == [3, 4])
    let beyond = try #require(RegisterSpan(table: .inputRegister, start: 103, count: 2))
    #expect(block.words(of: beyond) == nil)
  }

  @Test("a block of another size than its span cannot be made")
  func blockSize() async {
    await #expect(processExitsWith: .failure) {
      if let span = RegisterSpan(table: .inputRegister, start: 0, count: 2) {
        _ = RegisterBlock(span: span, words: [1])
      }
    }
  }
}
