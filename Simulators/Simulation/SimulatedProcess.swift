import Readings

/// The process in which the agent runs.
struct SimulatedProcess: Sendable {
  var isRunning = true
  /// Counts starts.
  var run: UInt64 = 1
  /// Until when it stands still, as under a debugger or on a starved host.
  var pausedUntil: Instant?
  /// By how much the wall clock is wrong.
  var clockOffset = Duration.zero
}
