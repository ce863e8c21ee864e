import Agent
import Alarms
import DeviceProfiles
import Plant
import Readings

/// Recovery: once everything has been whole for a while, everything is as if nothing had been:
/// every device up, every value there that the plant has, every condition known, every alarm that
/// stands borne out by the plant, every record on disk.
struct RecoveryChecker: SimulationChecker {
  private var settings: AgentSettings
  private var truth: PlantTruth

  init(_ settings: AgentSettings) {
    self.settings = settings
    truth = PlantTruth(settings)
  }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    settings = change.settings
    truth = truth.following(change)
  }

  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) {
    truth.take(answer, at: now)
  }

  mutating func ended(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    var found: [String] = []
    for (index, device) in settings.devices.enumerated() {
      guard let there = scene.reachable(index) else { continue }
      if !scene.agent.devices[index].isUp { found.append("\(device.name) is not up") }
      found += missingValues(of: index, there, scene, at: now)
    }
    found += standingAlarms(scene)
    if scene.agent.journal.pendingCount > 0 || scene.agent.journal.failure != nil {
      found.append("\(scene.agent.journal.pendingCount) records are not on disk")
    }
    for what in found {
      violations.append(Violation(promise: .recovery, at: now, what: what))
    }
  }

  /// Points that the plant has a value for and the agent has not.
  private func missingValues(
    of device: Int, _ there: Int, _ scene: SimulationScene, at now: Instant
  ) -> [String] {
    let name = settings.devices[device].name
    let points = settings.devices[device].profile.locatedAsUsual.points
    return points.enumerated().compactMap { place, point in
      guard point.span != nil,
        case .value = scene.hall.outcome(device: there, point: place)
      else { return nil }
      let index = truth.points.point(place, of: DeviceIndex(rawValue: device))
      let reading = scene.agent.presentReading(index, at: now)
      guard reading.value == nil, case .none(let reason) = reading.outcome else { return nil }
      switch reason {
      // Another point says that this one means nothing now.
      case .notApplicable, .notFitted: return nil
      // What the registers cannot hold is no value to the agent.
      case .overRange, .underRange: return nil
      default: break
      }
      return "\(name)/\(point.name) has no value: \(reason)"
    }
  }

  private func standingAlarms(_ scene: SimulationScene) -> [String] {
    let agent = scene.agent
    return agent.alarms.definitions.indices.compactMap { index in
      let definition = agent.alarms.definitions[index]
      let status = agent.alarms[AlarmIndex(rawValue: index)]
      guard status.isActive else { return nil }
      if definition.condition == .communicationLoss {
        let isThere = definition.device.flatMap { scene.reachable($0.rawValue) } != nil
        return isThere ? "\(definition.id) still stands" : nil
      }
      guard let point = definition.point, let saying = truth.sayings[point.rawValue],
        case .value(let value) = saying.outcome
      else { return nil }
      // What came back within its deadband only just now waits for its off-delay.
      if case .limit = definition.condition, status.facts.condition == .pendingOff { return nil }
      let margin = truth.resolution(of: definition, settings)
      // In the deadband it may stand for ever; only what is certainly over must be gone.
      // While somebody works close by, its tighter limit counts.
      let condition = agent.alarms.condition(of: AlarmIndex(rawValue: index))
      let stands = ConditionOracle.stands(condition, value, margin: -margin)
      return stands == false ? "\(definition.id) still stands, the plant says \(value)" : nil
    }
  }
}
