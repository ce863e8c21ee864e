package import Readings

extension AlarmBoard {
  /// Carries out an act, or says why not; then nothing has changed.
  package mutating func act(
    _ command: AlarmCommand, at: Instant
  ) throws(AlarmCommandError) -> [AlarmTransition] {
    guard watches.indices.contains(command.alarm.rawValue) else { throw .unknownAlarm }
    guard !command.user.isEmpty else { throw .userMissing }
    if command.act.hides { try checkHiding(command) }
    if case .shelve(let until) = command.act { try check(until, at: at) }
    if command.act.needsReason, command.reason.isEmpty { throw .reasonMissing }
    var transitions: [AlarmTransition] = []
    let (event, kind) = command.act.meaning
    let outcome = tell(
      command.alarm, event, as: kind, at: at, by: command.user,
      because: command.reason.isEmpty ? nil : command.reason, into: &transitions)
    if case .refused(let error) = outcome { throw error }
    carryOut(command, at: at)
    return transitions
  }

  /// How long a person took, counted from the occurrence.
  private mutating func noteAcknowledgement(of alarm: AlarmIndex, at: Instant) {
    let watch = watches[alarm.rawValue]
    guard watch.priority != .journal, let occurred = occurrences[alarm] else { return }
    statistics.acknowledged(watch.priority, after: at.since(occurred), at: at)
    occurrences[alarm] = nil
  }

  /// Alarms of a hazard are not hidden; shelving is what its rule says.
  private func checkHiding(_ command: AlarmCommand) throws(AlarmCommandError) {
    let definition = definitions[command.alarm.rawValue]
    if case .shelve = command.act, definition.isShelvable { return }
    if definition.hazard != .none { throw .hazard(definition.hazard) }
    if case .shelve = command.act { throw .notShelvable }
  }

  private func check(_ until: Instant, at: Instant) throws(AlarmCommandError) {
    guard until > at else { throw .endNotInFuture }
    guard until.since(at) <= Self.maximumShelving else {
      throw .shelvingTooLong(maximum: Self.maximumShelving)
    }
  }

  private mutating func carryOut(_ command: AlarmCommand, at: Instant) {
    switch command.act {
    case .shelve(let until):
      shelvings[command.alarm] = AlarmStatus.Shelving(
        until: until, user: command.user, reason: command.reason)
      deadlines.insert(until, command.alarm, .shelvingEnds)
    case .unshelve:
      shelvings[command.alarm] = nil
      deadlines.remove(command.alarm, .shelvingEnds)
    case .acknowledge:
      noteAcknowledgement(of: command.alarm, at: at)
      if let wait = definitions[command.alarm.rawValue].reAlarmAfter {
        deadlines.insert(at + wait, command.alarm, .reAlarm)
      }
    case .suppress, .unsuppress:
      resumedSuppressions.remove(command.alarm)
      deadlines.remove(command.alarm, .suppressionLingers)
    case .reset, .removeFromService, .returnToService: break
    }
  }
}

extension AlarmCommand.Act {
  fileprivate var hides: Bool {
    switch self {
    case .shelve, .removeFromService, .suppress: true
    case .acknowledge, .reset, .unshelve, .returnToService, .unsuppress: false
    }
  }

  fileprivate var needsReason: Bool {
    switch self {
    case .shelve, .removeFromService, .suppress: true
    case .acknowledge, .reset, .unshelve, .returnToService, .unsuppress: false
    }
  }

  fileprivate var meaning: (AlarmStateMachine.Event, AlarmTransition.Kind) {
    switch self {
    case .acknowledge: (.acknowledged, .acknowledged)
    case .reset: (.reset, .reset)
    case .shelve: (.shelved, .shelved)
    case .unshelve: (.shelvingEnded, .unshelved)
    case .removeFromService: (.removedFromService, .outOfService)
    case .returnToService: (.returnedToService, .returnedToService)
    case .suppress: (.suppressed, .suppressed)
    case .unsuppress: (.suppressionEnded, .unsuppressed)
    }
  }
}
