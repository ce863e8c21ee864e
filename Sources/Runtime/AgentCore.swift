package import Agent
package import Readings

/// What the loop drives: facts in, effects out. The agent; in tests, a script.
package protocol AgentCore: Sendable {
  mutating func handle(_ event: AgentEvent, at now: Instant) -> [AgentEffect]
  /// When `timeReached` is wanted next; nil for never.
  var nextWakeUp: Instant? { get }
}
