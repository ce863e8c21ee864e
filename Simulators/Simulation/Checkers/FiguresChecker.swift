import Agent
import Alarms
import Readings

/// True figures: how often the agent says that an alarm came is how often the journal has it, over
/// restarts too.
struct FiguresChecker: SimulationChecker {
  /// Occurrences by alarm: those on disk, and those that are on their way there.
  private var written: [String: UInt64] = [:]
  private var made: [String: UInt64] = [:]
  /// Alarms that were not in the settings for a while: theirs may have begun anew.
  private var left: Set<String> = []

  init(_ settings: AgentSettings) {}

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    made = written
  }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    left.formUnion(made.keys.filter { change.after.alarms.index(of: $0) == nil })
  }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    for case .record(let record) in effects where record.isOccurrence {
      if let id = record.alarmID { made[id, default: 0] += 1 }
    }
  }

  mutating func recordsWritten(
    _ records: [JournalRecord], at now: Instant, into violations: inout [Violation]
  ) {
    for record in records where record.isOccurrence {
      if let id = record.alarmID { written[id, default: 0] += 1 }
    }
  }

  mutating func ended(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    let board = scene.agent.alarms
    for index in board.definitions.indices {
      let id = board.definitions[index].id
      let count = board[AlarmIndex(rawValue: index)].activations
      guard count != made[id] ?? 0, !left.contains(id) else { continue }
      violations.append(
        Violation(
          promise: .trueFigures, at: now,
          what: "\(id) came \(count) times, the journal says \(made[id] ?? 0)"))
    }
  }
}

extension JournalRecord {
  /// Whether an alarm came.
  fileprivate var isOccurrence: Bool { kind == .occurred || kind == .communicationLost }
}
