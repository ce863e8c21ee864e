import Agent
import Polling
import Readings
import Registers
import Testing
import WireFaults

@Suite("Isolation")
struct IsolationTests {
  @Test("sixty broken devices of two hundred cost the others nothing")
  func hundredAndForty() throws {
    var line = OracleSite.Line(kind: .tcp)
    line.interval = .seconds(1)
    line.timeout = .milliseconds(500)
    line.maximumRegisters = 20
    line.points = (0..<10).map { OraclePoint(table: .holdingRegister, address: $0) }
    let site = OracleSite(lines: Array(repeating: line, count: 200))
    let wire = try VirtualWire(site, seed: 5) { number in
      switch number % 10 {
      case 0: FaultSchedule([.init(Refuse())])
      case 1: FaultSchedule([.init(AcceptAndIgnore())])
      case 2: FaultSchedule([.init(Trickled())])
      default: FaultSchedule()
      }
    }
    wire.watch.keepsStarts = true
    wire.run(for: .seconds(60))
    #expect(wire.watch.wrong.isEmpty)
    for device in 0..<200 where device % 10 > 2 {
      // The first waits for its connection.
      let starts = wire.watch.starts[device].dropFirst()
      let intervals = zip(starts.dropFirst(), starts).map { $0.since($1) }
      #expect(intervals.count >= 57)
      #expect(intervals.allSatisfy { $0 == .seconds(1) }, "device \(device)")
      let status = wire.watch.agent.poller.deviceStatus(DeviceIndex(rawValue: device))
      #expect(status.overruns == 0)
    }
  }

  /// Twenty units with ten registers each at 9600 baud. A request of 8 characters, an answer of 25,
  /// 5 ms of thought and 3.5 characters of silence around them take 46.7 ms: 0.93 s for all.
  private static var busLine: OracleSite.Line {
    var line = OracleSite.Line(kind: .bus, units: Array(1...20))
    line.baud = 9600
    line.interval = .seconds(1)
    line.timeout = .milliseconds(300)
    line.latency = .milliseconds(3)...(.milliseconds(7))
    line.maximumRegisters = 20
    line.points = (0..<10).map { OraclePoint(table: .holdingRegister, address: $0) }
    return line
  }

  @Test("the planner says that twenty units fit into a second at 9600 baud, and not into 0.9 s")
  func planned() throws {
    for (interval, fits) in [(Duration.seconds(1), true), (.milliseconds(900), false)] {
      var line = Self.busLine
      line.interval = interval
      let wire = try VirtualWire(OracleSite(lines: [line]), seed: 9) { _ in FaultSchedule() }
      let planned = wire.watch.agent.poller.plannedBusyRatio(of: LineIndex(rawValue: 0))
      #expect((planned <= 1) == fits, "\(planned)")
      #expect(planned > 0.9)
    }
  }

  @Test("a bus that is asked for more than it can do is used for at least 95 % of its limit")
  func saturated() throws {
    for (baud, timeout) in [(9600, 300), (19_200, 200), (115_200, 100)] {
      var line = Self.busLine
      line.baud = baud
      line.interval = .milliseconds(100)
      line.timeout = .milliseconds(Int64(timeout))
      // A device that answers at once still keeps silence before its answer.
      line.latency = line.serial.frameSilence...line.serial.frameSilence
      let wire = try VirtualWire(OracleSite(lines: [line]), seed: 9) { _ in FaultSchedule() }
      wire.run(for: .seconds(2))
      let before = wire.watch.requestCount
      wire.run(for: .seconds(60))
      let serial = line.serial
      let physical = serial.characterTime * (8 + 25) + serial.frameSilence * 2
      let used = physical * (wire.watch.requestCount - before) / .seconds(60)
      #expect(used >= 0.95 && used <= 1.001, "\(baud): \(used)")
      #expect(wire.watch.wrong.isEmpty)
    }
  }

  @Test("on a bus of twenty units with three dead the living keep the planned cycle of a second")
  func bus() throws {
    let line = Self.busLine
    let dead: [UInt8] = [4, 11, 17]
    let wire = try VirtualWire(OracleSite(lines: [line]), seed: 9) { _ in
      FaultSchedule(dead.map { .init(Never(), unit: $0) })
    }
    wire.run(for: .seconds(30))
    let before = (0..<20).map { wire.device($0).overruns }
    wire.watch.keepsStarts = true
    wire.run(for: .seconds(600))
    #expect(wire.watch.wrong.isEmpty, "\(wire.watch.wrong)")
    var intervals: [Duration] = []
    for device in 0..<20 where !dead.contains(UInt8(device + 1)) {
      let starts = wire.watch.starts[device]
      intervals += zip(starts.dropFirst(), starts).map { $0.since($1) }
      // No cycle is left out: six hundred in ten minutes.
      #expect((599...601).contains(starts.count), "unit \(device + 1): \(starts.count)")
      #expect(wire.device(device).overruns == before[device])
    }
    intervals.sort()
    let median = intervals[intervals.count / 2]
    #expect(median > .milliseconds(990) && median < .milliseconds(1010), "\(median)")
    // Behind a probe cycles are late, and those after them follow more closely until all are in
    // their places again.
    let tenth = intervals[intervals.count / 10]
    #expect(tenth > .milliseconds(700), "\(tenth)")
    // Waiting for a dead unit once, and the silence after it, may delay a cycle, never more.
    #expect(intervals[intervals.count - 1] < .seconds(1) + line.timeout * 3)
  }
}

extension VirtualWire {
  func device(_ index: Int) -> DevicePollStatus {
    watch.agent.poller.deviceStatus(DeviceIndex(rawValue: index))
  }
}
