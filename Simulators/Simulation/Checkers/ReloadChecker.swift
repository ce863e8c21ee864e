import Agent
import Alarms
import DeviceProfiles
import Readings

/// A reload keeps what is known: alarms that are still there stand as they stood, those that have
/// left and were not normal are known as such, devices of which nothing changed notice nothing; and
/// if a device that was well cannot be had any more, the agent goes back.
struct ReloadChecker: SimulationChecker {
  /// What people know of an alarm, and how often it has come.
  private struct Knowledge: Hashable, Sendable {
    var standing: AlarmStanding
    var activations: UInt64

    init(_ status: AlarmStatus) {
      standing = AlarmStanding(status.facts)
      activations = status.activations
    }
  }

  /// Devices that were well and are asked in vain since a reload, and for how many seconds more the
  /// agent may stay with it.
  private struct Expectation: Sendable {
    var names: [String]
    var secondsLeft: Int
  }

  private var change: SettingsChange?
  private var expectation: Expectation?

  /// How long the agent may take beyond the age at which a device counts as lost.
  private static let slack = 5

  init(_ settings: AgentSettings) {}

  mutating func agentStopped(at now: Instant) { expectation = nil }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    expectation = nil
    switch change.reason {
    case .restarted: return
    case .reloaded(let trial): if trial != nil { expectation = self.expectation(change) }
    case .rolledBack:
      if change.isCalm {
        report("the agent went back although nothing was wrong", at: now, into: &violations)
      }
    }
    self.change = change
  }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    guard let change else { return }
    self.change = nil
    // What happened in the moment before is on record.
    var recorded: Set<String> = []
    for case .record(let record) in effects {
      if let id = record.alarmID { recorded.insert(id) }
    }
    checkAlarms(change, except: recorded, at: now, into: &violations)
    checkReadings(change, at: now, into: &violations)
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    guard var expectation else { return }
    expectation.secondsLeft -= 1
    self.expectation = expectation.secondsLeft > 0 ? expectation : nil
    guard expectation.secondsLeft <= 0 else { return }
    let names = expectation.names.joined(separator: ", ")
    report(
      "the agent does not go back though \(names) is asked in vain", at: now, into: &violations)
  }

  private func expectation(_ change: SettingsChange) -> Expectation? {
    let lost = change.settings.devices.indices.filter { device in
      guard change.whereabouts.devices[device] == nil,
        let before = change.carry.devices[device]?.rawValue, !change.carry.goesOn[device]
      else { return false }
      return change.before.devices[before].isUp
    }
    guard let age = lost.map({ change.settings.devices[$0].maximumAge }).min() else { return nil }
    return Expectation(
      names: lost.map { change.settings.devices[$0].name },
      secondsLeft: Int(age.seconds.rounded(.up)) + Self.slack)
  }

  private func checkAlarms(
    _ change: SettingsChange, except recorded: Set<String>, at now: Instant,
    into violations: inout [Violation]
  ) {
    let (before, after) = (change.before.alarms, change.after.alarms)
    for index in before.definitions.indices {
      let id = before.definitions[index].id
      let status = before[AlarmIndex(rawValue: index)]
      if let alarm = after.index(of: id) {
        let (wanted, found) = (Knowledge(status), Knowledge(after[alarm]))
        guard found != wanted, !recorded.contains(id) else { continue }
        report("\(id) was \(wanted) and is \(found)", at: now, into: &violations)
      } else if status.state != .normal, !after.removed.contains(where: { $0.id == id }) {
        report("\(id) was \(status.state) and nobody knows it", at: now, into: &violations)
      }
    }
    for snapshot in before.removed where after.index(of: snapshot.id) == nil {
      if !after.removed.contains(where: { $0.id == snapshot.id }) {
        report("\(snapshot.id) had left and nobody knows it", at: now, into: &violations)
      }
    }
  }

  /// Devices that go on have the readings that they had.
  private func checkReadings(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    for (point, before) in change.carry.oldPoints.enumerated() {
      guard let before else { continue }
      let point = PointIndex(rawValue: point)
      let (found, wanted) = (change.after.readings[point], change.before.readings[before])
      let device = change.after.points.device(of: point).rawValue
      guard change.carry.goesOn[device], found.outcome != wanted.outcome || found.at != wanted.at
      else { continue }
      report(
        "a reading of \(change.settings.devices[device].name), which did not change, was "
          + "\(wanted.outcome) and is \(found.outcome)", at: now, into: &violations)
    }
  }

  private func report(_ what: String, at now: Instant, into violations: inout [Violation]) {
    violations.append(Violation(promise: .reloadKeeps, at: now, what: what))
  }
}
