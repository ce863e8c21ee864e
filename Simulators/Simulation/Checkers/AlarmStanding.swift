import Alarms

/// How an alarm stands, as far as people know of it.
struct AlarmStanding: Hashable, Sendable {
  var isActive: Bool
  var isAcknowledged: Bool
  var isLatched: Bool
  var isShelved: Bool
  var isOutOfService: Bool

  init(_ facts: AlarmFacts) {
    isActive = facts.condition.isActive
    isAcknowledged = facts.isAcknowledged
    isLatched = facts.isLatched
    isShelved = facts.suppression.contains(.shelved)
    isOutOfService = facts.suppression.contains(.outOfService)
  }

  /// Whether there is nothing left that anybody has to know.
  var isNormal: Bool {
    !(isActive || isLatched || isShelved || isOutOfService) && isAcknowledged
  }
}
