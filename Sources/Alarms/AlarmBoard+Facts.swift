import Readings

/// Conditions over several points: consistency, votes, redundancy, sequences; and suppression.
extension AlarmBoard {
  /// Takes a sample of a point that such conditions look at.
  ///
  /// - Parameter place: of a fact, or behind all facts of a partner's number.
  mutating func note(
    _ place: Int, _ reading: Reading, _ quality: Quality, _ at: Instant,
    _ transitions: inout [AlarmTransition]
  ) {
    let value = quality == .bad ? nil : reading.value
    guard place < facts.sources.count else {
      trackers.setPartner(place - facts.sources.count, value)
      return
    }
    let seenBefore = facts.seenAt[place]
    if facts.take(place, value, quality, at: reading.at) {
      factChanged(place, at: at, lastSeen: seenBefore, into: &transitions)
    } else if delayingCount > 0 {
      // A delay counts samples, also those that say the same again.
      for alarm in facts.conditionUsers[place]
      where isDelaying[alarm.rawValue] && value != nil {
        judgeExpression(alarm, at: at, into: &transitions)
      }
    }
  }

  /// Looks again at everything that looks at a fact.
  ///
  /// - Parameter lastSeen: when it was last known to be otherwise.
  mutating func factChanged(
    _ fact: Int, at: Instant, lastSeen: Instant = .origin,
    into transitions: inout [AlarmTransition]
  ) {
    for alarm in facts.conditionUsers[fact] {
      if watches[alarm.rawValue].machine.facts.condition == .normal {
        watches[alarm.rawValue].lastNormalAt = lastSeen
      }
      judgeExpression(alarm, at: at, into: &transitions)
    }
    for alarm in facts.suppressionUsers[fact] {
      judgeSuppression(alarm, at: at, into: &transitions)
    }
  }

  /// Everything that a device told is unknown from now on.
  mutating func loseFacts(
    of device: DeviceIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    for fact in facts.ofDevice[device] ?? [] where facts.set(fact, .unknown) {
      factChanged(fact, at: at, into: &transitions)
    }
    for (place, point) in trackers.partnerPoints.enumerated()
    where point.device == device {
      trackers.setPartner(place, nil)
    }
  }

  /// Delays over facts of a device stand still.
  mutating func pauseExpressions(of device: DeviceIndex) {
    guard delayingCount > 0 else { return }
    for fact in facts.ofDevice[device] ?? [] {
      for alarm in facts.conditionUsers[fact] where isDelaying[alarm.rawValue] {
        watches[alarm.rawValue].delay.pause()
      }
    }
  }

  // MARK: Conditions

  private mutating func judgeExpression(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let index = alarm.rawValue
    switch expressions[alarm] {
    case .fact(let expression)?:
      let (truth, quality) = facts.evaluate(expression)
      guard truth != .unknown else {
        lose(index, at, &transitions)
        return setDelaying(index)
      }
      weigh(index, truth == .yes ? .beyond : .back, quality, at, &transitions)
      setDelaying(index)
    case .sequence?: judgeSequence(alarm, at: at, into: &transitions)
    case nil: break
    }
  }

  private mutating func setDelaying(_ index: Int) {
    let condition = watches[index].machine.facts.condition
    let isWaiting = condition == .pendingOn || condition == .pendingOff
    guard isWaiting != isDelaying[index] else { return }
    isDelaying[index] = isWaiting
    delayingCount += isWaiting ? 1 : -1
  }

  // MARK: Suppression by design

  /// Suppression needs good data: when what it looks at is unknown or only uncertain, it is off.
  private mutating func judgeSuppression(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    guard let expression = suppressions[alarm] else { return }
    let (truth, quality) = facts.evaluate(expression)
    // What an earlier run suppressed waits a little for the first data.
    if truth == .unknown, resumedSuppressions.contains(alarm) { return }
    resumedSuppressions.remove(alarm)
    let isOn = truth == .yes && quality == .good
    let isSuppressed =
      watches[alarm.rawValue].machine.facts.suppression.contains(.byDesign)
    if isOn, !isSuppressed, !exhaustedSuppressions.contains(alarm) {
      _ = tell(
        alarm, .suppressed, as: .suppressed, at: at, because: "suppress_when holds",
        into: &transitions)
      if let most = definitions[alarm.rawValue].maximumSuppression {
        deadlines.insert(at + most, alarm, .suppressionEnds)
      }
    } else if isOn {
      deadlines.remove(alarm, .suppressionLingers)
    } else {
      exhaustedSuppressions.remove(alarm)
      guard isSuppressed else { return }
      let linger = definitions[alarm.rawValue].suppressionOffDelay
      if truth == .no, linger > .zero {
        if lingering.insert(alarm).inserted {
          deadlines.insert(at + linger, alarm, .suppressionLingers)
        }
      } else {
        endSuppression(
          alarm,
          because: truth == .no ? "suppress_when ended" : "what suppresses it is unknown",
          at: at, into: &transitions)
      }
    }
    if isOn { lingering.remove(alarm) }
  }

  mutating func endSuppression(
    _ alarm: AlarmIndex, because reason: String, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    lingering.remove(alarm)
    resumedSuppressions.remove(alarm)
    deadlines.remove(alarm, .suppressionEnds)
    deadlines.remove(alarm, .suppressionLingers)
    _ = tell(
      alarm, .suppressionEnded, as: .unsuppressed, at: at, because: reason, into: &transitions)
  }

  /// Suppression has lasted for as long as it may: the alarm speaks again until it was over once.
  mutating func suppressionExhausted(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    exhaustedSuppressions.insert(alarm)
    endSuppression(
      alarm, because: "suppressed for longer than max_suppression", at: at, into: &transitions)
  }

  // MARK: Sequences

  /// A sequence waits from the instant at which the first fact became true. The second fact must be
  /// known to hold in time: what nobody sees has not happened.
  private mutating func judgeSequence(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    guard case .sequence(let after, let expect)? = expressions[alarm] else { return }
    let begun = facts.evaluate(after)
    let followed = facts.evaluate(expect)
    let isFollowed = followed.truth == .yes && followed.quality == .good
    let isWaiting = sequenceStarts[alarm] != nil
    if begun.truth == .no || isFollowed {
      sequenceStarts[alarm] = nil
      deadlines.remove(alarm, .sequenceOverdue)
      judgeByClock(alarm, .back, at: at, into: &transitions)
    } else if begun.truth == .yes, !isWaiting {
      guard case .sequence(_, _, let within) = definitions[alarm.rawValue].condition else {
        return
      }
      sequenceStarts[alarm] = at
      deadlines.insert(at + within, alarm, .sequenceOverdue)
      markKnown(alarm, at: at, into: &transitions)
    } else if begun.truth == .unknown, !isWaiting {
      lose(alarm.rawValue, at, &transitions)
    }
  }

  /// The time in which the second fact should have followed is over.
  mutating func sequenceOverdue(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    guard sequenceStarts[alarm] != nil else { return }
    judgeByClock(alarm, .beyond, at: at, into: &transitions)
  }
}
