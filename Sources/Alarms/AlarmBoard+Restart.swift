package import Readings

extension AlarmBoard {
  /// What must survive a restart, in order of the definitions; untouched alarms are left out.
  ///
  /// - Parameter wall: the wall clock at the instant `at`.
  package func snapshot(at: Instant, wall: WallTime) -> [AlarmSnapshot] {
    let touched = definitions.indices.filter { index in
      let watch = watches[index]
      return watch.activations > 0 || watch.machine.facts.state != .normal
    }
    return touched.map { snapshot(AlarmIndex(rawValue: $0), at: at, wall: wall) } + removed
  }

  /// What must survive of one alarm.
  package func snapshot(_ alarm: AlarmIndex, at: Instant, wall: WallTime) -> AlarmSnapshot {
    let watch = watches[alarm.rawValue]
    var machine = watch.machine
    _ = machine.receive(.restarted, watch.rules)
    var snapshot = AlarmSnapshot(
      id: definitions[alarm.rawValue].id, facts: machine.facts, priority: watch.priority,
      activations: watch.activations,
      activeSince: restoredSince[alarm] ?? watch.activeSince.map { wall + $0.since(at) },
      shelving: shelvings[alarm].map {
        AlarmSnapshot.Shelving(
          until: wall + $0.until.since(at), user: $0.user, reason: $0.reason)
      },
      firstOut: groups.firstOut(alarm))
    snapshot.isTold = watch.isTold
    return snapshot
  }

  /// What must survive of one alarm as of a transition, which others at the same instant may have
  /// followed: a torn write may leave the record of this one as the last.
  package func snapshot(after transition: AlarmTransition, wall: WallTime) -> AlarmSnapshot {
    let aftermath = transition.aftermath
    var snapshot = snapshot(transition.alarm, at: transition.at, wall: wall)
    var machine = AlarmStateMachine(aftermath.facts)
    _ = machine.receive(.restarted, watches[transition.alarm.rawValue].rules)
    snapshot.facts = machine.facts
    snapshot.priority = transition.priority
    snapshot.activations = transition.occurrence
    snapshot.activeSince =
      aftermath.restoredSince ?? aftermath.activeSince.map { wall + $0.since(transition.at) }
    snapshot.isTold = aftermath.isTold
    return snapshot
  }

  /// Resumes where an earlier run ended. Nothing is cleared by it; every condition is unknown until
  /// the first believable sample. Shelving that ended meanwhile ends with the next `timeReached`.
  package init(
    _ definitions: [AlarmDefinition], restoring snapshots: [AlarmSnapshot], at: Instant,
    wall: WallTime
  ) {
    self.init(definitions)
    for snapshot in snapshots {
      if let alarm = index(of: snapshot.id) {
        restore(alarm, snapshot, at: at, wall: wall)
      } else if snapshot.facts.state != .normal {
        removed.append(snapshot)
      }
    }
  }

  /// A person knows that an alarm which was not normal is no longer in the configuration.
  package mutating func acknowledgeRemoval(of id: String) throws(AlarmCommandError) {
    guard let place = removed.firstIndex(where: { $0.id == id }) else { throw .unknownAlarm }
    removed.remove(at: place)
  }

  mutating func restore(
    _ alarm: AlarmIndex, _ snapshot: AlarmSnapshot, at: Instant, wall: WallTime
  ) {
    let index = alarm.rawValue
    counts[watches[index].priority, .normal] -= 1
    watches[index].machine = AlarmStateMachine(snapshot.facts)
    _ = watches[index].machine.receive(.restarted, watches[index].rules)
    watches[index].activations = snapshot.activations
    watches[index].isTold = snapshot.isTold
    statistics.resume(alarm, occurrences: snapshot.activations)
    if snapshot.facts.suppression.contains(.maintenance) { hasOrphans = true }
    if snapshot.facts.suppression.contains(.byDesign) {
      resumedSuppressions.insert(alarm)
      deadlines.insert(at + Self.resumedSuppressionTime, alarm, .suppressionLingers)
    }
    watches[index].unknownSince = at
    if snapshot.priority < watches[index].priority,
      definitions[index].condition == .communicationLoss
    {
      watches[index].priority = snapshot.priority
    }
    let state = watches[index].machine.facts.state
    counts[watches[index].priority, state] += 1
    groups.moved(alarm, from: .normal, to: state)
    groups.restore(alarm, snapshot.firstOut)
    if definitions[index].condition == .communicationLoss, snapshot.facts.condition.isActive,
      let device = definitions[index].device
    {
      losses[device] = .lostBefore
      if let patience = definitions[index].criticalAfter {
        let since = snapshot.activeSince.map { at + $0.since(wall) } ?? at
        deadlines.insert(max(at, since + patience), alarm, .lossLasts)
      }
    }
    if let since = snapshot.activeSince {
      watches[index].activeSince = at + since.since(wall)
      restoredSince[alarm] = since
    }
    if let wait = definitions[index].reAlarmAfter, watches[index].machine.facts.isAcknowledged {
      deadlines.insert(at + wait, alarm, .reAlarm)
    }
    if let shelving = snapshot.shelving {
      // What may not be shelved any more, by another site file, is not.
      let isAllowed = definitions[index].isShelvable
      let until = isAllowed ? at + shelving.until.since(wall) : at
      shelvings[alarm] = AlarmStatus.Shelving(
        until: until, user: shelving.user, reason: shelving.reason)
      deadlines.insert(until, alarm, .shelvingEnds)
    } else if snapshot.facts.suppression.contains(.shelved) {
      // Its end was on record with what a crash took: nothing stays hidden without an end.
      shelvings[alarm] = AlarmStatus.Shelving(until: at, user: "", reason: "")
      deadlines.insert(at, alarm, .shelvingEnds)
    }
  }
}
