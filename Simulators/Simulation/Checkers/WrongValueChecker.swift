import Agent
import DeviceProfiles
import Readings

/// No wrong value: whatever the agent has stored as a value is what the plant said for that point,
/// in an answer that came at the instant at which the agent took it.
struct WrongValueChecker: SimulationChecker {
  private let points: PointTable
  private let definitions: [PointDefinition]
  private let names: [String]
  /// What the agent took rightly, by point.
  private var accepted: [PlantTruth.Saying?]
  /// Answers that came since the agent last acted.
  private var answers: [PlantRecord] = []
  private var isReported: [Bool]

  init(_ settings: AgentSettings) {
    points = PointTable(devices: settings.devices)
    definitions = settings.devices.flatMap(\.profile.points)
    names = settings.devices.flatMap { device in
      device.profile.points.map { "\(device.name)/\($0.name)" }
    }
    accepted = Array(repeating: nil, count: definitions.count)
    isReported = Array(repeating: false, count: definitions.count)
  }

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    answers = []
  }

  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) { answers.append(answer) }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    guard !answers.isEmpty else { return }
    for answer in answers {
      for (place, outcome) in answer.outcomes {
        let point = points.point(place, of: DeviceIndex(rawValue: answer.device))
        // The agent may have had reason to store nothing, such as an identity in doubt.
        guard agent.readings[point].at == now else { continue }
        accepted[point.rawValue] = PlantTruth.Saying(outcome: outcome, at: now)
      }
    }
    let devices = Set(answers.map(\.device)).sorted()
    answers.removeAll(keepingCapacity: true)
    for device in devices {
      for point in points.points(of: DeviceIndex(rawValue: device)) {
        check(point, agent, at: now, into: &violations)
      }
    }
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    for point in definitions.indices { check(point, scene.agent, at: now, into: &violations) }
  }

  private mutating func check(
    _ point: Int, _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {
    let reading = agent.readings[PointIndex(rawValue: point)]
    // What the agent works out of other points has no answer of its own to be held against.
    guard !isReported[point], definitions[point].computation == nil,
      let value = reading.value
    else { return }
    let saying = accepted[point]
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
