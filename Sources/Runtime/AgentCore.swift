package import Agent
package import Readings

/// What the loop drives: facts in, effects out. The agent; in tests, a script.
package protocol AgentCore: Sendable {
  mutating func handle(_ event: AgentEvent, at now: Instant) -> [AgentEffect]
  /// When `timeReached` is wanted next; nil for never. `mutating`, so that the loop reads it where
  /// the core lies: for a plain getter the whole core would be copied at each turn.
  var nextWakeUp: Instant? { mutating get }
}
