import Agent
import DeviceProfiles
import Polling
import Readings

/// No starvation: a device on a line on which nothing is wrong is read at its interval, whatever
/// happens on other lines, to the disk or to the clock.
struct StarvationChecker: SimulationChecker {
  private var settings: AgentSettings
  private var startedAt = Instant.origin
  /// Since when each device is asked as it is now.
  private var beganAt: [Instant]
  private var isReported: [Bool]

  /// How long a line may still suffer from what was wrong on it: the longest back-off, a probe of
  /// each of its units, and a little.
  static let grace = Duration.seconds(75)
  /// What a cycle on a healthy line takes at most, beyond its interval.
  static let slack = Duration.seconds(1)

  init(_ settings: AgentSettings) {
    self.settings = settings
    beganAt = Array(repeating: .origin, count: settings.devices.count)
    isReported = Array(repeating: false, count: settings.devices.count)
  }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    let old = self
    self = StarvationChecker(change.settings)
    startedAt = old.startedAt
    for (device, before) in change.carry.devices.enumerated() {
      guard change.carry.goesOn[device], let before = before?.rawValue else {
        beganAt[device] = now
        continue
      }
      beganAt[device] = old.beganAt[before]
      isReported[device] = old.isReported[before]
    }
  }

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    startedAt = now
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    for (index, device) in settings.devices.enumerated() where !isReported[index] {
      guard let calm = scene.calm.calmSince[device.line.rawValue] else { continue }
      let undisturbed = max(calm, startedAt, beganAt[index])
      // A line that never knew trouble owes the first answer after one interval.
      let hasBeenTroubled = undisturbed > Simulation.origin
      let due = hasBeenTroubled ? Self.grace : device.interval + Self.slack
      guard now.since(undisturbed) > due else { continue }
      let status = scene.agent.poller.deviceStatus(DeviceIndex(rawValue: index))
      let age = now.since(status.lastSuccess ?? .origin)
      // What a storm taught the agent to leave out cuts its requests up until it is put to the test
      // again, and a slow bus then takes longer.
      let cycles = hasBeenTroubled ? 2 : 1
      guard age > device.interval * cycles + Self.slack else { continue }
      isReported[index] = true
      violations.append(
        Violation(
          promise: .noStarvation, at: now,
          what: "\(device.name) was last read \(durationWords(age)) ago, its interval is "
            + "\(durationWords(device.interval)), and nothing is wrong on its line"))
    }
  }
}
