package import Readings

extension AlarmBoard {
  /// The agent's verdict on a device: no good answer for too long, or answering again. Saying the
  /// same twice is harmless.
  package mutating func communicationChanged(
    _ device: DeviceIndex, isLost: Bool, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    guard device.rawValue < communicationAlarms.count else { return }
    for alarm in communicationAlarms[device.rawValue] {
      let index = alarm.rawValue
      if watches[index].machine.facts.quality != .good { know(index, .good, at, &transitions) }
      if isLost {
        raisePriority(alarm, at: at, into: &transitions)
      } else {
        watches[index].wasSeenNormal = true
      }
      judgeCommunication(alarm, isLost: isLost, at: at, into: &transitions)
    }
  }

  /// The agent's verdict on a line or on itself, for an alarm whose condition is `.verdict`. Saying
  /// the same twice is harmless; until something is said, the condition is unknown.
  package mutating func judged(
    _ alarm: AlarmIndex, holds: Bool, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let index = alarm.rawValue
    if watches[index].machine.facts.quality != .good { know(index, .good, at, &transitions) }
    if !holds { watches[index].wasSeenNormal = true }
    judgeCommunication(alarm, isLost: holds, at: at, into: &transitions)
  }

  /// Delays of a communication alarm run by the clock: the verdict stands until the next one.
  private mutating func judgeCommunication(
    _ alarm: AlarmIndex, isLost: Bool, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let index = alarm.rawValue
    let before = watches[index].machine.facts.condition
    let after = watches[index].delay.sample(isLost ? .beyond : .back, .good, before, at: at)
    guard after != before else { return }
    deadlines.remove(alarm, .communicationDelay)
    if after == .pendingOn {
      deadlines.insert(at + definitions[index].onDelay, alarm, .communicationDelay)
    } else if after == .pendingOff {
      deadlines.insert(at + definitions[index].offDelay, alarm, .communicationDelay)
    }
    conditionChanged(alarm, to: after, at: at, into: &transitions)
  }

  /// The delay of a communication alarm is over, unless the verdict changed meanwhile.
  mutating func communicationDelayEnded(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let isLost = watches[alarm.rawValue].machine.facts.condition == .pendingOn
    judgeCommunication(alarm, isLost: isLost, at: at, into: &transitions)
  }

  /// Lost while in alarm: a device that falls silent with a critical or high alarm standing is a
  /// critical matter, because it may be the fire that silenced it.
  private mutating func raisePriority(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let index = alarm.rawValue
    guard watches[index].priority > .critical else { return }
    guard let device = definitions[index].device?.rawValue else { return }
    let isInAlarm = pointAlarms[device].contains { other in
      let facts = watches[other.rawValue].machine.facts
      return watches[other.rawValue].priority <= .high
        && (facts.condition.isActive || facts.isLatched)
    }
    guard isInAlarm else { return }
    setPriority(alarm, .critical)
    _ = tell(alarm, .priorityRaised, as: .priorityChanged, at: at, into: &transitions)
  }

  mutating func setPriority(_ alarm: AlarmIndex, _ priority: AlarmPriority) {
    let state = watches[alarm.rawValue].machine.facts.state
    counts[watches[alarm.rawValue].priority, state] -= 1
    watches[alarm.rawValue].priority = priority
    counts[priority, state] += 1
  }
}
