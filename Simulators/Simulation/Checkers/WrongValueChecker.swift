import Agent
import DeviceProfiles
import Readings

/// No wrong value: whatever the agent has stored as a value is what the plant said for that point
/// in the answer from which the agent took it.
struct WrongValueChecker: SimulationChecker {
  private var truth: PlantTruth
  private let definitions: [PointDefinition]
  private let names: [String]
  /// Devices whose answers came since the agent last acted.
  private var answered: [Int] = []
  private var isReported: [Bool]

  init(_ settings: AgentSettings) {
    truth = PlantTruth(settings)
    definitions = settings.devices.flatMap(\.profile.points)
    names = settings.devices.flatMap { device in
      device.profile.points.map { "\(device.name)/\($0.name)" }
    }
    isReported = Array(repeating: false, count: definitions.count)
  }

  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) {
    truth.take(answer, at: now)
    answered.append(answer.device)
  }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    for device in answered {
      for point in truth.points.points(of: DeviceIndex(rawValue: device)) {
        check(point, agent, at: now, into: &violations)
      }
    }
    answered.removeAll(keepingCapacity: true)
  }

  mutating func secondPassed(_ agent: Agent, at now: Instant, into violations: inout [Violation]) {
    for point in definitions.indices { check(point, agent, at: now, into: &violations) }
  }

  private mutating func check(
    _ point: Int, _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {
    let reading = agent.readings[PointIndex(rawValue: point)]
    guard !isReported[point], let value = reading.value else { return }
    let saying = truth.sayings[point]
    if let saying, saying.at == reading.at, case .value(let held) = saying.outcome,
      PlantTruth.agrees(value, held, definitions[point])
    {
      return
    }
    isReported[point] = true
    let held = saying.map { "\($0.outcome)" } ?? "nothing"
    violations.append(
      Violation(
        promise: .noWrongValue, at: now, what: "\(names[point]) is \(value), the plant said \(held)"
      ))
  }
}
