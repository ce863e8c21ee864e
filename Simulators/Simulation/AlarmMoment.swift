import Agent
package import Alarms
package import Readings

/// One change of one alarm in a simulation.
package struct AlarmMoment: Hashable, Sendable, CustomStringConvertible {
  /// Since the start of the simulation.
  package let at: Duration
  package let kind: AlarmTransition.Kind
  package let alarm: String
  package let device: String
  package let point: String
  /// Empty for alarms without limits.
  package let limit: String
  package let priority: AlarmPriority
  package let state: AlarmState
  package let value: Value?

  /// Nil for an alarm that has left the settings since. What waited for the disk meanwhile knows its
  /// alarm by a number that may mean another one by now, so it goes by the record.
  init?(_ announcement: Announcement, _ board: AlarmBoard) {
    let transition = announcement.transition
    guard let alarm = announcement.record.alarmID.flatMap(board.index) else { return nil }
    self.init(
      transition, of: board.definitions[alarm.rawValue],
      at: transition.at.since(Simulation.origin))
  }

  /// - Parameter at: by the time of the story, since its start.
  package init(_ transition: AlarmTransition, of definition: AlarmDefinition, at: Duration) {
    self.at = at
    kind = transition.kind
    alarm = definition.name
    device = definition.deviceName
    point = definition.pointName
    limit = definition.condition.limitName
    priority = transition.priority
    state = transition.to
    value = transition.value
  }

  /// Whether the alarm came so that people see it, or came out of hiding: what a rule of the site hides
  /// was told to nobody.
  package var comesIntoView: Bool {
    switch kind {
    case .occurred: !state.isHidden
    case .unsuppressed, .unshelved, .returnedToService:
      state == .unacknowledged || state == .latchedUnacknowledged
    default: false
    }
  }

  /// Whether both are changes of one alarm.
  func isSameAlarm(as other: AlarmMoment) -> Bool {
    (alarm, device, point, limit) == (other.alarm, other.device, other.point, other.limit)
  }

  package var description: String {
    let name = [alarm, device, point, limit].filter { !$0.isEmpty }.joined(separator: "/")
    return "\(kind.rawValue) \(priority.rawValue) \(name) -> \(state.rawValue)"
  }
}
