package import Readings

extension AlarmBoard {
  /// The agent's verdict on a device: no good answer for too long, or answering again. Saying the
  /// same twice is harmless. The first verdict after a start should be said too, since before it
  /// nobody knows.
  package mutating func communicationChanged(
    _ device: DeviceIndex, isLost: Bool, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    if device.rawValue < communicationAlarms.count {
      for alarm in communicationAlarms[device.rawValue] {
        markKnown(alarm, at: at, into: &transitions)
        if isLost { raisePriority(alarm, at: at, into: &transitions) }
        let wasActive = watches[alarm.rawValue].machine.facts.condition.isActive
        judgeByClock(alarm, isLost ? .beyond : .back, at: at, into: &transitions)
        let isActive = watches[alarm.rawValue].machine.facts.condition.isActive
        if !isActive {
          deadlines.remove(alarm, .lossLasts)
        } else if !wasActive, let patience = definitions[alarm.rawValue].criticalAfter {
          deadlines.insert(at + patience, alarm, .lossLasts)
        }
      }
    }
    if let fact = facts.losses[device], facts.set(fact, isLost ? .yes : .no) {
      factChanged(fact, at: at, into: &transitions)
    }
    judgeCoincidence(device, isLost: isLost, at: at, into: &transitions)
  }

  /// The agent's verdict on a line or on itself, for an alarm whose condition is `.verdict`. Saying
  /// the same twice is harmless; until something is said, the condition is unknown.
  package mutating func judged(
    _ alarm: AlarmIndex, holds: Bool, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    judgeByClock(alarm, holds ? .beyond : .back, at: at, into: &transitions)
  }

  /// Two devices that fall silent together are more than two devices: something takes them.
  private mutating func judgeCoincidence(
    _ device: DeviceIndex, isLost: Bool, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    guard let concerned = coincidenceAlarms[device] else { return }
    if !isLost {
      losses[device] = .answers
    } else if case .lost? = losses[device] {
    } else if losses[device] != .lostBefore {
      losses[device] = .lost(at)
    }
    for alarm in concerned {
      guard case .coincidentLoss(let devices, let within) = definitions[alarm.rawValue].condition
      else { continue }
      let state = Loss.together(devices.map { losses[$0] ?? .unknown }, within: within)
      if let state { judgeByClock(alarm, state, at: at, into: &transitions) }
    }
  }

  /// What is known of one device's answering.
  enum Loss: Hashable, Sendable {
    /// Nothing was heard of it since the start, good or bad.
    case unknown
    case answers
    case lost(Instant)
    /// It was lost when an earlier run ended, nobody knows how long before others.
    case lostBefore

    /// What the losses of several devices say: together, or fewer than two; nil in between.
    static func together(_ losses: [Loss], within: Duration) -> ConditionTest.Verdict? {
      var instants: [Instant] = []
      var possible = 0
      for loss in losses {
        switch loss {
        case .lost(let at):
          instants.append(at)
          possible += 1
        case .lostBefore, .unknown: possible += 1
        case .answers: break
        }
      }
      instants.sort()
      for (first, second) in zip(instants, instants.dropFirst())
      where second.since(first) <= within {
        return .beyond
      }
      return possible < 2 ? .back : nil
    }
  }

  /// Lost while in alarm: a device that falls silent with a critical or high alarm standing is a
  /// critical matter, because it may be the fire that silenced it.
  private mutating func raisePriority(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let index = alarm.rawValue
    guard watches[index].priority > .critical, let device = definitions[index].device else {
      return
    }
    let isInAlarm = pointAlarms[device.rawValue].contains { other in
      let facts = watches[other.rawValue].machine.facts
      return watches[other.rawValue].priority <= .high
        && (facts.condition.isActive || facts.isLatched)
    }
    guard isInAlarm else { return }
    makeCritical(alarm, at: at, into: &transitions)
  }

  /// Nobody has known for so long how the plant is that a person must go and look.
  mutating func lossLasts(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let watch = watches[alarm.rawValue]
    guard watch.machine.facts.condition.isActive, watch.priority > .critical else { return }
    makeCritical(alarm, at: at, into: &transitions)
  }

  private mutating func makeCritical(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
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
