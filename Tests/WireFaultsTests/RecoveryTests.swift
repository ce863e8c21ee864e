import Agent
import Polling
import Readings
import Registers
import Testing
import WireFaults

/// How soon everything is read again once a fault that struck every request has ended.
@Suite("Recovery")
struct RecoveryTests {
  struct Scene: CustomTestStringConvertible, Sendable {
    var fault: any Fault
    var kind: OracleSite.Kind
    var testDescription: String { "\(fault.name) on \(kind)" }
  }

  static let interval = Duration.seconds(1)

  static let scenes: [Scene] =
    (FaultCatalogue.passing + FaultCatalogue.outages
    + FaultCatalogue.exceptionStorms).flatMap { fault in
      OracleSite.Kind.allCases.map { Scene(fault: fault, kind: $0) }
    }

  /// The time from the end of the fault until every point is fresh; nil when that takes more than
  /// a minute.
  static func recovery(_ scene: Scene, outage: Duration, seed: UInt64) throws -> Duration? {
    var line = NamedFaultTests.line(scene.kind)
    line.interval = interval
    line.timeout = .milliseconds(200)
    // Ends at another place of the cycle for each seed.
    let from = Instant.origin + .seconds(11)
    let until = from + outage + .milliseconds(Int64(seed % 10) * 97)
    let wire = try NamedFaultTests.wire(
      line, seed: seed, [.init(scene.fault, from: from, until: until)])
    wire.run(until: until)
    while wire.now.since(until) < .seconds(60) {
      wire.run(for: .milliseconds(20))
      if wire.watch.freshness(of: 0) > until {
        #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
        return wire.now.since(until)
      }
    }
    return nil
  }

  @Test("after a short fault everything is read again within two cycles", arguments: scenes)
  func short(_ scene: Scene) throws {
    for seed: UInt64 in 1...5 {
      let recovery = try Self.recovery(scene, outage: .seconds(2), seed: seed)
      let bound = Self.interval * 2 + .milliseconds(250)
      #expect(
        recovery.map { $0 <= bound } ?? false, "seed \(seed): \(String(describing: recovery))")
    }
  }

  @Test("a line that was dead for long is found again within a quarter of that", arguments: scenes)
  func long(_ scene: Scene) throws {
    let outage = Duration.seconds(40)
    let recovery = try Self.recovery(scene, outage: outage, seed: 3)
    // A request that was answered late again and again is left out, for no longer than that.
    let share = scene.fault is Trickled ? outage : outage / 4
    let bound = share + Self.interval * 2 + .milliseconds(250)
    #expect(recovery.map { $0 <= bound } ?? false, "\(String(describing: recovery))")
  }
}
