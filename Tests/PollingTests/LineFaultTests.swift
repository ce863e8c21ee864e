import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("A line in trouble")
struct LineFaultTests {
  @Test("is closed at the deadline and never used again before it was opened anew")
  func blackHole() {
    let bench = Sites.farm(1)
    bench.respond = { _ in [] }
    bench.run(until: .milliseconds(900))
    #expect(bench.sent[0].count == 1)
    #expect(bench.closes[0] == [.origin + .milliseconds(501)])
    #expect(bench.ended[0].map(\.outcome.fault) == [.timeout])
    #expect(bench.status().requests(.timeout) == 1)
    bench.respond = { [.frame($0.answer, after: .milliseconds(2))] }
    bench.run(until: .seconds(2))
    #expect(bench.opens[0].count == 2)
    #expect(bench.ended[0].last?.outcome.goodRequests == 1)
  }

  @Test("bounds the whole answer, however it trickles: a frame after the deadline is dropped")
  func lateFrame() {
    var poller = Poller(lines: [Sites.tcpLine()], devices: [Sites.device()], startedAt: .origin)
    let line = LineIndex(rawValue: 0)
    _ = poller.timeReached(at: .origin)
    let sent = poller.lineOpened(line, at: .origin)
    guard case .send(_, let request, let token, let deadline)? = sent.first else {
      Issue.record("nothing was sent")
      return
    }
    #expect(deadline == .origin + .milliseconds(500))
    let ask = Ask(
      line: 0, request: request, token: token, serial: 1, at: .origin, framing: .tcp)
    // The loop was busy and hands over the frame before it looks at the clock's timer.
    let actions = poller.frameReceived(
      line, token: token, frame: ask.answer, at: deadline + .nanoseconds(1))
    #expect(actions.contains(.close(line)))
    #expect(
      !actions.contains {
        if case .deliver = $0 { true } else { false }
      })
    #expect(poller.lineStatus(line, at: deadline).dropped(.transaction) == 1)
  }

  @Test("never delivers a late answer, nor lets it spoil the next request")
  func lateAnswer() {
    let bench = Sites.farm(1)
    bench.respond = {
      [.frame($0.answer, after: .milliseconds($0.serial == 1 ? 700 : 2))]
    }
    bench.run(until: .milliseconds(9500))
    #expect(bench.ended[0].map(\.outcome.goodRequests) == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    #expect(bench.wrong.isEmpty)
  }

  @Test("stays silent on a bus for a full response time, so that a late answer is drained")
  func lateAnswerOnBus() {
    let bench = Sites.shared(2, on: Sites.bus(), timeout: .milliseconds(100))
    // Unit 1 answers its second request so late that unit 2 would be asked by then.
    bench.respond = {
      let isLate = $0.request.unit.rawValue == 1 && $0.serial == 3
      return [.frame($0.answer, after: .milliseconds(isLate ? 240 : 20))]
    }
    bench.run(until: .milliseconds(2900))
    #expect(bench.wrong.isEmpty)
    let failed = bench.closes[0][0]
    let next = bench.sent[0].first { $0.at > failed }
    #expect(next.map { $0.at.since(failed) >= .milliseconds(100) } == true)
    #expect(bench.ended[1].allSatisfy { $0.outcome.goodRequests == 1 })
  }

  struct Flawed: Sendable, CustomTestStringConvertible {
    var flaw: ResponseFlaw
    var frame: @Sendable (Ask) -> [UInt8]
    var testDescription: String { flaw.rawValue }
  }

  @Test(
    "drops a frame that is not the answer, counts why, and closes",
    arguments: [
      Flawed(flaw: .unit) { $0.frame(Array($0.answer[7...]), unit: 9) },
      Flawed(flaw: .transaction) { $0.frame(Array($0.answer[7...]), token: $0.token - 1) },
      Flawed(flaw: .function) { $0.frame([4] + $0.answer[8...]) },
      Flawed(flaw: .length) { $0.frame([3, 18] + $0.answer[9..<27]) },
      Flawed(flaw: .protocolID) { [$0.answer[0], $0.answer[1], 0, 1] + $0.answer[4...] },
    ])
  func flawed(_ flawed: Flawed) {
    let bench = Sites.farm(1)
    bench.respond = {
      [.frame($0.serial == 1 ? flawed.frame($0) : $0.answer, after: .milliseconds(2))]
    }
    bench.run(until: .milliseconds(1500))
    #expect(bench.status().dropped(flawed.flaw) == 1)
    #expect(bench.status().requests(.flawed) == 1)
    #expect(bench.closes[0].count == 1)
    #expect(bench.ended[0].map(\.outcome.fault) == [.flawed(flawed.flaw), nil])
    #expect(bench.delivered[0].count == 1)
  }

  @Test("drops a serial frame with a wrong checksum")
  func checksum() {
    let bench = Sites.shared(1, on: Sites.bus(), timeout: .milliseconds(100))
    bench.respond = { ask in
      var frame = ask.answer
      if ask.serial == 1 { frame[4] ^= 1 }
      return [.frame(frame, after: .milliseconds(20))]
    }
    bench.run(until: .milliseconds(1900))
    #expect(bench.status().dropped(.checksum) == 1)
    #expect(bench.ended[0].map(\.outcome.goodRequests) == [0, 1])
  }

  @Test("closes when bytes come that nobody asked for, and blames no device")
  func unsolicited() {
    let bench = Sites.farm(1)
    bench.respond = {
      [.frame($0.answer, after: .milliseconds(2)), .frame($0.answer, after: .milliseconds(3))]
    }
    bench.run(until: .milliseconds(3500))
    #expect(bench.status().dropped(.unsolicited) == 4)
    #expect(bench.closes[0].count == 4)
    #expect(bench.ended[0].allSatisfy { $0.outcome.fault == nil && $0.outcome.goodRequests == 1 })
    #expect(bench.wrong.isEmpty)
  }

  @Test("asks once more within the cycle when a connection turns out to be stale")
  func staleConnection() {
    let bench = Sites.farm(1)
    bench.respond = {
      $0.serial == 3
        ? [.breaks(after: .milliseconds(1))] : [.frame($0.answer, after: .milliseconds(2))]
    }
    bench.run(until: .milliseconds(4500))
    #expect(bench.ended[0].allSatisfy { $0.outcome.goodRequests == 1 && $0.outcome.fault == nil })
    #expect(bench.status().requests(.disconnected) == 1)
    #expect(bench.opens[0].count == 2)
  }

  @Test("that is lost while idle is opened again when the device is next due")
  func lostWhileIdle() {
    let bench = Sites.farm(1)
    bench.at(.milliseconds(1500)) { $0.breakLine(0) }
    bench.run(until: .milliseconds(3500))
    #expect(bench.opens[0] == [.origin, .origin + .seconds(2)])
    #expect(bench.ended[0].allSatisfy { $0.outcome.goodRequests == 1 })
  }

  @Test("that cannot be opened is tried at a bounded rate, quickly at first, and tells each cycle")
  func refused() {
    let bench = Sites.farm(1)
    bench.opening[0] = .refuses(after: .milliseconds(1))
    bench.run(until: .milliseconds(599_500))
    let opens = bench.opens[0]
    #expect(opens.prefix(4).map { $0.since(.origin) } == [0, 1, 2, 3].map { .seconds($0) })
    #expect(opens.count < 60)
    #expect(zip(opens.dropFirst(), opens).allSatisfy { $0.since($1) <= .seconds(31) })
    #expect(bench.ended[0].count == 600)
    #expect(bench.ended[0].allSatisfy { $0.outcome.fault == .unreachable(.refused) })
    #expect(bench.status().requests(.unreachable) == UInt64(opens.count))
    bench.opening[0] = .accepts(after: .milliseconds(1))
    bench.run(until: .milliseconds(632_500))
    #expect(bench.device().consecutiveFailedCycles == 0)
    #expect(bench.status().state == .idle)
  }

  @Test("whose connection is never made is given up at the deadline")
  func connectTimeout() {
    let bench = Sites.farm(1)
    bench.opening[0] = .never
    bench.run(until: .milliseconds(2500))
    #expect(bench.closes[0] == [.origin + .seconds(2)])
    #expect(bench.ended[0].first?.outcome.fault == .unreachable(.connectTimeout))
    #expect(bench.device().overruns == 2)
  }

  @Test("that is accepted and dropped at once backs off as if it were refused")
  func acceptAndDrop() {
    let bench = Sites.farm(1)
    bench.respond = { _ in [.breaks(after: .milliseconds(1))] }
    bench.run(until: .seconds(600))
    #expect(bench.opens[0].count < 60)
    bench.respond = { [.frame($0.answer, after: .milliseconds(2))] }
    bench.run(until: .seconds(640))
    #expect(bench.device().consecutiveFailedCycles == 0)
  }

  @Test("a short outage is over within two cycles")
  func shortOutage() {
    let bench = Sites.farm(1)
    bench.at(.milliseconds(5500)) { $0.respond = { _ in [] } }
    bench.at(.milliseconds(8500)) {
      $0.respond = { [.frame($0.answer, after: .milliseconds(2))] }
    }
    bench.run(until: .milliseconds(12_500))
    let back = bench.ended[0].first {
      $0.at > .origin + .milliseconds(8500) && $0.outcome.goodRequests > 0
    }
    #expect(back.map { $0.at <= .origin + .milliseconds(10_500) } == true)
  }
}
