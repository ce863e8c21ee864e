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
    keepsLog: Bool = false, onProgress: (Duration) -> Void = { _ in }
  ) throws {
    self.scenario = scenario
    var simulation = try Simulation(
      settings: settings, hall: hall, seed: seed, keepsLog: keepsLog)
    simulation.schedule(scenario.events)
    var time = Duration.zero
    while time < scenario.duration {
      time = min(scenario.duration, time + .seconds(60))
      simulation.run(until: time)
      onProgress(time)
    }
    self.simulation = simulation
  }

  /// What did not come as expected: a line each, empty when all is well.
  package var failures: [String] {
    let missed = scenario.expectations.filter { !$0.isMet(by: simulation.moments) }.map(
      \.description)
    return missed + unexpected + simulation.violations.map(\.description)
  }

  /// Alarms that came although the scenario allows only what it expects.
  private var unexpected: [String] {
    guard scenario.onlyExpected else { return [] }
    return simulation.moments.filter { moment in
      moment.comesIntoView && !scenario.expectations.contains { $0.isMet(by: moment) }
    }.map { "unexpected at \(durationWords($0.at)): \($0)" }
  }
}

extension Scenario.Expectation: CustomStringConvertible {
  /// Whether what is expected came of a story, whose changes are in order.
  func isMet(by moments: [AlarmMoment]) -> Bool {
    guard change == .staysActive else { return moments.contains { isMet(by: $0) } }
    // What limits an alarm has is not said, so each that came must have stayed.
    var active: Set<String> = []
    var isEarly = false
    for moment in moments where isAbout(moment) && moment.at <= deadline {
      let key = "\(moment.point)/\(moment.limit)"
      if moment.comesIntoView {
        active.insert(key)
        if moment.at <= after { isEarly = true }
      }
      if moment.kind == .returned {
        if moment.at >= after { return false }
        active.remove(key)
      }
    }
    return isEarly && !active.isEmpty
  }

  /// Whether a change of an alarm is what is expected, in time.
  package func isMet(by moment: AlarmMoment) -> Bool {
    isAbout(moment)
      && (change == .returned ? moment.kind == .returned : moment.comesIntoView)
      && moment.at >= after && moment.at <= deadline
      && (priority == nil || priority == moment.priority)
  }

  /// Whether a change is one of the alarm that is meant.
  package func isAbout(_ moment: AlarmMoment) -> Bool {
    moment.alarm == alarm && (moment.device == device || device.isEmpty && place != nil)
      && isPlace(of: moment) && (limit == nil || limit == moment.limit)
  }

  /// An alarm of the whole site has no place but its own name.
  private func isPlace(of moment: AlarmMoment) -> Bool {
    guard let place else { return true }
    return place == moment.point
      || moment.device.isEmpty && moment.point.isEmpty && place == moment.alarm
  }

  package var description: String {
    "\([device, place ?? ""].filter { !$0.isEmpty }.joined(separator: "/")): \(alarm)\(limit.map { " " + $0 } ?? "") was to \(change.words) between "
      + "\(durationWords(after)) and \(durationWords(deadline))"
  }
}

extension Scenario.Expectation.Change {
  fileprivate var words: String {
    switch self {
    case .active, .returned: "become \(rawValue)"
    case .staysActive: "stay active"
    }
  }
}

/// A time of a story, such as `72.4 s`.
package func durationWords(_ duration: Duration) -> String {
  let tenths = Int((duration / .milliseconds(100)).rounded())
  return "\(tenths / 10).\(tenths % 10) s"
}
