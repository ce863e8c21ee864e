import Agent
import Configuration
import DeviceProfiles
import Polling
import Readings
import Registers

/// What a site asks of its lines: requests, registers, bytes and time of each device's cycle, how
/// busy each line is, and what a dead unit costs the others.
struct PollPlanReport {
  private let settings: AgentSettings

  init(_ settings: AgentSettings) { self.settings = settings }

  var text: String {
    var lines: [String] = []
    for index in settings.lines.indices {
      lines += report(settings.lines[index], at: LineIndex(rawValue: index))
    }
    lines.append(
      "Times are estimates: \(durationText(PlannedLoad.answerTime)) for an answer over TCP; on RTU its "
        + "characters at the line's rate (9600 behind a terminal server), silence, and 5ms of "
        + "thought.")
    return lines.joined(separator: "\n")
  }

  private func report(_ line: LineSettings, at index: LineIndex) -> [String] {
    let devices = settings.devices.filter { $0.line == index }
    let loads = devices.map { PlannedLoad($0.polled.plan(on: line), of: $0.polled, on: line) }
    let busy = loads.reduce(0) { $0 + $1.busyRatio }
    let verdict = busy > 1 ? " TOO BUSY: cycles will be late" : ""
    var text = ["plan of \(line.name): busy \(percent(busy)) of the time\(verdict)"]
    for (device, load) in zip(devices, loads) { text += load.lines(device) }
    text.append("  " + worstCase(line, devices, busy: busy))
    return text
  }

  /// A unit that gives no answer costs its timeout, twice before it is known to be dead and in
  /// probes after that.
  private func worstCase(
    _ line: LineSettings, _ devices: [DeviceSettings], busy: Double
  ) -> String {
    guard devices.count > 1 else { return "a dead unit delays nobody: it is alone on its line" }
    let pauses = line.medium.framing == .tcp ? PollLimits.reopenDelay : 0
    let timeout = devices.map(\.timeout).max() ?? .zero
    let delay = timeout + .nanoseconds(Int64(pauses))
    let shortest = devices.map(\.interval).min() ?? .zero
    let share = 1 / Double(PollLimits.probeShare)
    let effect =
      delay + .nanoseconds(Int64(busy * shortest.seconds * 1e9)) > shortest
      ? "devices polled every \(durationText(shortest)) miss cycles then"
      : "no other device misses a cycle"
    return "one dead unit: delays the others by \(durationText(delay)) in "
      + "\(PollLimits.deadAfterCycles) cycles and at each probe (\(effect)), then the line is busy "
      + "\(percent(busy + share)) at most"
  }

  private func percent(_ ratio: Double) -> String {
    let tenths = (ratio * 1000).rounded()
    return "\(tenths / 10) %"
  }
}

extension PlannedLoad {
  fileprivate func lines(_ device: DeviceSettings) -> [String] {
    var lines = ["  \(device.name) every \(durationText(interval)): \(words(usual))"]
    if full.spans != usual.spans {
      lines.append("    every \(PollLimits.slowEvery)th time: \(words(full))")
    }
    lines += usual.spans.map { "    \($0)" }
    return lines
  }

  private func words(_ cycle: Cycle) -> String {
    let addresses = cycle.spans.reduce(0) { $0 + $1.count }
    let milliseconds = (cycle.time.seconds * 10_000).rounded() / 10
    return "\(counted(cycle.spans.count, "request")), \(addresses) addresses, \(cycle.bytes) "
      + "bytes, \(numberText(milliseconds)) ms"
  }
}
