package import Readings

/// All that is known of one alarm now.
package struct AlarmStatus: Hashable, Sendable {
  package var facts: AlarmFacts
  /// The priority in force.
  package var priority: AlarmPriority
  /// How often the condition has come to hold, over restarts too.
  package var activations: UInt64
  /// When the present occurrence began; nil when the condition does not hold.
  package var activeSince: Instant?
  /// The last believable value and when it was taken; nil before the first.
  package var lastValue: Value?
  package var lastValueAt: Instant?
  /// Since when there has been no believable value; nil while there is.
  package var unknownSince: Instant?
  /// Until when, why and by whom it is shelved; nil when it is not.
  package var shelving: Shelving?
  /// Whether it came first in its group; nil when it did not, or has none.
  package var firstOut: FirstOut?

  package init(
    facts: AlarmFacts, priority: AlarmPriority, activations: UInt64, activeSince: Instant?,
    lastValue: Value?, lastValueAt: Instant?, unknownSince: Instant?, shelving: Shelving?,
    firstOut: FirstOut? = nil
  ) {
    self.firstOut = firstOut
    self.facts = facts
    self.priority = priority
    self.activations = activations
    self.activeSince = activeSince
    self.lastValue = lastValue
    self.lastValueAt = lastValueAt
    self.unknownSince = unknownSince
    self.shelving = shelving
  }

  package var state: AlarmState { facts.state }
  /// Whether the condition holds, hidden or not.
  package var isActive: Bool { facts.condition.isActive }
  /// Whether it holds, and neither a person nor a rule hides it.
  package var isActiveInView: Bool { isActive && !state.isHidden }
  package var isConditionKnown: Bool { facts.isConditionKnown }

  package struct Shelving: Hashable, Sendable {
    package var until: Instant
    package var user: String
    package var reason: String

    package init(until: Instant, user: String, reason: String) {
      self.until = until
      self.user = user
      self.reason = reason
    }
  }
}
