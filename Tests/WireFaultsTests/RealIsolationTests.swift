import Agent
import Glibc
import Polling
import Readings
import Registers
import Testing
import WireFaults

extension RealWireTests {
  /// `HALLWATCH_ISOLATION_SECONDS` makes the run longer and shows its figures. A machine that is
  /// busy with other tests keeps no intervals, so an ordinary run looks at counts only.
  private static let isolationSeconds =
    getenv("HALLWATCH_ISOLATION_SECONDS").flatMap { Int(String(cString: $0)) }

  @Test("sixty broken devices of two hundred cost the others no cycle, on real sockets")
  func isolation() throws {
    var line = OracleSite.Line(kind: .tcp)
    line.interval = .seconds(1)
    line.timeout = .milliseconds(500)
    line.maximumRegisters = 20
    line.points = (0..<10).map { OraclePoint(table: .holdingRegister, address: $0) }
    let wire = try RealWire(
      OracleSite(lines: Array(repeating: line, count: 200)), seed: 3, keepsStarts: true
    ) { number, _ in
      switch number % 10 {
      case 0: FaultSchedule([.init(Refuse())])
      case 1: FaultSchedule([.init(AcceptAndIgnore())])
      case 2: FaultSchedule([.init(Trickled())])
      default: FaultSchedule()
      }
    }
    let seconds = Self.isolationSeconds ?? 4
    let watch = try #require(wire.wait(atMost: .seconds(seconds)))
    _ = wire.stop()
    #expect(watch.wrong.isEmpty, "\(watch.wrong)")
    var deviations: [Duration] = []
    for device in 0..<200 where device % 10 > 2 {
      let starts = watch.starts[device].dropFirst()
      #expect(starts.count >= seconds - 2, "device \(device)")
      for (later, earlier) in zip(starts.dropFirst(), starts) {
        let interval = later.since(earlier)
        deviations.append(interval > .seconds(1) ? interval - .seconds(1) : .seconds(1) - interval)
      }
    }
    deviations.sort()
    let p99 = try #require(deviations.isEmpty ? nil : deviations[deviations.count * 99 / 100])
    if Self.isolationSeconds != nil {
      print("\(deviations.count) intervals, p99 off by \(p99), most by \(deviations.last!)")
      #expect(p99 <= .milliseconds(50))
    }
  }
}
