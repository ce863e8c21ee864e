package import Readings

/// Conditions that a clock or the agent's own verdict decides. Their delays run by the clock: a
/// verdict stands until the next one.
extension AlarmBoard {
  /// Looks once a second at what only time can change: values that no longer come.
  package mutating func surveyed(at: Instant, into transitions: inout [AlarmTransition]) {
    if watchedSince == nil { watchedSince = at }
    for alarm in staleAlarms {
      guard case .stale(let limit) = definitions[alarm.rawValue].condition else { continue }
      let watch = watches[alarm.rawValue]
      let last = watch.lastValue == nil ? watchedSince ?? at : watch.lastValueAt
      if at.since(last) >= limit {
        judgeByClock(alarm, .beyond, at: at, into: &transitions)
      }
    }
  }

  /// Looks at the calendar.
  package mutating func wallClockRead(
    _ wall: WallTime, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    for alarm in dateAlarms {
      guard case .dueDate(let date) = definitions[alarm.rawValue].condition else { continue }
      judgeByClock(alarm, wall >= date ? .beyond : .back, at: at, into: &transitions)
    }
  }

  mutating func markKnown(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    if watches[alarm.rawValue].machine.facts.quality != .good {
      know(alarm.rawValue, .good, at, &transitions)
    }
  }

  mutating func judgeByClock(
    _ alarm: AlarmIndex, _ verdict: ConditionTest.Verdict, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    let index = alarm.rawValue
    markKnown(alarm, at: at, into: &transitions)
    if verdict != .beyond { watches[index].wasSeenNormal = true }
    let before = watches[index].machine.facts.condition
    guard before != .normal || verdict == .beyond else {
      watches[index].lastNormalAt = at
      return
    }
    if before == .normal { watches[index].beganAt = at }
    let after = watches[index].delay.sample(verdict, .good, before, at: at)
    guard after != before else { return }
    deadlines.remove(alarm, .clockDelay)
    if after == .pendingOn {
      deadlines.insert(at + definitions[index].onDelay, alarm, .clockDelay)
    } else if after == .pendingOff {
      deadlines.insert(at + definitions[index].offDelay, alarm, .clockDelay)
    }
    conditionChanged(alarm, to: after, at: at, into: &transitions)
  }

  /// A delay that runs by the clock is over, unless the verdict changed meanwhile.
  mutating func clockDelayEnded(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let isOn = watches[alarm.rawValue].machine.facts.condition == .pendingOn
    judgeByClock(alarm, isOn ? .beyond : .back, at: at, into: &transitions)
  }
}
