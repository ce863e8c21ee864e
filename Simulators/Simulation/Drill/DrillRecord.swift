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
      board[AlarmIndex(rawValue: place)].isActiveInView
    }.map { board.definitions[$0].id }
  }
}
