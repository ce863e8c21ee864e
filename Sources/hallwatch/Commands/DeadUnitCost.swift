import Agent
import Configuration
import Polling
import Readings
import Registers

/// What units that give no answer cost the others on their line.
///
/// An unanswered request holds the line for its timeout and, where a late answer could be taken for
/// the next one, for as long again in silence. That happens to each dead unit in so many cycles
/// until it is known to be dead; then all of them share a small part of the line's time.
struct DeadUnitCost {
  private let devices: [DeviceSettings]
  private let loads: [PlannedLoad]
  private let busy: Double
  /// What one unanswered request costs.
  private let wait: Duration
  private let shortest: Duration

  init(_ line: LineSettings, _ devices: [DeviceSettings], _ loads: [PlannedLoad]) {
    self.devices = devices
    self.loads = loads
    busy = loads.reduce(0) { $0 + $1.busyRatio }
    let timeout = devices.map(\.timeout).max() ?? .zero
    let request = loads.map { $0.usual.longestRequest }.max() ?? .zero
    wait =
      line.medium.framing == .tcp
      ? timeout + .nanoseconds(Int64(PollLimits.reopenDelay)) : (timeout + request) * 2
    shortest = devices.map(\.interval).min() ?? .zero
  }

  var lines: [String] {
    guard devices.count > 1 else { return ["a dead unit delays nobody: it is alone on its line"] }
    // Few and many: one, and a quarter of the line.
    let many = max(2, (devices.count + 3) / 4)
    return (devices.count > 2 ? [1, many] : [1]).map(line)
  }

  private func line(dead: Int) -> String {
    let share = 1 / Double(PollLimits.probeShare)
    let living = busy * Double(devices.count - dead) / Double(devices.count) + share
    // The longest that a living unit waits: one probe, and what has gathered behind it.
    let delay = wait + .nanoseconds(Int64(living * shortest.seconds * 1e9 / 5))
    let verdict =
      living > 1
      ? "the line is too busy then: devices miss cycles"
      : delay > shortest
        ? "devices polled every \(durationText(shortest)) miss a cycle at each probe"
        : "no other device misses a cycle"
    let first = wait * (dead * PollLimits.deadAfterCycles)
    return "\(counted(dead, "dead unit")): the others wait \(milliseconds(first)) in all in the "
      + "first \(PollLimits.deadAfterCycles) cycles, then \(milliseconds(wait)) at each probe, which take "
      + "\(percent(share)) of the time together; busy \(percent(living)) at most, \(verdict)"
  }

  private func milliseconds(_ duration: Duration) -> String {
    "\(numberText((duration.seconds * 1000).rounded())) ms"
  }
}
