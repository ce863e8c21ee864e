package import Agent
import Alarms
package import Plant

/// A scenario played in virtual time, and what came of it.
package struct ScenarioRun: Sendable {
  package let scenario: Scenario
  package let simulation: Simulation

  /// Plays the whole story.
  ///
  /// - Throws: `ExpositionError` when two series of the site are the same.
  package init(
    _ scenario: Scenario, settings: AgentSettings, hall: Hall, seed: UInt64,
    keepsLog: Bool = false
  ) throws {
    self.scenario = scenario
    var simulation = try Simulation(
      settings: settings, hall: hall, seed: seed, keepsLog: keepsLog)
    simulation.schedule(scenario.events)
    simulation.run(until: scenario.duration)
    self.simulation = simulation
  }

  /// What did not come as expected: a line each, empty when all is well.
  package var failures: [String] {
    let missed = scenario.expectations.filter { expectation in
      !simulation.moments.contains { expectation.isMet(by: $0) }
    }.map(\.description)
    return missed + unexpected + simulation.violations.map(\.description)
  }

  /// Alarms that came although the scenario allows only what it expects.
  private var unexpected: [String] {
    guard scenario.onlyExpected else { return [] }
    return simulation.moments.filter { moment in
      moment.kind == .occurred
        && !scenario.expectations.contains { $0.isMet(by: moment) }
    }.map { "unexpected at \(durationWords($0.at)): \($0)" }
  }
}

extension Scenario.Expectation: CustomStringConvertible {
  /// Whether a change of an alarm is what is expected, in time.
  package func isMet(by moment: AlarmMoment) -> Bool {
    moment.alarm == alarm && moment.device == device
      && (limit == nil || limit == moment.limit)
      && moment.kind == (change == .active ? .occurred : .returned)
      && moment.at >= after && moment.at <= deadline
  }

  package var description: String {
    "\(device): \(alarm)\(limit.map { " " + $0 } ?? "") was to become \(change.rawValue) between "
      + "\(durationWords(after)) and \(durationWords(deadline))"
  }
}

/// A time of a story, such as `72.4 s`.
package func durationWords(_ duration: Duration) -> String {
  let tenths = Int((duration / .milliseconds(100)).rounded())
  return "\(tenths / 10).\(tenths % 10) s"
}
