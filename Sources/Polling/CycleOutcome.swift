package import Readings
package import Registers

/// How one cycle of a device went: all its due requests, sent or not.
package struct CycleOutcome: Hashable, Sendable {
  /// Requests with a proven answer.
  package var goodRequests: Int
  /// Requests that ended without data. At least 1 when the cycle could not be finished.
  package var failedRequests: Int
  /// When the first request was sent, or the cycle was given up.
  package var started: Instant
  package var ended: Instant
  /// The last fault; nil when every request was answered well.
  package var fault: ModbusFault?

  package init(
    goodRequests: Int, failedRequests: Int, started: Instant, ended: Instant,
    fault: ModbusFault? = nil
  ) {
    self.goodRequests = goodRequests
    self.failedRequests = failedRequests
    self.started = started
    self.ended = ended
    self.fault = fault
  }
}
