import Readings
import Testing

@testable import Alarms

/// Every event in every combination of facts under every rule, against what may change at all. The
/// table of `TransitionTableTests` says where each goes; this says that nothing else moves.
@Suite("Every event in every state (field notes 9.1)")
struct GeneratedTransitionTests {
  private static let events: [AlarmStateMachine.Event] =
    [
      .occurred, .returned, .acknowledged, .reset, .shelved, .shelvingEnded, .suppressed,
      .suppressionEnded, .removedFromService, .returnedToService, .maintenanceBegan,
      .maintenanceEnded, .priorityRaised, .reAlarmTimeElapsed, .restarted,
    ] + ConditionState.allCases.map { .waited($0) } + Quality.allCases.map { .qualityChanged($0) }

  private static var facts: [AlarmFacts] {
    var all: [AlarmFacts] = []
    for condition in ConditionState.allCases {
      for bits in 0..<4 {
        for suppression in UInt8(0)..<16 {
          for quality in Quality.allCases {
            all.append(
              AlarmFacts(
                condition: condition, isAcknowledged: bits & 1 == 1, isLatched: bits & 2 == 2,
                suppression: AlarmSuppression(rawValue: suppression), quality: quality))
          }
        }
      }
    }
    return all
  }

  private static var rules: [AlarmStateMachine.Rules] {
    AlarmHazard.allCases.flatMap { hazard in
      [AlarmDefinition.Latching.latched, .selfClearing].flatMap { latching in
        [AlarmDefinition.Acknowledgement.onReturn, .whileActiveOnly].map {
          AlarmStateMachine.Rules(latching: latching, acknowledgement: $0, hazard: hazard)
        }
      }
    }
  }

  @Test("changes only what it is about; a refusal changes nothing; a change is told")
  func everyCell() {
    var cells = 0
    for rules in Self.rules {
      for before in Self.facts {
        for event in Self.events {
          var machine = AlarmStateMachine(before)
          let outcome = machine.receive(event, rules)
          let complaint = complaint(event, before, machine.facts, rules, outcome)
          if let complaint {
            Issue.record("\(event) in \(before) under \(rules): \(complaint) → \(machine.facts)")
          }
          cells += 1
        }
      }
    }
    #expect(cells == 768 * 22 * 32)
  }

  private func complaint(
    _ event: AlarmStateMachine.Event, _ before: AlarmFacts, _ after: AlarmFacts,
    _ rules: AlarmStateMachine.Rules, _ outcome: AlarmStateMachine.Outcome
  ) -> String? {
    if case .refused = outcome, before != after { return "refused and changed" }
    if outcome == .unchanged, before != after { return "changed in silence" }
    // Shelving a shelved alarm sets a new end, which is no fact of the alarm's life.
    if outcome == .changed, before == after, event != .shelved { return "told of nothing" }
    if before.condition.isActive, !after.condition.isActive {
      switch event {
      case .returned, .waited: break
      default: return "the condition was cleared"
      }
    }
    if before.isLatched, !after.isLatched, event != .reset { return "the latch went" }
    if before.quality != after.quality {
      switch event {
      case .qualityChanged, .restarted: break
      default: return "the quality changed"
      }
    }
    let added = after.suppression.subtracting(before.suppression)
    if !added.isEmpty, rules.hazard != .none { return "a hazard was hidden" }
    return acknowledgementComplaint(event, before, after, rules)
  }

  private func acknowledgementComplaint(
    _ event: AlarmStateMachine.Event, _ before: AlarmFacts, _ after: AlarmFacts,
    _ rules: AlarmStateMachine.Rules
  ) -> String? {
    let isShown = !before.suppression.isEmpty && after.suppression.isEmpty
    if !before.isAcknowledged, after.isAcknowledged {
      switch event {
      case .acknowledged: break
      case .returned where rules.acknowledgement == .whileActiveOnly && !after.isLatched: break
      default:
        let owesNothing = !after.condition.isActive && !after.isLatched
        if !isShown || !owesNothing { return "acknowledged by nobody" }
      }
    }
    if before.isAcknowledged, !after.isAcknowledged {
      switch event {
      case .occurred, .priorityRaised, .reAlarmTimeElapsed: break
      default:
        if !isShown { return "an acknowledgement was lost" }
      }
    }
    return nil
  }
}
