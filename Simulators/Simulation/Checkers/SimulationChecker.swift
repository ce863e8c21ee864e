import Agent
package import Readings

/// Watches one promise of the design while a simulation runs.
protocol SimulationChecker: Sendable {
  /// A device's answer is about to reach the agent; this is what the device held.
  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant)
  /// The agent has handled an event.
  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation])
  /// For checks that are too slow to make after each event.
  mutating func secondPassed(_ agent: Agent, at now: Instant, into violations: inout [Violation])
}

/// A broken promise.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  package enum Promise: String, Hashable, Sendable, CaseIterable {
    case noWrongValue = "no wrong value"
    case noStaleAsFresh = "no stale value as fresh"
    case noSilentClear = "no silent clear"
  }

  package let promise: Promise
  package let at: Instant
  package let what: String

  package var description: String {
    "\(at.since(Simulation.origin).seconds) s: \(promise.rawValue): \(what)"
  }
}
