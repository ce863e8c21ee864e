package import Readings

/// The life of one alarm: the whole transition table of ISA-18.2, with latching.
///
/// It takes facts that have happened and asks no clock; delays are done before (`ConditionDelay`),
/// so that `occurred` means "for the on-delay" and `returned` "for the off-delay".
package struct AlarmStateMachine: Hashable, Sendable {
  package private(set) var facts: AlarmFacts

  package init(_ facts: AlarmFacts = AlarmFacts()) { self.facts = facts }

  /// What of the alarm's definition its life depends on.
  package struct Rules: Hashable, Sendable {
    package var latching: AlarmDefinition.Latching
    package var acknowledgement: AlarmDefinition.Acknowledgement
    package var hazard: AlarmHazard
    package var isShelvable: Bool

    /// - Parameter isShelvable: nil for what the hazard says.
    package init(
      latching: AlarmDefinition.Latching, acknowledgement: AlarmDefinition.Acknowledgement,
      hazard: AlarmHazard, isShelvable: Bool? = nil
    ) {
      self.latching = latching
      self.acknowledgement = acknowledgement
      self.hazard = hazard
      self.isShelvable = isShelvable ?? (hazard == .none)
    }
  }

  /// Something that has happened to the alarm.
  package enum Event: Hashable, Sendable {
    case occurred
    case returned
    /// A sample came while a delay runs; no state name shows it.
    case waited(ConditionState)
    case qualityChanged(Quality)
    case acknowledged
    case reset
    case shelved
    case shelvingEnded
    case suppressed
    case suppressionEnded
    case removedFromService
    case returnedToService
    case maintenanceBegan
    case maintenanceEnded
    case priorityRaised
    case reAlarmTimeElapsed
    case restarted
  }

  /// What an event did.
  package enum Outcome: Hashable, Sendable {
    case changed
    case unchanged
    case refused(AlarmCommandError)
  }

  package mutating func receive(_ event: Event, _ rules: Rules) -> Outcome {
    switch event {
    case .occurred: occur(rules)
    case .returned: comeBack(rules)
    case .waited(let condition): change { $0.condition = condition }
    case .qualityChanged(let quality): change { $0.quality = quality }
    case .acknowledged: acknowledge()
    case .reset: reset()
    case .shelved: hide(.shelved, rules)
    case .shelvingEnded:
      facts.suppression.contains(.shelved) ? show(.shelved) : .refused(.notShelved)
    case .suppressed:
      facts.suppression.contains(.byDesign) ? .unchanged : hide(.byDesign, rules)
    case .suppressionEnded:
      facts.suppression.contains(.byDesign) ? show(.byDesign) : .unchanged
    case .removedFromService:
      facts.suppression.contains(.outOfService)
        ? .refused(.alreadyOutOfService) : hide(.outOfService, rules)
    case .returnedToService:
      facts.suppression.contains(.outOfService) ? show(.outOfService) : .refused(.notOutOfService)
    case .maintenanceBegan:
      facts.suppression.contains(.maintenance) ? .unchanged : hide(.maintenance, rules)
    case .maintenanceEnded:
      facts.suppression.contains(.maintenance) ? show(.maintenance) : .unchanged
    case .priorityRaised, .reAlarmTimeElapsed: alarmAgain()
    case .restarted: restart()
    }
  }

  /// An occurrence is new and so unacknowledged, whether the alarm was normal, returned or latched.
  private mutating func occur(_ rules: Rules) -> Outcome {
    guard !facts.condition.isActive else { return .unchanged }
    facts.condition = .active
    facts.isAcknowledged = false
    if rules.latching == .latched { facts.isLatched = true }
    return .changed
  }

  private mutating func comeBack(_ rules: Rules) -> Outcome {
    guard facts.condition.isActive else { return .unchanged }
    facts.condition = .normal
    if rules.acknowledgement == .whileActiveOnly, !facts.isLatched { facts.isAcknowledged = true }
    return .changed
  }

  /// Refused while hidden, because what comes after hiding does not keep it: a person would believe
  /// to have dealt with an alarm that comes back unacknowledged.
  private mutating func acknowledge() -> Outcome {
    if let hidden = facts.suppression.state { return .refused(.hidden(hidden)) }
    guard !facts.isAcknowledged else {
      return .refused(facts.state == .normal ? .nothingToAcknowledge : .alreadyAcknowledged)
    }
    facts.isAcknowledged = true
    return .changed
  }

  /// Refused unless the condition is known to have gone.
  private mutating func reset() -> Outcome {
    if let hidden = facts.suppression.state { return .refused(.hidden(hidden)) }
    guard facts.isLatched else { return .refused(.notLatched) }
    guard facts.condition == .normal else { return .refused(.conditionHolds) }
    guard facts.isConditionKnown else { return .refused(.conditionUnknown) }
    guard facts.isAcknowledged else { return .refused(.notAcknowledged) }
    facts.isLatched = false
    return .changed
  }

  private mutating func hide(_ reason: AlarmSuppression, _ rules: Rules) -> Outcome {
    let isAllowed = reason == .shelved ? rules.isShelvable : rules.hazard == .none
    guard isAllowed else {
      return .refused(rules.hazard == .none ? .notShelvable : .hazard(rules.hazard))
    }
    facts.suppression.insert(reason)
    return .changed
  }

  /// What was hidden is judged by its condition now: an active or latched alarm is annunciated
  /// anew, an acknowledgement from before is not kept; a normal one owes nothing.
  private mutating func show(_ reason: AlarmSuppression) -> Outcome {
    facts.suppression.remove(reason)
    if facts.suppression.isEmpty {
      facts.isAcknowledged = !facts.condition.isActive && !facts.isLatched
    }
    return .changed
  }

  private mutating func alarmAgain() -> Outcome {
    guard facts.state == .acknowledged else { return .unchanged }
    facts.isAcknowledged = false
    return .changed
  }

  /// A restart never clears: what was active stays so until good data says otherwise. Delays begin
  /// anew, since nobody watched meanwhile.
  private mutating func restart() -> Outcome {
    let before = facts
    facts.condition = facts.condition.isActive ? .active : .normal
    facts.quality = .bad
    return facts == before ? .unchanged : .changed
  }

  private mutating func change(_ body: (inout AlarmFacts) -> Void) -> Outcome {
    let before = facts
    body(&facts)
    return facts == before ? .unchanged : .changed
  }
}
