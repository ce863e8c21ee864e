import Alarms
import Readings

/// What people do. Every act and every refusal is put on record, and answered when the record is
/// on disk.
extension Agent {
  /// Does what a person who may do so asked for, or says why not.
  mutating func carryOut(
    _ act: OperatorAct, ticket: UInt64, at now: Instant, into effects: inout [AgentEffect]
  ) {
    let before = journal.lastSequence
    let answer: OperatorAnswer
    do throws(AlarmCommandError) {
      answer = .done(try attempt(act, at: now, into: &effects))
    } catch {
      answer = .refused("\(act.kind.subject): \(error.description)")
      record(.refused, act.fields(refusedBecause: error.description), at: now, into: &effects)
    }
    owe(answer, ticket: ticket, since: before, into: &effects)
  }

  /// A person may not do what he asked for.
  mutating func refuse(
    _ act: OperatorAct, because reason: String, ticket: UInt64, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let before = journal.lastSequence
    record(.refused, act.fields(refusedBecause: reason), at: now, into: &effects)
    owe(.refused(reason), ticket: ticket, since: before, into: &effects)
  }

  mutating func owe(
    _ answer: OperatorAnswer, ticket: UInt64, since before: UInt64,
    into effects: inout [AgentEffect]
  ) {
    if journal.lastSequence == before {
      let reason = journal.failure ?? "too many records wait for the disk"
      effects.append(.answer(ticket: ticket, answer.unwritten(because: reason)))
    } else {
      journal.owe(answer, ticket: ticket)
    }
  }

  private mutating func attempt(
    _ act: OperatorAct, at now: Instant, into effects: inout [AgentEffect]
  ) throws(AlarmCommandError) -> String {
    switch act.kind {
    case .startMaintenance(let scope, let duration):
      return try startMaintenance(scope, for: duration, act, at: now, into: &effects)
    case .endMaintenance(let name):
      return try endMaintenance(name, act, at: now, into: &effects)
    default: break
    }
    guard let (id, command) = act.kind.command(at: now) else { throw .unknownAlarm }
    guard let alarm = alarms.index(of: id) else {
      guard command == .acknowledge else { throw .unknownAlarm }
      try alarms.acknowledgeRemoval(of: id)
      recordRemovalKnown(id, act, at: now, into: &effects)
      return "\(id) is normal"
    }
    let transitions = try alarms.act(
      AlarmCommand(command, alarm, user: act.user, reason: act.reason), at: now)
    report(transitions, at: now, into: &effects)
    return "\(id) is \(alarms[alarm].state.rawValue)"
  }

  /// An alarm that left the configuration while it was not normal is known until somebody says
  /// that he knows; this is the last that is recorded of it.
  private mutating func recordRemovalKnown(
    _ id: String, _ act: OperatorAct, at now: Instant, into effects: inout [AgentEffect]
  ) {
    let gone = AlarmSnapshot(
      id: id, facts: AlarmFacts(), priority: .journal, activations: 0, activeSince: nil,
      shelving: nil)
    record(
      .acknowledged,
      [
        .init("id", .text(id)), .init("to_state", .text(AlarmState.normal.rawValue)),
        .init("priority", .text(gone.priority.rawValue)), .init("removed", .flag(true)),
      ] + act.whoAndWhy + gone.journalFields, at: now, into: &effects)
  }
}

extension OperatorAct {
  fileprivate var whoAndWhy: [JournalRecord.Field] {
    [.init("actor", .text(user))] + (reason.isEmpty ? [] : [.init("comment", .text(reason))])
  }

  fileprivate func fields(refusedBecause refusal: String) -> [JournalRecord.Field] {
    [.init("act", .text(kind.name)), .init("act_on", .text(kind.subject))] + whoAndWhy
      + [.init("refusal", .text(refusal))]
  }
}

extension OperatorAct.Kind {
  /// The alarm, and the act as the alarm board takes it.
  fileprivate func command(at now: Instant) -> (id: String, act: AlarmCommand.Act)? {
    switch self {
    case .acknowledge(let id): (id, .acknowledge)
    case .reset(let id): (id, .reset)
    case .shelve(let id, let duration): (id, .shelve(until: now + duration))
    case .unshelve(let id): (id, .unshelve)
    case .removeFromService(let id): (id, .removeFromService)
    case .returnToService(let id): (id, .returnToService)
    case .startMaintenance, .endMaintenance: nil
    }
  }
}
