package import Agent
import Alarms
import Plant

/// What came of a story that was played against a site, in virtual time or on sockets.
package struct DrillRecord: Sendable {
  package let scenario: Scenario
  /// Every alarm that changed, in order, by the time of the story.
  package let moments: [AlarmMoment]
  /// The alarms that are active at the end, and not hidden.
  package let standing: [String]
  /// Promises that broke on the way; none are watched on sockets.
  package let violations: [Violation]

  package init(_ run: ScenarioRun) {
    self.init(
      run.scenario, run.simulation.moments, run.simulation.agent,
      violations: run.simulation.violations)
  }

  package init(
    _ scenario: Scenario, _ moments: [AlarmMoment], _ agent: Agent, violations: [Violation] = []
  ) {
    self.scenario = scenario
    self.moments = moments
    self.violations = violations
    let board = agent.alarms
    standing = board.definitions.indices.filter { place in
      let status = board[AlarmIndex(rawValue: place)]
      return status.isActive && !status.state.isHidden
    }.map { board.definitions[$0].id }
  }

  /// Whether what was expected came.
  func isMet(_ expectation: Scenario.Expectation) -> Bool {
    guard expectation.change == .staysActive else {
      return moments.contains { expectation.isMet(by: $0) }
    }
    // What limits an alarm has is not said, so each that came must have stayed.
    var active: Set<String> = []
    var isEarly = false
    for moment in moments where expectation.isAbout(moment) && moment.at <= expectation.deadline {
      let key = "\(moment.point)/\(moment.limit)"
      if moment.comesIntoView {
        active.insert(key)
        if moment.at <= expectation.after { isEarly = true }
      }
      if moment.kind == .returned {
        if moment.at >= expectation.after { return false }
        active.remove(key)
      }
    }
    return isEarly && !active.isEmpty
  }
}
