package import Readings

/// Alarms that go on under another configuration. Whatever the board comes to keep of an alarm, a
/// point or a device is to be taken over here too.
extension AlarmBoard {
  /// Takes up the life of every alarm of another board that is in this one too. For use on a board
  /// that has judged nothing yet. An alarm that is judged as before notices nothing; any other keeps
  /// what people know of it and is judged anew. Alarms that have left and were not normal are in
  /// `removed` until a person knows.
  ///
  /// - Parameter wall: the wall clock at the instant `at`.
  package mutating func takeOver(
    _ old: AlarmBoard, _ carry: AlarmCarry, at: Instant, wall: WallTime
  ) {
    for index in definitions.indices {
      guard let before = carry.alarms[index] else { continue }
      let alarm = AlarmIndex(rawValue: index)
      if carry.isSame[index] {
        goOn(alarm, from: old, before)
      } else {
        restore(alarm, old.snapshot(before, at: at, wall: wall), at: at, wall: wall)
        occurrences[alarm] = old.occurrences[before]
        watches[index].wasSeenNormal = old.watches[before.rawValue].wasSeenNormal
      }
    }
    facts.takeOver(old.facts, carry)
    trackers.takeOverPartners(old.trackers, carry)
    groups.takeOver(old.groups, carry)
    for deadline in old.deadlines.all {
      guard let alarm = carry.number(deadline.alarm), carry.isSame[alarm.rawValue] else { continue }
      deadlines.insert(deadline.at, alarm, deadline.purpose)
    }
    for (device, loss) in old.losses {
      guard let number = carry.devices[device.rawValue] else { continue }
      let isLost = loss != .answers && loss != .unknown
      losses[number] =
        carry.goesOn[number.rawValue] ? loss : isLost ? .lostBefore : .unknown
    }
    watchedSince = old.watchedSince
    flood = old.flood
    statistics = old.statistics.renumbered(carry.number)
    removed = old.removed.filter { index(of: $0.id) == nil }
    for (place, number) in carry.numbers.enumerated() where number == nil {
      let snapshot = old.snapshot(AlarmIndex(rawValue: place), at: at, wall: wall)
      if snapshot.facts.state != .normal { removed.append(snapshot) }
    }
    // One that had left and is here again is as it was when it left.
    for snapshot in old.removed {
      guard let alarm = index(of: snapshot.id) else { continue }
      restore(alarm, snapshot, at: at, wall: wall)
    }
  }

  private mutating func goOn(_ alarm: AlarmIndex, from old: AlarmBoard, _ before: AlarmIndex) {
    let index = alarm.rawValue
    let own = watches[index]
    let watch = old.watches[before.rawValue]
    counts[own.priority, .normal] -= 1
    watches[index] = AlarmWatch(watch, rules: own.rules, tracker: own.tracker)
    let raised = watch.priority != old.definitions[before.rawValue].priority
    watches[index].priority = raised ? min(watch.priority, own.priority) : own.priority
    let state = watch.machine.facts.state
    counts[watches[index].priority, state] += 1
    groups.moved(alarm, from: .normal, to: state)
    if watch.machine.facts.suppression.contains(.maintenance) { hasOrphans = true }
    if own.tracker >= 0, watch.tracker >= 0 {
      trackers.takeOver(Int(own.tracker), from: old.trackers, Int(watch.tracker))
    }
    isDelaying[index] = old.isDelaying[before.rawValue]
    if isDelaying[index] { delayingCount += 1 }
    sequenceStarts[alarm] = old.sequenceStarts[before]
    if old.exhaustedSuppressions.contains(before) { exhaustedSuppressions.insert(alarm) }
    if old.resumedSuppressions.contains(before) { resumedSuppressions.insert(alarm) }
    if old.lingering.contains(before) { lingering.insert(alarm) }
    occurrences[alarm] = old.occurrences[before]
    shelvings[alarm] = old.shelvings[before]
    restoredSince[alarm] = old.restoredSince[before]
  }

  /// Takes up from an earlier board the alarms that `takeOver` found nowhere: a configuration that
  /// is in force again finds what it left.
  package mutating func recall(
    _ earlier: AlarmBoard, absentFrom carry: AlarmCarry, at: Instant, wall: WallTime
  ) {
    for index in definitions.indices where carry.alarms[index] == nil {
      let alarm = AlarmIndex(rawValue: index)
      guard watches[index].activations == 0, watches[index].machine.facts.state == .normal,
        let before = earlier.index(of: definitions[index].id)
      else { continue }
      restore(alarm, earlier.snapshot(before, at: at, wall: wall), at: at, wall: wall)
    }
  }
}

extension AlarmWatch {
  /// What another watch has seen, under this alarm's rules and with its own memory of the past.
  init(_ other: AlarmWatch, rules: AlarmStateMachine.Rules, tracker: Int32) {
    self = other
    self.rules = rules
    self.tracker = tracker
  }
}

extension AlarmGroups {
  /// Takes up which alarm came first where the group has alarms that stand.
  mutating func takeOver(_ old: AlarmGroups, _ carry: AlarmCarry) {
    for group in old.groups {
      if let first = group.first.flatMap(carry.number) {
        restore(first, .first, began: group.firstBegan)
      }
      for tie in group.ties.compactMap(carry.number) { restore(tie, .tie) }
    }
  }
}

extension AlarmStatistics {
  /// The same figures under other numbers of the alarms.
  func renumbered(_ number: (AlarmIndex) -> AlarmIndex?) -> AlarmStatistics {
    var renumbered = self
    renumbered.renumber(number)
    return renumbered
  }
}
