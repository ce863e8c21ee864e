import Agent
import Alarms
import Readings

/// Nothing lost: what people were told is on disk, or says that it is not; records are numbered
/// without a gap; and an agent that starts again knows every alarm as the disk does.
struct LostRecordChecker: SimulationChecker {
  private var lastMade: UInt64 = 0
  private var lastWritten: UInt64 = 0
  /// How each alarm last stood on disk.
  private var standings: [String: AlarmStanding] = [:]

  init(_ settings: AgentSettings) {}

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    for case .record(let record) in effects {
      if record.sequence != lastMade + 1 {
        violations.append(
          Violation(
            promise: .nothingLost, at: now,
            what: "record \(record.sequence) follows \(lastMade)"))
      }
      lastMade = record.sequence
    }
  }

  mutating func recordsWritten(
    _ records: [JournalRecord], at now: Instant, into violations: inout [Violation]
  ) {
    for record in records {
      lastWritten = record.sequence
      var fields: [String: JournalRecord.FieldValue] = [:]
      for field in record.fields { fields[field.name] = field.value }
      guard let snapshot = AlarmSnapshot(journalFields: fields) else { continue }
      standings[snapshot.id] = AlarmStanding(snapshot.facts)
    }
  }

  mutating func announced(
    _ announcement: Announcement, at now: Instant, into violations: inout [Violation]
  ) {
    guard announcement.record.sequence > lastWritten,
      !announcement.text.contains("journal not written")
    else { return }
    violations.append(
      Violation(
        promise: .nothingLost, at: now,
        what: "announced before it was on disk: \(announcement.text)"))
  }

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    lastMade = lastWritten
    for (id, wanted) in standings.sorted(by: { $0.key < $1.key }) {
      guard let alarm = agent.alarms.index(of: id) else {
        if !wanted.isNormal, !agent.alarms.removed.contains(where: { $0.id == id }) {
          violations.append(
            Violation(
              promise: .nothingLost, at: now,
              what: "after the restart nobody knows \(id), the journal says \(wanted)"))
        }
        continue
      }
      let found = AlarmStanding(agent.alarms[alarm].facts)
      guard found != wanted else { continue }
      violations.append(
        Violation(
          promise: .nothingLost, at: now,
          what: "after the restart \(id) is \(found), the journal says \(wanted)"))
    }
  }
}
