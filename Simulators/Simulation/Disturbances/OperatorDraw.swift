import Agent
import Alarms

/// What a person does, drawn before anybody knows how things will stand: which alarm he does it to
/// is found when the time has come.
package struct OperatorDraw: Hashable, Sendable {
  package enum Verb: String, Hashable, Sendable, CaseIterable {
    case acknowledge, reset, shelve, unshelve
    case removeFromService = "out of service"
    case returnToService = "return to service"
    case startMaintenance = "start maintenance"
    case endMaintenance = "end maintenance"
    /// Somebody who may not.
    case forbidden
  }

  package var verb: Verb
  /// Chooses among what it can be done to.
  package var choice: UInt64
  /// How long what needs an end is to last.
  package var length: Duration

  /// The act on an agent as it stands; nil when there is nothing to do it to.
  func act(on agent: Agent, number: UInt64) -> OperatorAct? {
    func act(_ kind: OperatorAct.Kind) -> OperatorAct {
      OperatorAct(kind, user: "shift-\(choice % 3)", reason: "reason \(number)")
    }
    switch verb {
    case .acknowledge:
      // What has left the settings waits for somebody who knows it.
      let removed = agent.alarms.removed
      if !removed.isEmpty, choice % 2 == 0 {
        return act(.acknowledge(removed[Int((choice >> 8) % UInt64(removed.count))].id))
      }
      return alarm(of: agent) { $0.state.isUnknown }.map { act(.acknowledge($0)) }
    case .reset: return alarm(of: agent) { $0.facts.isLatched }.map { act(.reset($0)) }
    case .shelve:
      return alarm(of: agent) { $0.state != .normal }.map { act(.shelve($0, for: length)) }
    case .unshelve: return alarm(of: agent) { $0.shelving != nil }.map { act(.unshelve($0)) }
    case .removeFromService:
      return alarm(of: agent) { $0.state != .normal }.map { act(.removeFromService($0)) }
    case .returnToService:
      return alarm(of: agent) { $0.facts.suppression.contains(.outOfService) }
        .map { act(.returnToService($0)) }
    case .startMaintenance:
      let devices = agent.settings.devices
      guard !devices.isEmpty else { return nil }
      let device = devices[Int((choice >> 8) % UInt64(devices.count))]
      let scope = MaintenanceScope(name: "permit-\(number)", devices: [device.name])
      return act(.startMaintenance(scope, for: length))
    case .endMaintenance:
      let windows = agent.alarms.maintenance
      return windows.isEmpty
        ? nil : act(.endMaintenance(windows[Int((choice >> 8) % UInt64(windows.count))].scope.name))
    case .forbidden:
      return alarm(of: agent) { $0.state != .normal }.map { act(.acknowledge($0)) }
    }
  }

  /// One of the alarms that the act is meant for, or, one time in four, any at all: people err.
  private func alarm(of agent: Agent, _ suits: (AlarmStatus) -> Bool) -> String? {
    let all = agent.alarms.definitions.indices
    var fitting = Array(all)
    if choice % 4 != 0 {
      fitting = all.filter { suits(agent.alarms[AlarmIndex(rawValue: $0)]) }
    }
    guard !fitting.isEmpty else { return nil }
    return agent.alarms.definitions[fitting[Int((choice >> 8) % UInt64(fitting.count))]].id
  }
}

extension AlarmState {
  /// Whether somebody still has to say that he knows.
  fileprivate var isUnknown: Bool {
    switch self {
    case .unacknowledged, .returnedUnacknowledged, .latchedUnacknowledged: true
    default: false
    }
  }
}
