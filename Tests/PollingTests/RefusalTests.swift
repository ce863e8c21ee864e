import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("A device that refuses")
struct RefusalTests {
  /// A device of 20 items that refuses every request that touches one of these addresses.
  private func bench(
    refusing bad: Set<Int>, code: ExceptionCode = .illegalDataAddress,
    contract: ReadContract = ReadContract(), items: [RegisterSpan] = (0..<20).map { words($0) }
  ) -> Bench {
    let bench = Bench(
      lines: [Sites.tcpLine()], devices: [Sites.device(contract: contract, items: items)])
    bench.respond = { ask in
      let isBad = !bad.isDisjoint(with: ask.request.span.addresses)
      return [.frame(isBad ? ask.exception(code) : ask.answer, after: .milliseconds(2))]
    }
    return bench
  }

  private func read(_ bench: Bench, cycleAt second: Int) -> [String] {
    bench.sent[0].filter {
      $0.at >= .origin + .seconds(second) && $0.at < .origin + .seconds(second + 1)
    }.map(\.ask.request.span.description)
  }

  @Test(
    "loses only the registers that it does not have", arguments: [1, 2, 3] as [UInt8])
  func bisects(code: UInt8) {
    let code = ExceptionCode(rawValue: code)
    let bench = bench(refusing: [5, 13], code: code)
    bench.run(until: .milliseconds(900))
    #expect(bench.refused[0].map(\.span) == [words(5), words(13)])
    #expect(bench.refused[0].allSatisfy { $0.code == code })
    let got = Set(bench.delivered[0].flatMap { Array($0.block.span.addresses) })
    #expect(got == Set(0..<20).subtracting([5, 13]))
    let outcome = bench.ended[0][0].outcome
    #expect(outcome.fault == .exception(code))
    #expect(outcome.failedRequests == 2)
    #expect(outcome.goodRequests > 0)
    bench.run(until: .milliseconds(1900))
    #expect(read(bench, cycleAt: 1) == ["holding 0-4", "holding 6-12", "holding 14-19"])
    #expect(bench.ended[0][1].outcome.fault == nil)
    #expect(bench.status().state == .idle)
    #expect(bench.opens[0].count == 1)
  }

  @Test("is asked again after a time for what it refused, and forgiven when it has it")
  func probation() {
    let bench = bench(refusing: [5])
    bench.at(.seconds(70)) { bench in
      bench.respond = { [.frame($0.answer, after: .milliseconds(2))] }
    }
    bench.run(until: .milliseconds(69_500))
    // First doubled probation: refused at 0 s, tried at 60 s, next at 180 s.
    #expect(bench.refused[0].count == 2)
    bench.run(until: .milliseconds(185_500))
    #expect(bench.poller.learnedLimits(of: DeviceIndex(rawValue: 0)) == nil)
    #expect(read(bench, cycleAt: 184) == ["holding 0-19"])
  }

  @Test("is asked for refused registers ever more rarely, but for ever")
  func neverForgotten() {
    let bench = bench(refusing: [5])
    bench.run(until: .seconds(6 * 3600))
    let times = bench.refused[0].map { Int($0.at.since(.origin).seconds) }
    #expect((11...14).contains(times.count))
    #expect(zip(times.dropFirst(), times).allSatisfy { $0 - $1 <= 3601 })
    #expect(bench.ended[0].dropFirst().allSatisfy { $0.outcome.goodRequests >= 2 })
  }

  @Test("once by mistake loses nothing: a refusal is believed when it is repeated")
  func singleRefusal() {
    for serial in 1...3 {
      let bench = bench(refusing: [])
      bench.respond = {
        [.frame($0.serial == serial ? $0.exception(.illegalDataValue) : $0.answer, after: .zero)]
      }
      bench.run(until: .milliseconds(5500))
      #expect(bench.refused[0].isEmpty)
      #expect(bench.poller.learnedLimits(of: DeviceIndex(rawValue: 0)) == nil)
      #expect(bench.ended[0].allSatisfy { $0.outcome.fault == nil })
    }
  }

  @Test(
    "what is read once is asked for again when the device was unable to give it just then",
    arguments: [4, 7, 6, 8, 200] as [UInt8])
  func onceAgain(code: UInt8) {
    var device = Sites.device()
    device.items = [
      PolledItem(span: words(0), pace: .normal), PolledItem(span: words(200), pace: .once),
    ]
    let bench = Bench(lines: [Sites.tcpLine()], devices: [device])
    bench.respond = { ask in
      let isBad = ask.request.span == words(200)
      return [
        .frame(isBad ? ask.exception(ExceptionCode(rawValue: code)) : ask.answer, after: .zero)
      ]
    }
    bench.at(.seconds(5)) { $0.respond = { [.frame($0.answer, after: .zero)] } }
    bench.run(until: .seconds(30))
    #expect(bench.delivered[0].contains { $0.block.span == words(200) })
    // It was not asked for in every cycle meanwhile, and not again once it was given.
    #expect(bench.sent[0].filter { $0.ask.request.span == words(200) }.count < 16)
    bench.run(until: .seconds(90))
    let last = bench.sent[0].last { $0.ask.request.span == words(200) }
    #expect(last.map { $0.at < .origin + .seconds(30) } == true)
  }

  @Test("a hole is not read across again, and tried again later")
  func badHole() {
    let bench = bench(
      refusing: [3], contract: ReadContract(maximumHole: 8), items: [words(0), words(6), words(7)])
    bench.run(until: .milliseconds(1900))
    #expect(bench.refused[0].isEmpty)
    #expect(read(bench, cycleAt: 1) == ["holding 0", "holding 6-7"])
    bench.at(.seconds(50)) { $0.respond = { [.frame($0.answer, after: .zero)] } }
    bench.run(until: .milliseconds(65_000))
    #expect(read(bench, cycleAt: 64) == ["holding 0-7"])
  }

  @Test("long requests is asked for shorter ones")
  func maximum() {
    let bench = bench(refusing: [], items: (0..<100).map { words($0) })
    bench.respond = {
      let isLong = $0.request.span.count > 50
      return [.frame(isLong ? $0.exception(.illegalDataValue) : $0.answer, after: .zero)]
    }
    bench.run(until: .milliseconds(1900))
    #expect(bench.refused[0].isEmpty)
    #expect(read(bench, cycleAt: 1) == ["holding 0-49", "holding 50-99"])
  }

  @Test("finds the bad ones of 500 bits without taking the line for itself")
  func manyBits() {
    let bench = bench(
      refusing: [3, 77, 300, 499], items: (0..<500).map { bits($0) })
    bench.run(until: .milliseconds(10_500))
    #expect(bench.refused[0].map(\.span) == [bits(3), bits(77), bits(300), bits(499)])
    let perCycle = (0..<10).map { read(bench, cycleAt: $0).count }
    #expect(perCycle.allSatisfy { $0 <= 40 })
    #expect(perCycle.last == 4)
  }

  @Test("an item inside a refused one is still read")
  func nested() {
    let bench = bench(refusing: [3], items: [words(0, 4), words(1), words(8)])
    bench.run(until: .milliseconds(1900))
    #expect(bench.refused[0].map(\.span) == [words(0, 4)])
    #expect(read(bench, cycleAt: 1) == ["holding 1", "holding 8"])
  }

  @Test("everything is down, but its line is well")
  func refusesAll() {
    let bench = bench(refusing: Set(0..<20), code: .illegalFunction)
    bench.run(until: .milliseconds(9500))
    #expect(Set(bench.refused[0].map(\.span)).count == 20)
    #expect(bench.ended[0].count == 10)
    #expect(bench.ended[0].allSatisfy { $0.outcome.goodRequests == 0 })
    #expect(bench.ended[0].last?.outcome.fault == .exception(.illegalFunction))
    #expect(bench.closes[0].isEmpty)
  }

  @Test("everything for a while is read again with the first cycle after, without probation")
  func refusesAllForAWhile() {
    let bench = bench(refusing: [])
    let refusing = self.bench(refusing: Set(0..<20)).respond
    let giving = bench.respond
    bench.at(.milliseconds(2500)) { $0.respond = refusing }
    bench.at(.milliseconds(300_500)) { $0.respond = giving }
    bench.run(until: .milliseconds(301_900))
    #expect(bench.ended[0].last?.outcome.goodRequests == 20)
    #expect(bench.poller.learnedLimits(of: DeviceIndex(rawValue: 0)) == nil)
  }

  @Test("because it failed is told of, and the rest of the cycle goes on", arguments: [4, 8])
  func failure(code: UInt8) {
    let code = ExceptionCode(rawValue: code)
    let bench = bench(refusing: [0], code: code, items: [words(0), words(50)])
    bench.run(until: .milliseconds(1900))
    #expect(bench.refused[0].map(\.span) == [words(0), words(0)])
    #expect(bench.refused[0].allSatisfy { $0.code == code })
    #expect(bench.delivered[0].map(\.block.span) == [words(50), words(50)])
    #expect(bench.poller.learnedLimits(of: DeviceIndex(rawValue: 0)) == nil)
  }

  @Test("because it is busy is asked again within the cycle, a bounded number of times")
  func busy() {
    let bench = bench(refusing: [])
    bench.respond = {
      [.frame($0.serial <= 2 ? $0.exception(.deviceBusy) : $0.answer, after: .milliseconds(2))]
    }
    bench.run(until: .milliseconds(900))
    #expect(bench.ended[0].map(\.outcome.goodRequests) == [1])
    #expect(bench.sent[0].count == 3)
    bench.respond = { [.frame($0.exception(.acknowledge), after: .milliseconds(2))] }
    bench.run(until: .milliseconds(1900))
    #expect(bench.sent[0].count == 3 + 4)
    #expect(bench.ended[0][1].outcome.fault == .exception(.acknowledge))
    #expect(bench.closes[0].isEmpty)
  }

  @Test("one that waits because it is busy lets the others of the line go on")
  func busyAmongOthers() {
    let bench = Sites.shared(2, on: Sites.tcpLine())
    bench.respond = {
      let isBusy = $0.request.unit.rawValue == 1
      return [.frame(isBusy ? $0.exception(.deviceBusy) : $0.answer, after: .milliseconds(2))]
    }
    bench.run(until: .milliseconds(900))
    #expect(bench.ended[1].map { $0.at.since(.origin) } == [.milliseconds(5)])
  }

  @Test("is told of again as it was when a device comes back or its connection was lost")
  func toldAgain() {
    let bench = bench(refusing: [5])
    let respond = bench.respond
    bench.at(.milliseconds(4500)) { $0.respond = { _ in [] } }
    bench.at(.milliseconds(9500)) { $0.respond = respond }
    bench.at(.milliseconds(20_500)) { $0.breakLine(0) }
    bench.run(until: .seconds(30))
    #expect(bench.refused[0].map(\.span) == [words(5), words(5), words(5)])
    #expect(bench.refused[0].last?.at == .origin + .milliseconds(21_003))
    #expect(bench.delivered[0].contains { $0.at == bench.refused[0].last?.at })
  }

  @Test("an item that breaks the contract does so without harm")
  func unlawful() {
    let bench = bench(
      refusing: [101], contract: ReadContract(startMultiple: 2),
      items: [words(1, 125), words(3), words(200)])
    bench.run(until: .milliseconds(2900))
    #expect(bench.refused[0].map(\.span) == [words(1, 125)])
    #expect(read(bench, cycleAt: 2) == ["holding 2-3", "holding 200"])
  }

  @Test(
    "by silence over one request loses that request, not the device or the line",
    arguments: [0, 90])
  func silentRequest(silent start: UInt16) {
    let bench = Sites.shared(
      2, on: Sites.bus(), timeout: .milliseconds(100), items: [words(0), words(90)])
    bench.respond = {
      let isSilent = $0.request.unit.rawValue == 1 && $0.request.span.start == start
      return isSilent ? [] : [.frame($0.answer, after: .milliseconds(20))]
    }
    bench.run(until: .milliseconds(50_500))
    let silent = bench.sent[0].filter {
      $0.ask.request.unit.rawValue == 1 && $0.ask.request.span.start == start
    }
    // Seven until it is believed, and a try after 20 s.
    #expect(silent.count <= 9)
    #expect(bench.ended[0].dropFirst(12).allSatisfy { $0.outcome.goodRequests == 1 })
    #expect(bench.ended[0].count >= 48)
    #expect(bench.ended[1].allSatisfy { $0.outcome.goodRequests == 2 })
    #expect(bench.device(1).overruns == 0)
    bench.respond = { [.frame($0.answer, after: .milliseconds(20))] }
    bench.run(until: .seconds(300))
    #expect(bench.ended[0].last?.outcome.goodRequests == 2)
  }

  /// Seed 309394: a wire that lost every second answer for ten minutes left a point unread for five.
  @Test("by silence is forgotten within a minute once the wire is mended, however long it was bad")
  func mendedWire() {
    let bench = Sites.shared(
      2, on: Sites.bus(), timeout: .milliseconds(100), items: [words(0), words(90)])
    bench.respond = {
      let isSilent = $0.request.unit.rawValue == 1 && $0.request.span.start == 90
      return isSilent ? [] : [.frame($0.answer, after: .milliseconds(20))]
    }
    bench.run(until: .seconds(3600))
    #expect(bench.ended[0].last?.outcome.goodRequests == 1)
    let during = bench.sent[0].count {
      $0.ask.request.unit.rawValue == 1 && $0.ask.request.span.start == 90
    }
    // A timeout a minute, and the first few.
    #expect(during < 80)
    bench.respond = { [.frame($0.answer, after: .milliseconds(20))] }
    bench.run(until: .seconds(3662))
    #expect(bench.ended[0].last?.outcome.goodRequests == 2)
  }

  @Test("nothing is not taken for a device of many requests that comes and goes")
  func comesAndGoes() {
    let bench = Sites.farm(1)
    let device = Sites.device(items: [words(0), words(50), words(90)])
    let flapping = Bench(lines: bench.lines, devices: [device])
    flapping.respond = {
      let isGone = Int($0.at.since(.origin).seconds) % 7 < 3
      return isGone ? [] : [.frame($0.answer, after: .milliseconds(2))]
    }
    flapping.run(until: .seconds(300))
    #expect(flapping.poller.learnedLimits(of: DeviceIndex(rawValue: 0)) == nil)
  }
}
