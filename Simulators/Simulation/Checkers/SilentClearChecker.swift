import Agent
import Alarms
import DeviceProfiles
import Readings

/// No silent clear: an alarm returns only because the plant itself said, in an answer young enough
/// to count, that the condition is gone; and it never changes without a record.
struct SilentClearChecker: SimulationChecker {
  private var truth: PlantTruth
  private var settings: AgentSettings
  /// Which alarms were active when last looked at, by identifier.
  private var wasActive: Set<String> = []
  private var seconds = 0
  /// Alarms whose return was recorded since.
  private var returned: Set<String> = []

  init(_ settings: AgentSettings) {
    truth = PlantTruth(settings)
    self.settings = settings
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

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    for case .record(let record) in effects
    where record.kind == .returned || record.kind == .communicationRestored {
      guard let id = record.alarmID, let alarm = agent.alarms.index(of: id) else { continue }
      returned.insert(id)
      let definition = agent.alarms.definitions[alarm.rawValue]
      if let doubt = doubt(definition, at: now) {
        violations.append(
          Violation(promise: .noSilentClear, at: now, what: "\(id) returned although \(doubt)"))
      }
    }
  }

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    // Another agent: what it remembers is held against the disk elsewhere.
    wasActive = []
    returned = []
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    seconds += 1
    guard seconds.isMultiple(of: 5) else { return }
    let board = scene.agent.alarms
    var active: Set<String> = []
    for index in board.definitions.indices where board[AlarmIndex(rawValue: index)].isActive {
      active.insert(board.definitions[index].id)
    }
    // One that has left the settings is known until a person says that he knows.
    for id in wasActive.subtracting(active).subtracting(returned).sorted()
    where board.index(of: id) != nil {
      violations.append(
        Violation(promise: .noSilentClear, at: now, what: "\(id) went without a record"))
    }
    wasActive = active
    returned.removeAll(keepingCapacity: true)
  }

  /// Why the return of an alarm cannot be right; nil when the plant bears it out.
  private func doubt(_ definition: AlarmDefinition, at now: Instant) -> String? {
    // What is about a line or the agent is no saying of the plant.
    guard let device = definition.device?.rawValue else { return nil }
    let oldest = settings.devices[device].maximumAge(of: .slow)
    guard let answer = truth.lastAnswer[device], now.since(answer) <= oldest else {
      return "its device is silent"
    }
    guard let point = definition.point else { return nil }
    if let heart = heart(of: definition) {
      let lately = heart.limit + definition.offDelay + settings.devices[device].interval * 2
      let movedAt = truth.sayings[heart.point]?.movedAt
      return movedAt.map { now.since($0) <= lately } == true ? nil : "nothing has moved"
    }
    guard let saying = truth.sayings[point.rawValue], now.since(saying.at) <= oldest else {
      return "nothing is known of its point"
    }
    guard case .value(let value) = saying.outcome else { return "its point has no value" }
    return holds(definition, value) ? "the plant says \(value)" : nil
  }

  /// What must move, and how often, for an alarm of a value that stands still to return; nil for
  /// other alarms.
  private func heart(of definition: AlarmDefinition) -> (point: Int, limit: Duration)? {
    guard let point = definition.point else { return nil }
    if case .frozen(let limit) = definition.condition { return (point.rawValue, limit) }
    let device = truth.points.device(of: point)
    let profile = settings.devices[device.rawValue].profile
    guard profile.points[truth.points.place(of: point)].computation == .staleHeartbeat,
      let heartbeat = profile.heartbeat,
      let place = profile.points.firstIndex(where: { $0.name == heartbeat.point })
    else { return nil }
    return (truth.points.point(place, of: device).rawValue, heartbeat.limit)
  }

  /// Whether the plant's own value keeps the alarm from returning.
  private func holds(_ definition: AlarmDefinition, _ value: Value) -> Bool {
    let margin = truth.resolution(of: definition, settings)
    return ConditionOracle.stands(definition.condition, value, margin: margin) ?? false
  }
}

extension JournalRecord {
  /// The alarm that the record is about; nil for others.
  var alarmID: String? {
    guard case .text(let id) = fields.first(where: { $0.name == "id" })?.value else { return nil }
    return id
  }
}
