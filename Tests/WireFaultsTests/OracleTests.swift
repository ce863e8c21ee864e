import Agent
import Glibc
import Polling
import Readings
import Testing
import WireFaults

@Suite("The oracle run")
struct OracleTests {
  /// How many requests the run has: `HALLWATCH_ORACLE_REQUESTS`, or what an ordinary test affords.
  static let requestCount =
    getenv("HALLWATCH_ORACLE_REQUESTS").flatMap { Int(String(cString: $0)) } ?? 40_000

  static let seeds: [UInt64] = Array(1...8)

  /// Every kind of line, alone and shared, slow and fast, with one- and three-connection devices.
  static func site(_ generator: inout FaultGenerator) -> OracleSite {
    var lines: [OracleSite.Line] = []
    for kind in OracleSite.Kind.allCases {
      for units: [UInt8] in [[1], [1, 2, 3]] {
        var line = OracleSite.Line(kind: kind, units: units)
        line.maximumRegisters = Int.random(in: 2...8, using: &generator)
        line.gap = .milliseconds(
          Int64.random(in: 0...10, using: &generator))
        line.interval = .milliseconds(Int64.random(in: 1...3, using: &generator) * 250)
        if kind == .bus { line.interval = line.interval * units.count }
        if kind != .bus, units.count == 1 { line.connectionLimit = 1 }
        if kind != .bus, units.count == 3 { line.connectionLimit = 3 }
        line.linger = .milliseconds(Int64.random(in: 0...80, using: &generator))
        lines.append(line)
      }
    }
    return OracleSite(lines: lines)
  }

  /// Each passing fault, and refusals with each code, in a ratio that differs from line to line.
  static func schedule(
    _ generator: inout FaultGenerator, codes: [UInt8] = FaultCatalogue.exceptionCodes
  ) -> FaultSchedule {
    let outOf = Int.random(in: 40...600, using: &generator)
    let faults = FaultCatalogue.passing + codes.map { ExceptionStorm(code: $0) }
    return FaultSchedule(faults.map { FaultSchedule.Rule($0, chance: 1, outOf: outOf) })
  }

  @Test(
    "no value is published that the device did not hold, whatever the wire does", arguments: seeds)
  func oracle(seed: UInt64) throws {
    var generator = FaultGenerator(seed: seed)
    let wire = try VirtualWire(Self.site(&generator), seed: seed) { _ in
      Self.schedule(&generator)
    }
    wire.run(
      until: Instant(nanoseconds: .max / 2), requests: Self.requestCount / Self.seeds.count)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrongCount): \(wire.watch.wrong)")
    #expect(wire.watch.valueCount > wire.watch.requestCount / 2)
    var counts: [String: Int] = [:]
    for line in wire.lines {
      for (name, count) in line.struckCounts { counts[name, default: 0] += count }
    }
    for fault in FaultCatalogue.passing {
      #expect(counts[fault.name, default: 0] > 0, "\(fault.name) never struck")
    }
    if getenv("HALLWATCH_ORACLE_REQUESTS") != nil {
      print(
        "seed \(seed): \(wire.watch.requestCount) requests, \(wire.watch.valueCount) values,",
        "\(wire.watch.shownCount) shown, \(wire.now.nanoseconds / 1_000_000_000) s,",
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
  }
}
