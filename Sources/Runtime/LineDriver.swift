import Agent
import Readings
import Registers

/// Carries out what the agent wants of one line. Called on the loop's thread only, and never
/// waits. An event that is known at once is returned; others come through the loop.
protocol LineDriver: AnyObject {
  func open(at now: Instant, deadline: Instant) -> AgentEvent?
  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> AgentEvent?
  func close()
}
