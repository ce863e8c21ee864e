import Agent
import Alarms
import Readings

/// No act lost: what a person asks for is put on record with his name, answered once that record is
/// on disk, and has been done when the answer says so.
struct ActChecker: SimulationChecker {
  private struct Waiting: Sendable {
    var question: AskedAct
    var at: Instant
    /// The last record that was made when the agent had done it.
    var record: UInt64 = 0
    var isRecorded = false
    /// Whether things stand as the act wants them.
    var isDone = false
  }

  private var waiting: [UInt64: Waiting] = [:]
  /// The ticket of the question that the agent is handling.
  private var asking: UInt64?
  private var before: AlarmFacts?
  private var lastMade: UInt64 = 0
  private var lastWritten: UInt64 = 0

  /// How long an answer may take while the disk writes.
  static let patience = Duration.seconds(30)

  init(_ settings: AgentSettings) {}

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    lastMade = resuming.lastSequence
  }

  mutating func agentStopped(at now: Instant) {
    // The sockets are gone, and with them those who waited.
    waiting = [:]
    asking = nil
  }

  mutating func asked(_ question: AskedAct, _ agent: Agent, at now: Instant) {
    waiting[question.ticket] = Waiting(question: question, at: now)
    asking = question.ticket
    before = facts(question.act, agent)
  }

  mutating func recordsWritten(
    _ records: [JournalRecord], at now: Instant, into violations: inout [Violation]
  ) {
    lastWritten = records.last?.sequence ?? lastWritten
  }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    for case .record(let record) in effects { lastMade = record.sequence }
    if let ticket = asking {
      asking = nil
      judge(ticket, agent, effects, at: now, into: &violations)
    }
    for case .answer(let ticket, let answer) in effects {
      check(answer, to: ticket, at: now, into: &violations)
    }
  }

  private mutating func judge(
    _ ticket: UInt64, _ agent: Agent, _ effects: [AgentEffect], at now: Instant,
    into violations: inout [Violation]
  ) {
    guard var asked = waiting[ticket] else { return }
    let act = asked.question.act
    asked.record = lastMade
    asked.isRecorded = effects.contains { effect in
      guard case .record(let record) = effect else { return false }
      return record.fields.contains { $0.value == .text(act.user) }
    }
    asked.isDone = stands(as: act, facts(act, agent), agent)
    waiting[ticket] = asked
    if !asked.question.isAllowed, facts(act, agent) != before {
      violations.append(
        Violation(
          promise: .noLostAct, at: now,
          what: "\(act.kind.subject) changed though \(act.user) may not"))
    }
  }

  private mutating func check(
    _ answer: OperatorAnswer, to ticket: UInt64, at now: Instant,
    into violations: inout [Violation]
  ) {
    guard let asked = waiting.removeValue(forKey: ticket) else {
      violations.append(
        Violation(promise: .noLostAct, at: now, what: "an answer that nobody waits for: \(answer)"))
      return
    }
    let act = asked.question.act
    let name = "\(act.kind.name) \(act.kind.subject)"
    let (text, isDone) =
      switch answer {
      case .done(let text): (text, true)
      case .refused(let text): (text, false)
      }
    if isDone, !asked.question.isAllowed || !asked.isDone {
      violations.append(
        Violation(promise: .noLostAct, at: now, what: "\(name) is not done, though: \(text)"))
    }
    guard !text.contains("journal not written") else { return }
    if !asked.isRecorded {
      violations.append(
        Violation(promise: .noLostAct, at: now, what: "no record names who did: \(name)"))
    } else if lastWritten < asked.record {
      violations.append(
        Violation(
          promise: .noLostAct, at: now, what: "\(name) was answered before it was on disk"))
    }
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    guard !waiting.isEmpty, scene.agent.journal.failure == nil else { return }
    for (ticket, asked) in waiting.sorted(by: { $0.key < $1.key })
    where now.since(asked.at) > Self.patience {
      waiting[ticket] = nil
      violations.append(
        Violation(
          promise: .noLostAct, at: now,
          what: "nobody answered \(asked.question.act.kind.name) "
            + asked.question.act.kind.subject))
    }
  }

  private func facts(_ act: OperatorAct, _ agent: Agent) -> AlarmFacts? {
    agent.alarms.index(of: act.kind.subject).map { agent.alarms[$0].facts }
  }

  /// Whether things stand as an act that was done leaves them.
  private func stands(as act: OperatorAct, _ facts: AlarmFacts?, _ agent: Agent) -> Bool {
    switch act.kind {
    case .acknowledge(let id):
      facts.map(\.isAcknowledged) ?? !agent.alarms.removed.contains { $0.id == id }
    case .reset: facts?.isLatched == false
    case .shelve: facts?.suppression.contains(.shelved) == true
    case .unshelve: facts?.suppression.contains(.shelved) == false
    case .removeFromService: facts?.suppression.contains(.outOfService) == true
    case .returnToService: facts?.suppression.contains(.outOfService) == false
    case .startMaintenance(let scope, _):
      agent.alarms.maintenance.contains { $0.scope.name == scope.name }
    case .endMaintenance(let name):
      !agent.alarms.maintenance.contains { $0.scope.name == name }
    }
  }
}
