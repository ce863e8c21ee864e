import Agent
import Alarms
import DeviceProfiles
import Readings

/// No missed alarm: what the plant says without a break for longer than an alarm's delay raises it,
/// and a device that is lost while it stands in alarm becomes a critical matter.
struct MissedAlarmChecker: SimulationChecker {
  private struct Watch: Sendable {
    var definition: AlarmDefinition
    var margin: Double
    var period: Duration
    /// Since when every answer has said so; nil when the last did not.
    var since: Instant?
    var lastSaid = Instant.origin
    var isReported = false
  }

  private var settings: AgentSettings
  private var truth: PlantTruth
  private var watches: [Watch] = []
  /// The watches of each point.
  private var watchesOfPoint: [[Int]] = []
  /// Answers that came since the agent last acted.
  private var answers: [PlantRecord] = []

  init(_ settings: AgentSettings) {
    self.settings = settings
    truth = PlantTruth(settings)
    watchesOfPoint = Array(repeating: [], count: truth.points.count)
    for definition in AlarmBinding.definitions(for: settings) {
      guard let point = definition.point else { continue }
      let device = settings.devices[truth.points.device(of: point).rawValue]
      watchesOfPoint[point.rawValue].append(watches.count)
      watches.append(
        Watch(
          definition: definition, margin: truth.resolution(of: definition, settings),
          period: device.period(of: truth.points.pace(of: point))))
    }
  }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    let old = Dictionary(
      watches.map { ($0.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
    self = MissedAlarmChecker(change.settings)
    for index in watches.indices {
      guard let before = old[watches[index].definition.id],
        let device = watches[index].definition.device, change.carry.goesOn[device.rawValue],
        before.definition.condition == watches[index].definition.condition,
        before.definition.onDelay == watches[index].definition.onDelay
      else { continue }
      watches[index].since = before.since
      watches[index].lastSaid = before.lastSaid
      watches[index].isReported = before.isReported
    }
  }

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    for index in watches.indices { watches[index].since = nil }
    answers = []
  }

  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) { answers.append(answer) }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    guard !answers.isEmpty else { return }
    // With each connection a device has to say anew who it is, and before that its word is nobody's:
    // while the line breaks again and again the device is lost, which is watched below.
    for answer in answers where agent.devices[answer.device].admitsReadings {
      for (place, outcome) in answer.outcomes {
        let point = truth.points.point(place, of: DeviceIndex(rawValue: answer.device))
        for index in watchesOfPoint[point.rawValue] { hear(index, outcome, at: now) }
      }
    }
    answers.removeAll(keepingCapacity: true)
  }

  private mutating func hear(_ index: Int, _ outcome: Reading.Outcome, at now: Instant) {
    let watch = watches[index]
    guard case .value(let value) = outcome,
      ConditionOracle.raises(watch.definition.condition, value, margin: watch.margin) == true
    else {
      watches[index].since = nil
      return
    }
    // Delays pause over cycles that gave nothing, so a break starts the count anew.
    let isBroken = now.since(watch.lastSaid) > watch.period + watch.period / 2
    if watch.since == nil || isBroken { watches[index].since = now }
    watches[index].lastSaid = now
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    for index in watches.indices {
      guard let since = watches[index].since, !watches[index].isReported else { continue }
      let watch = watches[index]
      let said = watch.lastSaid.since(since)
      guard said > watch.definition.onDelay + watch.period * 2,
        let alarm = scene.agent.alarms.index(of: watch.definition.id),
        !scene.agent.alarms[alarm].isActive,
        scene.agent.devices[truth.points.device(of: watch.definition.point!).rawValue]
          .admitsReadings
      else { continue }
      watches[index].isReported = true
      violations.append(
        Violation(
          promise: .noMissedAlarm, at: now,
          what: "\(watch.definition.id) is not active though the plant has said so for "
            + durationWords(said)))
    }
    checkLosses(scene.agent, at: now, into: &violations)
  }

  /// A device that is lost with an urgent alarm standing may have been lost to what it reported.
  private func checkLosses(
    _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {
    for (index, device) in settings.devices.enumerated() where agent.devices[index].isLost {
      let id = "\(AlarmBinding.communicationAlarmName)/\(device.name)"
      guard let loss = agent.alarms.index(of: id) else { continue }
      if !agent.alarms[loss].isActive {
        violations.append(
          Violation(
            promise: .noMissedAlarm, at: now, what: "\(device.name) is lost and nobody is told"))
      }
    }
  }
}
