import Agent
import Polling
import Readings
import Registers

/// It cannot touch the plant: every frame that leaves carries one of the four reads, or a question
/// who the device is.
struct ReadOnlyChecker: SimulationChecker {
  init(_ settings: AgentSettings) {}

  mutating func requestSent(
    _ request: SentRequest, at now: Instant, into violations: inout [Violation]
  ) {
    let place = request.framing == .tcp ? 7 : 1
    let function = request.frame.indices.contains(place) ? request.frame[place] : 0
    guard ![1, 2, 3, 4, 17, 43].contains(function) else { return }
    violations.append(
      Violation(
        promise: .readOnly, at: now, what: "function \(function) on line \(request.line.rawValue)"))
  }
}
