import Agent
import Polling
import Readings
import Registers
import Testing
import WireFaults

/// A device falls silent, and what answers afterwards gives other registers in good form.
@Suite("A canary")
struct CanaryTests {
  static let kinds = OracleSite.Kind.allCases
  private static let silence = Instant.origin + .seconds(10)
  private static let displacement = Instant.origin + .seconds(12)
  private static let health = Instant.origin + .seconds(20)

  private func wire(_ kind: OracleSite.Kind, hasCanary: Bool) throws -> VirtualWire {
    var line = OracleSite.Line(kind: kind)
    line.canary = hasCanary ? 700 : nil
    return try NamedFaultTests.wire(
      line,
      [
        .init(Never(), from: Self.silence, until: Self.displacement),
        .init(Displaced(by: 1), from: Self.displacement, until: Self.health),
      ])
  }

  @Test("lets nothing be believed after an error before it says what it said", arguments: kinds)
  func guards(_ kind: OracleSite.Kind) throws {
    let wire = try wire(kind, hasCanary: true)
    wire.run(until: Self.silence)
    #expect(wire.watch.freshness(of: 0) > Self.silence - .seconds(1))
    wire.run(until: Self.health)
    #expect(wire.watch.freshness(of: 0) < Self.displacement)
    #expect(wire.watch.agent.devices[0].canaryMismatch != nil)
    #expect(!wire.watch.agent.devices[0].isUp)
    wire.run(for: .seconds(5))
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    #expect(wire.watch.freshness(of: 0) > Self.health)
    #expect(wire.watch.agent.devices[0].canaryMismatch == nil)
    #expect(wire.watch.agent.devices[0].isUp)
  }

  @Test("is what makes the difference: without one, other registers in good form are believed")
  func bites() throws {
    let wire = try wire(.rtuOverTCP, hasCanary: false)
    wire.run(until: Self.displacement + .milliseconds(600))
    #expect(wire.watch.wrongCount > 0)
  }

  @Test(
    "costs a device that is itself again no cycle, whatever struck it",
    arguments: FaultCatalogue.passing.map(\.name))
  func cheap(_ name: String) throws {
    let fault = try #require(FaultCatalogue.passing.first { $0.name == name })
    var line = OracleSite.Line(kind: .tcp)
    line.canary = 700
    line.interval = .seconds(1)
    let until = Instant.origin + .seconds(13)
    let wire = try NamedFaultTests.wire(
      line, [.init(fault, from: .origin + .seconds(11), until: until)])
    wire.run(until: until + .milliseconds(2250))
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    #expect(wire.watch.freshness(of: 0) > until)
  }
}
