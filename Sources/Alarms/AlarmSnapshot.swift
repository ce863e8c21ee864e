package import Readings

/// What of one alarm survives a restart. Times are of the wall clock, since the monotonic one
/// begins anew with the machine.
package struct AlarmSnapshot: Hashable, Sendable {
  package var id: String
  /// Condition `.active` or `.normal`: delays do not survive.
  package var facts: AlarmFacts
  /// The priority in force.
  package var priority: AlarmPriority
  package var activations: UInt64
  package var activeSince: WallTime?
  package var shelving: Shelving?
  /// Whether it came first in its group.
  package var firstOut: FirstOut?
  /// Whether people were told of the present occurrence, though it may be hidden now.
  package var isTold = false

  package init(
    id: String, facts: AlarmFacts, priority: AlarmPriority, activations: UInt64,
    activeSince: WallTime?, shelving: Shelving?, firstOut: FirstOut? = nil
  ) {
    self.firstOut = firstOut
    self.id = id
    self.facts = facts
    self.priority = priority
    self.activations = activations
    self.activeSince = activeSince
    self.shelving = shelving
  }

  package struct Shelving: Hashable, Sendable {
    package var until: WallTime
    package var user: String
    package var reason: String

    package init(until: WallTime, user: String, reason: String) {
      self.until = until
      self.user = user
      self.reason = reason
    }
  }
}
