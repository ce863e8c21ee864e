import DeviceProfiles
import Polling
import Readings
import Registers
import TestSupport
import Testing

@Suite("The schedule")
struct ScheduleTests {
  @Test("spreads 1,000 devices evenly over 25 instants of a second")
  func spread() {
    let bench = Sites.farm(1000)
    bench.run(until: .milliseconds(999))
    var counts: [UInt64: Int] = [:]
    for line in 0..<1000 {
      #expect(bench.opens[line].count == 1)
      counts[bench.opens[line][0].nanoseconds, default: 0] += 1
    }
    #expect(counts.count == 25)
    #expect(counts.values.allSatisfy { $0 == 40 })
    #expect(counts.keys.allSatisfy { $0.isMultiple(of: 40_000_000) })
  }

  @Test("handles the devices of a slot in one call")
  func oneCall() {
    var poller = Poller(
      lines: (0..<1000).map(Sites.tcpLine), devices: (0..<1000).map { Sites.device(line: $0) },
      startedAt: .origin)
    #expect(poller.timeReached(at: .origin).count == 40)
    #expect(poller.nextWake == .origin + .milliseconds(40))
  }

  @Test("lets devices of different intervals share wake-ups")
  func sharedInstants() {
    let intervals: [Duration] = [.seconds(1), .seconds(5), .seconds(60)]
    let bench = Bench(
      lines: (0..<300).map(Sites.tcpLine),
      devices: (0..<300).map { Sites.device(line: $0, interval: intervals[$0 % 3]) })
    bench.opening = Array(repeating: .accepts(after: .zero), count: 300)
    bench.run(until: .seconds(120))
    for line in 0..<300 {
      #expect(bench.sent[line].allSatisfy { $0.at.nanoseconds.isMultiple(of: 40_000_000) })
    }
  }

  @Test("does not drift over a week, though the interval has no even number of nanoseconds")
  func noDrift() {
    let interval = Duration.nanoseconds(60_000_000_007)
    let bench = Bench(
      lines: [Sites.tcpLine()], devices: [Sites.device(interval: interval)])
    bench.opening[0] = .accepts(after: .zero)
    bench.run(until: .seconds(7 * 86_400))
    let starts = bench.sent[0].map(\.at.nanoseconds)
    #expect(starts.count == 10_080)
    #expect(starts.enumerated().allSatisfy { $0.element == UInt64($0.offset) * 60_000_000_007 })
  }

  @Test("keeps the interval of 140 devices exact while 60 refuse, stay silent or trickle")
  func isolation() {
    let bench = Sites.farm(200, timeout: .milliseconds(300))
    for line in 0..<200 { bench.opening[line] = .accepts(after: .zero) }
    for line in 0..<20 { bench.opening[line * 10] = .refuses(after: .milliseconds(1)) }
    for line in 0..<20 { bench.opening[line * 10 + 1] = .never }
    bench.respond = { $0.line % 10 == 2 ? [] : [.frame($0.answer, after: .milliseconds(2))] }
    bench.run(until: .seconds(60))
    for line in 0..<200 where line % 10 > 2 {
      let intervals = bench.intervals(line)
      #expect(intervals.count >= 58)
      #expect(intervals.allSatisfy { $0 == .seconds(1) })
      #expect(bench.device(line).overruns == 0)
    }
  }

  @Test("wakes seldom: a thousand healthy devices need 25 wake-ups a second")
  func wakeUps() {
    let bench = Sites.farm(1000)
    bench.run(until: .milliseconds(999))
    let before = bench.wakeCount
    bench.run(until: .milliseconds(9999))
    #expect(bench.wakeCount - before == 9 * 25)
  }

  @Test("gives the same actions for the same facts")
  func deterministic() {
    func play() -> [[Instant]] {
      let bench = Sites.farm(50)
      var generator = SeededGenerator(seed: 7)
      bench.respond = {
        generator.oneIn(4) ? [] : [.frame($0.answer, after: .milliseconds(3))]
      }
      bench.run(until: .seconds(100))
      return bench.sent.map { $0.map(\.at) }
    }
    #expect(play() == play())
  }

  @Test("a copy stands still while the original goes on, and then does the same")
  func copies() {
    let bench = Sites.farm(20)
    bench.run(until: .milliseconds(2990))
    var copy = bench.poller
    let wake = copy.nextWake
    bench.run(until: .milliseconds(9500))
    #expect(copy.nextWake == wake)
    #expect(copy.deviceStatus(DeviceIndex(rawValue: 0)).cycles == 3)
    let actions = copy.timeReached(at: .origin + .seconds(3))
    #expect(actions.count == bench.sent.filter { $0[3].at == .origin + .seconds(3) }.count)
  }

  @Test("reads a site of 10 devices at a few instants of the interval, not at ten")
  func smallSite() {
    let bench = Sites.farm(10)
    bench.run(until: .milliseconds(999))
    #expect(Set(bench.opens.map { $0[0] }).count == 5)
  }
}
