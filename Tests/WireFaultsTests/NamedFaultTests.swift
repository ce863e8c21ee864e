import Agent
import Polling
import Readings
import Registers
import Testing
import WireFaults

/// Each fault by itself, on each kind of line: what it would do to a client that believes what it
/// gets, and that it does not.
@Suite("Faults by name")
struct NamedFaultTests {
  struct Scene: CustomTestStringConvertible, Sendable {
    var fault: any WireFaults.Fault
    var kind: OracleSite.Kind
    var testDescription: String { "\(fault.name) on \(kind)" }
  }

  static let passingScenes: [Scene] = FaultCatalogue.passing.flatMap { fault in
    OracleSite.Kind.allCases.map { Scene(fault: fault, kind: $0) }
  }

  static func line(_ kind: OracleSite.Kind) -> OracleSite.Line { OracleSite.Line(kind: kind) }

  static func wire(
    _ line: OracleSite.Line, seed: UInt64 = 7, _ rules: [FaultSchedule.Rule]
  ) throws -> VirtualWire {
    try VirtualWire(OracleSite(lines: [line]), seed: seed) { _ in FaultSchedule(rules) }
  }

  private func strike(_ fault: any Fault, _ kind: OracleSite.Kind, outOf: Int) throws -> VirtualWire
  {
    let wire = try Self.wire(
      Self.line(kind), [FaultSchedule.Rule(fault, chance: 1, outOf: outOf)])
    wire.run(for: .seconds(60))
    return wire
  }

  @Test(
    "struck now and then, the device is still read and nothing wrong is", arguments: passingScenes)
  func passing(_ scene: Scene) throws {
    let wire = try strike(scene.fault, scene.kind, outOf: 10)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    #expect(wire.watch.valueCount > 500)
  }

  @Test("a late answer on a bus never stands for the next one")
  func lateOnBus() throws {
    let wire = try strike(Late(), .bus, outOf: 2)
    let status = wire.status()
    #expect(status.requests(.timeout) > 20)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    #expect(wire.watch.valueCount > 0)
  }

  @Test("a late answer through a terminal server never stands for the next one")
  func lateOverTerminalServer() throws {
    let wire = try strike(Late(), .rtuOverTCP, outOf: 2)
    #expect(wire.status().requests(.timeout) > 20)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    #expect(wire.watch.valueCount > 0)
  }

  @Test("a late answer over TCP ends with its connection and costs one reopening")
  func lateOverTCP() throws {
    let wire = try strike(Late(), .tcp, outOf: 2)
    let status = wire.status()
    #expect(status.requests(.timeout) > 20)
    #expect(status.openings >= status.requests(.timeout))
    #expect(ResponseFlaw.allCases.allSatisfy { status.dropped($0) == 0 })
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
  }

  @Test("an answer that comes twice is believed once", arguments: OracleSite.Kind.allCases)
  func duplicated(_ kind: OracleSite.Kind) throws {
    let wire = try strike(Duplicated(), kind, outOf: 2)
    let status = wire.status()
    #expect(status.dropped(.unsolicited) + status.dropped(.transaction) > 10)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    #expect(wire.watch.valueCount > 0)
  }

  @Test("a frame that nobody asked for is dropped and counted", arguments: OracleSite.Kind.allCases)
  func unsolicited(_ kind: OracleSite.Kind) throws {
    let wire = try strike(Unsolicited(), kind, outOf: 2)
    let status = wire.status()
    let dropped =
      status.dropped(.unsolicited) + status.dropped(.transaction) + status.dropped(.unit)
    #expect(dropped > 10)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
  }

  @Test("flaws are counted under their reason")
  func reasons() throws {
    func count(_ fault: any Fault, _ kind: OracleSite.Kind, _ flaw: ResponseFlaw) throws -> UInt64 {
      try strike(fault, kind, outOf: 4).status().dropped(flaw)
    }
    #expect(try count(WrongUnit(), .tcp, .unit) > 5)
    #expect(try count(WrongUnit(), .bus, .unit) > 5)
    #expect(try count(WrongTransaction(), .tcp, .transaction) > 5)
    #expect(try count(WrongFunction(), .tcp, .function) > 5)
    #expect(try count(WrongFunction(), .rtuOverTCP, .function) > 5)
    #expect(try count(WrongLength(), .tcp, .length) > 5)
    #expect(try count(OverLong(), .tcp, .length) > 5)
    #expect(try count(BadChecksum(), .bus, .checksum) > 5)
    #expect(try count(Merged(), .tcp, .unsolicited) > 5)
  }

  @Test("an answer that comes in pieces is a good answer", arguments: OracleSite.Kind.allCases)
  func split(_ kind: OracleSite.Kind) throws {
    let wire = try strike(Split(), kind, outOf: 1)
    // One may be under way.
    #expect(wire.status().requests(.ok) + 1 >= UInt64(wire.watch.requestCount))
    #expect(wire.watch.wrong.isEmpty)
  }

  @Test("addresses that no point needs are never asked for, so no answer after one is corrupt")
  func neverUndefined() throws {
    var line = Self.line(.tcp)
    line.registerGaps = [8...9, 12...19, 22...999]
    let wire = try Self.wire(line, [.init(CorruptAfterUndefined(isInGoodForm: true))])
    wire.run(for: .seconds(30))
    #expect(wire.lines[0].undefinedCount == 0)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
  }

  @Test(
    "a point that does not exist costs itself only, though the answer after it is broken",
    arguments: OracleSite.Kind.allCases)
  func undefinedPoint(_ kind: OracleSite.Kind) throws {
    var line = Self.line(kind)
    line.registerGaps = [4...4]
    let wire = try Self.wire(line, [.init(CorruptAfterUndefined(isInGoodForm: false))])
    wire.run(for: .seconds(50))
    #expect(wire.lines[0].undefinedCount > 0)
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    let holding = (0..<8).map { wire.watch.storedAt[$0] }
    #expect(holding[4] == .origin)
    for address in [0, 1, 2, 3, 5, 6, 7] {
      #expect(wire.now.since(holding[address]) < line.interval * 2, "holding \(address)")
    }
  }

  @Test("a device that allows one connection is never refused by itself", arguments: [1, 3])
  func connectionLimit(_ limit: Int) throws {
    var line = Self.line(.tcp)
    line.connectionLimit = limit
    line.linger = .milliseconds(80)
    let wire = try Self.wire(
      line,
      [
        FaultSchedule.Rule(Late(), chance: 1, outOf: 20),
        FaultSchedule.Rule(HalfOpen(), chance: 1, outOf: 20),
        FaultSchedule.Rule(WrongTransaction(), chance: 1, outOf: 20),
      ])
    wire.run(for: .seconds(120))
    #expect(wire.lines[0].struckCounts["connection limit"] == nil)
    #expect(wire.status().requests(.unreachable) == 0)
    #expect(wire.watch.wrong.isEmpty)
  }

  @Test("the oracle sees what no client can: a frame too many behind the silence of the line")
  func oracleBites() throws {
    struct TooLate: Fault {
      let name = "duplicated behind the silence"
      func steps(
        _ exchange: Exchange, using generator: inout some RandomNumberGenerator
      ) -> [WireStep] {
        exchange.sent(exchange.frame)
          + [WireStep(after: exchange.latency + exchange.gap * 2, .bytes(exchange.frame))]
      }
    }
    var line = Self.line(.rtuOverTCP)
    line.latency = .milliseconds(20)...(.milliseconds(30))
    let wire = try Self.wire(line, [.init(TooLate(), chance: 1, outOf: 2)])
    wire.run(for: .seconds(10))
    #expect(wire.watch.wrongCount > 0)
  }
}

extension VirtualWire {
  func status(_ line: Int = 0) -> LineStatus {
    watch.agent.poller.lineStatus(LineIndex(rawValue: line), at: now)
  }
}
