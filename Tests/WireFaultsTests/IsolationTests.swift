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

  @Test("on a bus of twenty units with three dead the living keep their cycle")
  func bus() throws {
    var line = OracleSite.Line(kind: .bus, units: Array(1...20))
    line.baud = 9600
    line.interval = .seconds(2)
    line.timeout = .milliseconds(300)
    line.latency = .milliseconds(3)...(.milliseconds(7))
    line.maximumRegisters = 20
    line.points = (0..<10).map { OraclePoint(table: .holdingRegister, address: $0) }
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
      // No cycle is left out: three hundred in ten minutes.
      #expect((299...301).contains(starts.count), "unit \(device + 1): \(starts.count)")
      #expect(wire.device(device).overruns == before[device])
    }
    intervals.sort()
    let median = intervals[intervals.count / 2]
    #expect(median > .milliseconds(1900) && median < .milliseconds(2100))
    // Waiting for a dead unit once, and the silence after it, may delay a cycle, never more.
    let latest = intervals[intervals.count * 99 / 100]
    #expect(latest < .seconds(2) + line.timeout * 3, "\(latest)")
  }
}

extension VirtualWire {
  func device(_ index: Int) -> DevicePollStatus {
    watch.agent.poller.deviceStatus(DeviceIndex(rawValue: index))
  }
}
