import Agent
import Alarms
import Polling
import Readings

/// What a run of the demo came to, in a few lines.
struct DemoSummary {
  let text: String

  /// - Parameter elapsed: how long it ran, by the clock on the wall.
  init(_ agent: Agent, elapsed: Duration, speed: Double, raised: Int, returned: Int) {
    let devices = agent.settings.devices.indices
    let polls = devices.reduce(UInt64(0)) {
      $0 + agent.poller.deviceStatus(DeviceIndex(rawValue: $1)).cycles
    }
    let lost = devices.count { agent.devices[$0].isLost }
    let lines = agent.settings.lines.indices.map {
      agent.poller.lineStatus(LineIndex(rawValue: $0), at: agent.startedAt + elapsed)
    }
    let good = lines.reduce(UInt64(0)) { $0 + $1.requests(.ok) }
    let all = lines.reduce(UInt64(0)) { total, line in
      total + RequestOutcome.allCases.reduce(0) { $0 + line.requests($1) }
    }
    let registers = lines.reduce(UInt64(0)) { $0 + $1.registersRead }
    let points = (0..<agent.points.count).count {
      agent.readings[PointIndex(rawValue: $0)].value != nil
    }
    let active = agent.alarms.definitions.indices.count {
      agent.alarms[AlarmIndex(rawValue: $0)].isActiveInView
    }
    let seconds = elapsed.seconds
    let plantTime =
      speed == 1 ? "" : ", \(Self.tenths(seconds * speed / 60)) minutes in the plant"
    text = """
      Ran \(Self.tenths(seconds)) s\(plantTime).
        polls     \(polls) of \(devices.count) devices\(lost == 0 ? "" : ", \(lost) lost now")
        requests  \(all), of which \(all - good) failed
        values    \(points) of \(agent.points.count) points hold one; \(registers) registers read
        alarms    \(raised) raised, \(returned) returned, \(active) active now
      """
  }

  private static func tenths(_ number: Double) -> String {
    "\((number * 10).rounded() / 10)"
  }
}
