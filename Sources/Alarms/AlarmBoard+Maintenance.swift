package import Readings

extension AlarmBoard {
  /// Begins maintenance: hides the alarms of its devices, but not those of a hazard. Alarms that
  /// are normal go without a record of their own; the window's record says which devices it is
  /// about.
  package mutating func beginMaintenance(
    _ window: MaintenanceWindow, at: Instant, into transitions: inout [AlarmTransition]
  ) throws(AlarmCommandError) {
    guard !window.scope.name.isEmpty else { throw .maintenanceNameMissing }
    guard !maintenance.contains(where: { $0.scope.name == window.scope.name }) else {
      throw .maintenanceNameTaken(window.scope.name)
    }
    guard maintenance.count < Self.maximumMaintenances else {
      throw .tooManyMaintenances(maximum: Self.maximumMaintenances)
    }
    guard !window.user.isEmpty else { throw .userMissing }
    guard !window.reason.isEmpty else { throw .reasonMissing }
    guard !window.devices.isEmpty else { throw .maintenanceOfNothing }
    guard window.until > at else { throw .endNotInFuture }
    guard window.until.since(at) <= Self.maximumMaintenance else {
      throw .maintenanceTooLong(maximum: Self.maximumMaintenance)
    }
    maintenance.append(window)
    for device in window.devices { hide(device, of: window, at: at, into: &transitions) }
    tighten()
  }

  /// Ends maintenance, by a person or because its time is over. What another window is about too
  /// stays hidden.
  package mutating func endMaintenance(
    _ name: String, by user: String?, at: Instant, into transitions: inout [AlarmTransition]
  ) throws(AlarmCommandError) -> MaintenanceWindow {
    guard let place = maintenance.firstIndex(where: { $0.scope.name == name }) else {
      throw .maintenanceUnknown(name)
    }
    let window = maintenance.remove(at: place)
    for device in window.devices
    where !maintenance.contains(where: { $0.devices.contains(device) }) {
      show(device, of: window, by: user, at: at, into: &transitions)
    }
    tighten()
    return window
  }

  /// When the next maintenance ends by itself; nil when none is under way.
  var nextMaintenanceEnd: Instant? { maintenance.map(\.until).min() }

  /// Takes up the maintenance of an earlier run. What was hidden by a maintenance that is not taken
  /// up is shown with the next `timeReached`.
  package mutating func resumeMaintenance(_ windows: [MaintenanceWindow], at: Instant) {
    var transitions: [AlarmTransition] = []
    for window in windows.prefix(Self.maximumMaintenances) {
      maintenance.append(window)
      for device in window.devices { hide(device, of: window, at: at, into: &transitions) }
    }
    // Nothing is news: the record of the window is on disk.
    tighten()
  }

  /// What an alarm is judged by now.
  package func condition(of alarm: AlarmIndex) -> AlarmCondition {
    let definition = definitions[alarm.rawValue]
    guard tightened.contains(alarm), let tighter = definition.inMaintenance else {
      return definition.condition
    }
    return tighter.condition
  }

  /// Puts tighter conditions in force where somebody works, and takes them back where nobody does
  /// any more. The next sample is judged by them.
  mutating func tighten() {
    guard !tightenable.isEmpty else { return }
    let worked = Set(maintenance.flatMap(\.devices))
    for alarm in tightenable {
      guard let tighter = definitions[alarm.rawValue].inMaintenance else { continue }
      let isTight = !tighter.workplaces.isDisjoint(with: worked)
      guard isTight != tightened.contains(alarm) else { continue }
      if isTight { tightened.insert(alarm) } else { tightened.remove(alarm) }
      let condition = condition(of: alarm)
      tests[alarm.rawValue] = ConditionTest(condition)
      let tracker = Int(watches[alarm.rawValue].tracker)
      if tracker >= 0, case .change(let by, _, let deadband) = condition {
        trackers.replace(tracker, by: .change(by: by, deadband: deadband))
      }
    }
  }

  private mutating func hide(
    _ device: DeviceIndex, of window: MaintenanceWindow, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    guard device.rawValue < pointAlarms.count else { return }
    for alarm in pointAlarms[device.rawValue]
    where definitions[alarm.rawValue].hazard == .none {
      guard watches[alarm.rawValue].machine.facts.state == .normal else {
        _ = tell(
          alarm, .maintenanceBegan, as: .outOfService, at: at, by: window.user,
          because: window.words, into: &transitions)
        continue
      }
      tellQuietly(alarm, .maintenanceBegan)
    }
  }

  private mutating func show(
    _ device: DeviceIndex, of window: MaintenanceWindow, by user: String?, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    guard device.rawValue < pointAlarms.count else { return }
    for alarm in pointAlarms[device.rawValue] {
      showAfterMaintenance(alarm, by: user, because: window.words, at: at, into: &transitions)
    }
  }

  private mutating func showAfterMaintenance(
    _ alarm: AlarmIndex, by user: String?, because reason: String, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    let facts = watches[alarm.rawValue].machine.facts
    guard facts.suppression.contains(.maintenance) else { return }
    if facts.suppression == .maintenance, !facts.condition.isActive, !facts.isLatched,
      watches[alarm.rawValue].activations == 0
    {
      tellQuietly(alarm, .maintenanceEnded)
    } else {
      _ = tell(
        alarm, .maintenanceEnded, as: .returnedToService, at: at, by: user, because: reason,
        into: &transitions)
    }
  }

  /// Shows what an earlier run's maintenance hid, where that maintenance is over.
  mutating func showOrphans(at: Instant, into transitions: inout [AlarmTransition]) {
    guard hasOrphans else { return }
    hasOrphans = false
    for index in definitions.indices
    where watches[index].machine.facts.suppression.contains(.maintenance) {
      let device = definitions[index].device
      guard !maintenance.contains(where: { device.map($0.devices.contains) ?? false }) else {
        continue
      }
      showAfterMaintenance(
        AlarmIndex(rawValue: index), by: nil, because: "the maintenance is over", at: at,
        into: &transitions)
    }
  }

  /// A change that needs no record, because the record of a maintenance says it for many.
  private mutating func tellQuietly(_ alarm: AlarmIndex, _ event: AlarmStateMachine.Event) {
    let index = alarm.rawValue
    let from = watches[index].machine.facts.state
    _ = watches[index].machine.receive(event, watches[index].rules)
    let to = watches[index].machine.facts.state
    counts[watches[index].priority, from] -= 1
    counts[watches[index].priority, to] += 1
  }
}

extension MaintenanceWindow {
  /// Why an alarm is hidden by it, in words.
  var words: String { "maintenance \(scope.name): \(reason)" }
}
