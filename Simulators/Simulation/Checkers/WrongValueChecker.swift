import Agent
import DeviceProfiles
import Readings

/// No wrong value: whatever the agent has stored as a value is what the plant said for that point,
/// in an answer that came at the instant at which the agent took it; and what the agent works out of
/// such values is what they come to.
struct WrongValueChecker: SimulationChecker {
  private let points: PointTable
  private let definitions: [PointDefinition]
  /// The points that each computed point is worked out from; nil for those that are read.
  private let sources: [[Int]?]
  /// By device, the points that are worked out.
  private let computed: [[Int]]
  private let measures: [Measure]
  private let names: [String]
  /// What the agent took rightly, by point.
  private var accepted: [PlantTruth.Saying?]
  /// Answers that came since the agent last acted.
  private var answers: [PlantRecord] = []
  private var isReported: [Bool]
  private var seconds = 0
  /// How often everything is looked at, in seconds.
  private static let pace = 20

  init(_ settings: AgentSettings) {
    points = PointTable(devices: settings.devices)
    definitions = settings.devices.flatMap(\.profile.points)
    let sources = Self.sources(settings)
    self.sources = sources
    let points = points
    computed = settings.devices.indices.map { device in
      points.points(of: DeviceIndex(rawValue: device)).filter { sources[$0] != nil }
    }
    measures = definitions.map(Measure.init)
    names = settings.devices.flatMap { device in
      device.profile.points.map { "\(device.name)/\($0.name)" }
    }
    accepted = Array(repeating: nil, count: definitions.count)
    isReported = Array(repeating: false, count: definitions.count)
  }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    let old = self
    self = WrongValueChecker(change.settings)
    seconds = old.seconds
    for (point, before) in change.carry.oldPoints.enumerated() {
      guard let before = before?.rawValue else { continue }
      accepted[point] = old.accepted[before]
      isReported[point] = old.isReported[before]
    }
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
      let device = DeviceIndex(rawValue: answer.device)
      for (place, outcome) in answer.outcomes {
        let point = points.point(place, of: device)
        // The agent may have had reason to store nothing, such as an identity in doubt.
        guard agent.readings[point].at == now else { continue }
        accepted[point.rawValue] = PlantTruth.Saying(outcome: outcome, at: now)
      }
      for (place, _) in answer.outcomes {
        check(points.point(place, of: device).rawValue, agent, at: now, into: &violations)
      }
      for point in computed[answer.device] { check(point, agent, at: now, into: &violations) }
    }
    answers.removeAll(keepingCapacity: true)
  }

  /// By point, what a computed one is made of, in the order of its computation.
  private static func sources(_ settings: AgentSettings) -> [[Int]?] {
    let points = PointTable(devices: settings.devices)
    return settings.devices.indices.flatMap { device in
      let profile = settings.devices[device].profile
      let first = points.points(of: DeviceIndex(rawValue: device)).lowerBound
      return profile.points.map { point -> [Int]? in
        point.computation?.sources.map { source in
          first + (profile.points.firstIndex { $0.name == source } ?? 0)
        }
      }
    }
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    // Nothing changes but by an answer, after which its device was looked at.
    seconds += 1
    guard seconds.isMultiple(of: Self.pace) else { return }
    for point in definitions.indices { check(point, scene.agent, at: now, into: &violations) }
  }

  private mutating func check(
    _ point: Int, _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {
    let reading = agent.readings[PointIndex(rawValue: point)]
    guard !isReported[point], let value = reading.value else { return }
    if let sources = sources[point], let computation = definitions[point].computation {
      let said = sources.map { source -> Value? in
        if case .value(let value) = accepted[source]?.outcome { value } else { nil }
      }
      let verdict = ComputedOracle.verdict(
        computation, of: said, sources.map { definitions[$0] })
      guard !ComputedOracle.allows(value, verdict) else { return }
      isReported[point] = true
      violations.append(
        Violation(
          promise: .noWrongValue, at: now,
          what: "\(names[point]) is worked out as \(value), the plant said "
            + said.map { $0.map { "\($0)" } ?? "nothing" }.joined(separator: ", ")))
      return
    }
    let saying = accepted[point]
    if let saying, saying.at == reading.at, case .value(let held) = saying.outcome,
      measures[point].agrees(value, held)
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
