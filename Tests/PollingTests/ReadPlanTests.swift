import DeviceProfiles
import Polling
import Registers
import Testing

@Suite("A read plan")
struct ReadPlanTests {
  private let tcp = ReadCost(medium: .tcp(host: "h", port: 502))
  private let serial = ReadCost(medium: .serial(SerialSettings(path: "p", baud: 9600)))

  @Test("reads 100 contiguous registers with one request, 150 with two")
  func contiguous() {
    let hundred = (0..<100).map { words($0) }
    #expect(ReadPlan.plan(items: hundred, contract: ReadContract(), cost: tcp) == [words(0, 100)])
    let more = (0..<50).map { words($0) } + (0..<50).map { words(50 + $0 * 2, 2) }
    #expect(ReadPlan.plan(items: more, contract: ReadContract(), cost: tcp).count == 2)
  }

  @Test("reads all bits of a word, and all points of one register, once")
  func sameRegister() {
    let items = Array(repeating: words(7), count: 16)
    #expect(ReadPlan.plan(items: items, contract: ReadContract(), cost: tcp) == [words(7)])
  }

  @Test("reaches to the largest end when a short item starts inside a longer one")
  func largestEnd() {
    let items = [words(0, 10), words(2), words(9, 1), words(10, 2), words(10)]
    #expect(ReadPlan.plan(items: items, contract: ReadContract(), cost: tcp) == [words(0, 12)])
  }

  @Test("never cuts an item, even at the ceiling")
  func neverCuts() {
    let items = (0..<50).map { words($0 * 4, 4) }
    let plan = ReadPlan.plan(
      items: items, contract: ReadContract(maximumRegisters: 10), cost: tcp)
    #expect(plan.count == 25)
    for item in items { #expect(plan.contains { $0.contains(item) }) }
  }

  @Test("keeps tables apart")
  func tables() {
    let items = [words(0), words(0, table: .inputRegister), bits(0), bits(1)]
    let plan = ReadPlan.plan(items: items, contract: ReadContract(), cost: tcp)
    #expect(plan == [bits(0, 2), words(0), words(0, table: .inputRegister)])
  }

  @Test("crosses no hole unless the contract and the line allow it")
  func holes() {
    let items = [words(0), words(4)]
    func plan(hole: Int, line: Int?) -> [RegisterSpan] {
      ReadPlan.plan(
        items: items, contract: ReadContract(maximumHole: hole), maximumHole: line, cost: tcp)
    }
    #expect(plan(hole: 0, line: nil) == items)
    #expect(plan(hole: 2, line: nil) == items)
    #expect(plan(hole: 3, line: nil) == [words(0, 5)])
    #expect(plan(hole: 3, line: 0) == items)
    #expect(plan(hole: 0, line: 9) == items)
  }

  @Test("crosses a hole on a slow bus only while that is cheaper than a request")
  func holeCost() {
    let contract = ReadContract(maximumHole: 120)
    let near = ReadPlan.plan(items: [words(0), words(5)], contract: contract, cost: serial)
    #expect(near == [words(0, 6)])
    let far = ReadPlan.plan(items: [words(0), words(100)], contract: contract, cost: serial)
    #expect(far == [words(0), words(100)])
    let farOnTCP = ReadPlan.plan(items: [words(0), words(100)], contract: contract, cost: tcp)
    #expect(farOnTCP == [words(0, 101)])
  }

  @Test("does not read across the edge of a fence")
  func fences() {
    let items = (0..<30).map { words($0) }
    let contract = ReadContract(fences: [words(0, 10), words(10, 10)])
    #expect(
      ReadPlan.plan(items: items, contract: contract, cost: tcp)
        == [words(0, 10), words(10, 10), words(20, 10)])
  }

  @Test("starts every request at a multiple the device accepts")
  func startMultiple() {
    let contract = ReadContract(startMultiple: 2)
    let plan = ReadPlan.plan(items: [words(3), words(9, 2)], contract: contract, cost: tcp)
    #expect(plan == [words(2, 2), words(8, 3)])
  }

  @Test("gives an item that breaks the contract a request of its own")
  func unreadable() {
    let contract = ReadContract(maximumRegisters: 4, fences: [words(100, 10)])
    let items = [words(0, 8), words(2), words(99, 2), words(101)]
    let plan = ReadPlan.plan(items: items, contract: contract, cost: tcp)
    #expect(plan == [words(0, 8), words(2), words(99, 2), words(101)])
  }

  @Test("does not read across what is known to be refused, unless an item needs it")
  func walls() {
    let contract = ReadContract(maximumHole: 10)
    let items = [words(0), words(2), words(4)]
    let plan = ReadPlan.plan(
      items: items, contract: contract, cost: tcp, avoiding: [words(1), words(4)])
    #expect(plan == [words(0), words(2, 3)])
  }

  @Test("is empty for no items")
  func empty() {
    #expect(ReadPlan.plan(items: [], contract: ReadContract(), cost: tcp).isEmpty)
  }

  @Test("reads the whole address space to its last register")
  func lastRegister() {
    let plan = ReadPlan.plan(
      items: [words(65534), words(65535)], contract: ReadContract(startMultiple: 4), cost: tcp)
    #expect(plan == [words(65532, 4)])
  }
}
