package import Readings

/// How the polling of one device goes.
package struct DevicePollStatus: Hashable, Sendable {
  /// Cycles that ended, well or not.
  package var cycles: UInt64
  /// Cycles that were due while the one before still ran, or came too late to be done.
  package var overruns: UInt64
  /// From the first request until the last answer of the last cycle; nil before the first.
  package var lastCycleDuration: Duration?
  /// When a cycle last gave at least one good answer; nil when never.
  package var lastSuccess: Instant?
  /// Cycles in a row that gave no good answer.
  package var consecutiveFailedCycles: Int
  /// The unit is dead: it is probed at a reduced rate and costs the others nothing.
  package var isProbed: Bool
  /// How many requests a full cycle takes, as planned now.
  package var plannedRequests: Int
}
