import Agent
import Glibc
import Polling
import Readings
import Registers
import Testing
import WireFaults

/// The same faults on real sockets and pseudo-terminals. `HALLWATCH_WIRE_SECONDS` makes the run
/// longer.
@Suite("The oracle run on real lines", .serialized)
struct RealWireTests {
  static let seconds =
    getenv("HALLWATCH_WIRE_SECONDS").flatMap { Int(String(cString: $0)) }

  /// A machine that is busy with other things is late by itself; what is late here is later.
  static func site(_ generator: inout FaultGenerator) -> OracleSite {
    var site = OracleTests.site(&generator)
    for number in site.lines.indices {
      site.lines[number].timeout = .milliseconds(150)
      // A frame too many has to be on the line before the silence ends, on any machine.
      if site.lines[number].kind != .tcp { site.lines[number].gap = .milliseconds(30) }
    }
    return site
  }

  @Test(
    "no value is published that the device did not hold, and all is read again when the faults end",
    arguments: seconds == nil ? [1, 2] : [1])
  func oracle(seed: UInt64) throws {
    let faulty = Duration.seconds(Self.seconds ?? 2)
    var generator = FaultGenerator(seed: seed)
    let site = Self.site(&generator)
    let wire = try RealWire(site, seed: seed) { _, start in
      // Not those that make the agent leave registers out for a minute when they are repeated:
      // here all has to be read again within seconds.
      var schedule = OracleTests.schedule(&generator, codes: [4, 5, 6, 7, 8, 10, 11, 12])
      for number in schedule.rules.indices {
        if Self.seconds == nil { schedule.rules[number].outOf /= 4 }
        schedule.rules[number].until = start + faulty
      }
      return schedule
    }
    let end = wire.startedAt + faulty
    let watch = try #require(
      wire.wait(atMost: faulty + .seconds(20)) { watch in
        watch.agent.settings.devices.indices.allSatisfy { watch.freshness(of: $0) > end }
      })
    let lines = wire.stop()
    #expect(watch.wrong.isEmpty, "\(watch.wrongCount): \(watch.wrong)")
    #expect(watch.requestCount > 50)
    for device in watch.agent.settings.devices.indices {
      #expect(watch.freshness(of: device) > end, "device \(device)")
    }
    if Self.seconds != nil {
      var counts: [String: Int] = [:]
      for line in lines {
        for (name, count) in line.struckCounts { counts[name, default: 0] += count }
      }
      print(
        "\(watch.requestCount) requests, \(watch.valueCount) values, \(watch.shownCount) shown,",
        "wrong \(watch.wrongCount);",
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
  }
}
