import Agent
import Polling
import Readings
import Registers

/// Carries out what the agent wants of one line. Called on the loop's thread only, and never
/// waits. What is known at once is returned; the rest comes through the loop.
protocol LineDriver: AnyObject {
  func open(at now: Instant, deadline: Instant) -> LineHappening?
  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> LineHappening?
  func close()
  /// Ends for good; nothing is asked of it afterwards.
  func stop()
  /// Whether what it does has not ended long after it should have.
  func isStuck(at now: Instant) -> Bool
}

/// A line that could not be made for want of a descriptor or a thread. The loop tries again each time
/// that it is to be opened.
final class AbsentLineDriver: LineDriver {
  func open(at now: Instant, deadline: Instant) -> LineHappening? {
    .failed(.unreachable(.outOfDescriptors))
  }

  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> LineHappening? { .failed(.disconnected) }

  func close() {}
  func stop() {}
  func isStuck(at now: Instant) -> Bool { false }
}
