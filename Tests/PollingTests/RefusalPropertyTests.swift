import DeviceProfiles
import Polling
import Readings
import Registers
import TestSupport
import Testing

/// Random devices with addresses they do not have, under random contracts.
@Suite("A device with holes in its map")
struct RefusalPropertyTests {
  @Test("gives everything it has and loses nothing else, within a few cycles", arguments: 1...40)
  func converges(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let multiple = Int.random(in: 1...3, using: &generator)
    let contract = ReadContract(
      maximumRegisters: Int.random(in: 8...60, using: &generator),
      maximumHole: Int.random(in: 0...8, using: &generator), startMultiple: multiple)
    let items = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
      words(Int.random(in: 0..<90, using: &generator), Int.random(in: 1...4, using: &generator))
    }
    let bad = Set(
      (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        Int.random(in: 0..<94, using: &generator)
      })
    let longest = Int.random(in: 6...60, using: &generator)
    let bench = Bench(
      lines: [Sites.tcpLine()], devices: [Sites.device(contract: contract, items: items)])
    bench.respond = { ask in
      let span = ask.request.span
      let isRefused = !bad.isDisjoint(with: span.addresses) || span.count > longest
      return [.frame(isRefused ? ask.exception(.illegalDataAddress) : ask.answer, after: .zero)]
    }
    bench.run(until: .milliseconds(39_500))
    let before = bench.delivered[0].count
    bench.run(until: .milliseconds(40_500))
    let got = bench.delivered[0].dropFirst(before).map(\.block.span)
    for item in items {
      let start = Int(item.start) / multiple * multiple
      let isThere = bad.isDisjoint(with: start..<item.end)
      #expect(got.contains { $0.contains(item) } == isThere, "\(item)")
      #expect(bench.refused[0].contains { $0.span == item } == !isThere, "\(item)")
    }
    #expect(bench.ended[0].last?.outcome.failedRequests == (got.isEmpty ? 1 : 0))
    #expect(bench.wrong.isEmpty)
  }
}
