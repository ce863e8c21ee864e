import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("Units that share a line")
struct SharedLineTests {
  /// Answers of the living; the dead stay silent, or the gateway answers for them.
  private func living(
    except dead: Set<UInt8>, gateway code: ExceptionCode? = nil, after delay: Duration
  ) -> (Ask) -> [Reply] {
    { ask in
      guard dead.contains(ask.request.unit.rawValue) else {
        return [.frame(ask.answer, after: delay)]
      }
      return code.map { [.frame(ask.exception($0), after: delay)] } ?? []
    }
  }

  @Test("are asked one at a time and each in turn")
  func fair() {
    let bench = Sites.shared(
      20, on: Sites.bus(), interval: .seconds(2), timeout: .milliseconds(200))
    bench.respond = { [.frame($0.answer, after: .milliseconds(40))] }
    bench.run(until: .seconds(60))
    #expect(bench.ended.allSatisfy { (29...30).contains($0.count) })
    for (first, second) in zip(bench.sent[0], bench.sent[0].dropFirst()) {
      #expect(second.at.since(first.at) >= .milliseconds(40))
    }
    #expect(bench.wrong.isEmpty)
  }

  @Test("get equal shares of a line that is asked for twice what it can carry")
  func overload() {
    let bench = Sites.shared(
      20, on: Sites.bus(), interval: .seconds(1), timeout: .milliseconds(200))
    bench.respond = { [.frame($0.answer, after: .milliseconds(96))] }
    bench.run(until: .seconds(100))
    let counts = bench.ended.map(\.count)
    #expect(counts.allSatisfy { (48...52).contains($0) }, "\(counts)")
    #expect((0..<20).allSatisfy { bench.device($0).overruns >= 45 })
  }

  @Test("a gateway that cannot reach a unit keeps its line, and only that unit rests")
  func gateway() {
    for code in [ExceptionCode.gatewayPathUnavailable, .gatewayTargetNoResponse] {
      let bench = Sites.shared(5, on: Sites.tcpLine())
      bench.respond = living(except: [3], gateway: code, after: .milliseconds(5))
      bench.run(until: .milliseconds(99_990))
      #expect(bench.closes[0].isEmpty)
      #expect(bench.device(2).isProbed)
      #expect(bench.ended[2].count < 40)
      #expect(bench.ended[2].allSatisfy { $0.outcome.fault == .exception(code) })
      for unit in [0, 1, 3, 4] {
        #expect(bench.ended[unit].count == 100)
        #expect(bench.device(unit).overruns == 0)
      }
    }
  }

  @Test("the living keep their cycle on a bus of 20 at 9600 baud with 3 dead")
  func deadOnBus() {
    let bench = Sites.shared(
      20, on: Sites.bus(), interval: .seconds(2), timeout: .milliseconds(200))
    let delay = Duration.milliseconds(45)
    bench.respond = living(except: [4, 9, 15], after: delay)
    bench.run(until: .seconds(600))
    for unit in 0..<20 where ![3, 8, 14].contains(unit) {
      #expect(bench.device(unit).overruns == 0)
      let ends = bench.ended[unit].filter { $0.at > .origin + .seconds(10) }.map(\.at)
      #expect((294...296).contains(ends.count))
      #expect(zip(ends.dropFirst(), ends).allSatisfy { $0.since($1) < .seconds(3) })
    }
    let dead = [3, 8, 14].reduce(0) { $0 + bench.ended[$1].count }
    #expect(dead < 80)
    bench.respond = living(except: [], after: delay)
    bench.run(until: .seconds(660))
    #expect((0..<20).allSatisfy { bench.device($0).consecutiveFailedCycles == 0 })
  }

  @Test(
    "a process that stands still while a dead unit is asked does not forget it for as many times as long",
    arguments: [nil, ExceptionCode.gatewayTargetNoResponse])
  func stoodStill(gateway code: ExceptionCode?) throws {
    let bench = Sites.shared(3, on: Sites.tcpLine())
    bench.respond = living(except: [3], gateway: code, after: .milliseconds(20))
    var time = Duration.seconds(20)
    repeat {
      bench.run(until: time)
      time = time + .milliseconds(5)
      try #require(time < .seconds(120))
    } while bench.sent[0].last.map {
      $0.ask.request.unit.rawValue != 3 || bench.now.since($0.at) > .milliseconds(15)
    } ?? true
    bench.standStill(for: .seconds(3600))
    bench.respond = living(except: [], after: .milliseconds(20))
    bench.run(until: .seconds(3600) + time + .seconds(60))
    #expect(bench.device(2).consecutiveFailedCycles == 0)
  }

  @Test("the tenth dead unit costs no more of the line than the first")
  func probeBudget() {
    for dead in [1, 10] {
      let bench = Sites.shared(
        20, on: Sites.bus(), interval: .seconds(2), timeout: .milliseconds(200))
      let gone = Set((1...dead).map { UInt8($0) })
      bench.respond = living(except: gone, after: .milliseconds(45))
      bench.run(until: .seconds(60))
      let before = bench.status().requests(.timeout)
      bench.run(until: .seconds(660))
      let probes = bench.status().requests(.timeout) - before
      // 200 ms and the time on the wire, then as long again in silence.
      let spent = Double(probes) * 2 * 0.235
      #expect(spent <= 600 * 0.055, "\(dead) dead: \(probes) probes")
      #expect(bench.status().deadUnits == dead)
    }
  }

  @Test("all come back with the first that answers after their gateway was gone")
  func gatewayReturns() {
    let bench = Sites.shared(20, on: Sites.tcpLine(), timeout: .seconds(1))
    bench.respond = living(except: [], after: .milliseconds(5))
    bench.at(.milliseconds(9500)) { $0.respond = { _ in [] } }
    bench.at(.seconds(400)) {
      $0.respond = { [.frame($0.answer, after: .milliseconds(5))] }
    }
    bench.run(until: .seconds(440))
    #expect((0..<20).allSatisfy { bench.device($0).consecutiveFailedCycles == 0 })
    #expect((0..<20).allSatisfy { !bench.device($0).isProbed })
    let firstBack = (0..<20).compactMap { unit in
      bench.ended[unit].first { $0.at > .origin + .seconds(400) && $0.outcome.goodRequests > 0 }?.at
    }
    let spread = (firstBack.max() ?? .origin).since(firstBack.min() ?? .origin)
    #expect(spread <= .seconds(2))
  }

  @Test(
    "all come back at once after a silence that was too short to take every one for dead",
    arguments: [nil, ExceptionCode.gatewayTargetNoResponse])
  func briefSilence(_ code: ExceptionCode?) {
    for outage in [5, 9, 17] {
      let bench = Sites.shared(
        9, on: Sites.tcpLine(), interval: .seconds(2), timeout: .seconds(1))
      bench.respond = living(except: [4], after: .milliseconds(5))
      bench.at(.seconds(60)) {
        $0.respond = { ask in
          code.map { [.frame(ask.exception($0), after: .milliseconds(900))] } ?? []
        }
      }
      let back = Duration.seconds(60 + outage)
      bench.at(back) { $0.respond = self.living(except: [4], after: .milliseconds(5)) }
      bench.run(until: back + .seconds(6))
      for unit in 0..<9 where unit != 3 {
        #expect(
          bench.device(unit).consecutiveFailedCycles == 0, "unit \(unit + 1) after \(outage) s")
      }
    }
  }

  @Test("a dead unit is found within its probe time even when the line is never free")
  func saturatedLineProbes() {
    let bench = Sites.shared(
      20, on: Sites.bus(), interval: .seconds(1), timeout: .milliseconds(200))
    bench.respond = living(except: [7], after: .milliseconds(96))
    bench.run(until: .seconds(100))
    #expect(bench.device(6).isProbed)
    bench.respond = living(except: [], after: .milliseconds(96))
    bench.run(until: .seconds(200))
    #expect(bench.device(6).consecutiveFailedCycles == 0)
  }
}
