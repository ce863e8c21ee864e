import Agent
import Configuration
import DeviceProfiles
import Polling
import Readings
import Registers

/// What a site asks of its lines: requests, registers, bytes and time of each device's cycle, how
/// busy each line is, what an earlier run learned of the devices, and what dead units cost the
/// others.
struct PollPlanReport {
  private let settings: AgentSettings
  private let poller: Poller

  /// - Parameter learned: what an earlier run found out, as its journal has it.
  init(_ settings: AgentSettings, learned: [LearnedSnapshot] = []) {
    self.settings = settings
    var poller = Poller(
      lines: settings.lines, devices: settings.devices.map(\.polled), startedAt: .origin)
    for (index, device) in settings.devices.enumerated() {
      // As the agent does: what was learned of another family says nothing.
      for snapshot in learned where snapshot.device == device.name {
        guard snapshot.profile == device.profile.name else { continue }
        poller.resume(snapshot.lessons, of: DeviceIndex(rawValue: index), at: .origin)
      }
    }
    self.poller = poller
  }

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

  /// A warning for each line that cannot be read as often as asked.
  var warnings: [String] {
    settings.lines.indices.compactMap { index in
      let busy = poller.plannedBusyRatio(of: LineIndex(rawValue: index))
      guard busy > 1 else { return nil }
      return
        "\(settings.lines[index].name): its devices need \(percent(busy)) of the time and cannot "
        + "hold their intervals; \(factorWords(busy)), or put some on another line"
    }
  }

  private func factorWords(_ busy: Double) -> String {
    "make the intervals \(numberText((busy * 100).rounded(.up) / 100)) times as long"
  }

  private func report(_ line: LineSettings, at index: LineIndex) -> [String] {
    let places = settings.devices.indices.filter { settings.devices[$0].line == index }
    let loads = places.map { poller.plannedLoad(of: DeviceIndex(rawValue: $0)) }
    let busy = loads.reduce(0) { $0 + $1.busyRatio }
    let verdict = busy > 1 ? " TOO BUSY: cycles will be late" : ""
    var text = [
      "plan of \(line.name): busy \(percent(busy)) of the time\(verdict)\(limit(loads, busy))"
    ]
    for (place, load) in zip(places, loads) {
      text += load.lines(settings.devices[place])
      text += learned(DeviceIndex(rawValue: place))
    }
    let cost = DeadUnitCost(line, places.map { settings.devices[$0] }, loads)
    return text + cost.lines.map { "  " + $0 }
  }

  /// How fast the line could be read at best, where all its devices are read equally often.
  private func limit(_ loads: [PlannedLoad], _ busy: Double) -> String {
    guard loads.count > 1, let interval = loads.first?.interval,
      loads.allSatisfy({ $0.interval == interval })
    else { return "" }
    let milliseconds = (interval.seconds * busy * 1000).rounded(.up)
    return "; all its devices could be read every \(numberText(milliseconds)) ms at best"
  }

  private func learned(_ device: DeviceIndex) -> [String] {
    (poller.learnedLimits(of: device)?.lessons ?? []).map { lesson in
      let what =
        switch lesson.fact {
        case .refused(let span, let code): "refuses \(span) (\(code))"
        case .hole(let span): "is not read across \(span)"
        case .maximum(let table, let count): "gives at most \(count) of table \(table.name) at once"
        case .silent(let span): "falls silent over \(span)"
        }
      return "    learned: \(what), found \(counted(lesson.findings, "time")); it is tried again"
    }
  }
}

/// A ratio for people.
func percent(_ ratio: Double) -> String {
  let tenths = (ratio * 1000).rounded()
  return "\(tenths / 10) %"
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
