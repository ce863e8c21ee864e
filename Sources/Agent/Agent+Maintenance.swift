import Alarms
import DeviceProfiles
import Readings

/// Work on devices, and alarms that left the configuration.
extension Agent {
  /// Says of every alarm that was not normal and is no longer there that it is gone. It stays on
  /// record, and is said again at each start, until a person acknowledges it.
  ///
  /// - Parameter known: alarms that this was said of before.
  mutating func recordRemovals(
    except known: Set<String>, at now: Instant, into effects: inout [AgentEffect]
  ) {
    for snapshot in alarms.removed where !known.contains(snapshot.id) {
      record(
        .removed,
        [
          .init("id", .text(snapshot.id)), .init("priority", .text(snapshot.priority.rawValue)),
          .init("to_state", .text(snapshot.facts.state.rawValue)),
        ] + snapshot.journalFields, at: now, into: &effects)
    }
  }

  // MARK: Maintenance

  /// Begins maintenance; says until when.
  mutating func startMaintenance(
    _ scope: MaintenanceScope, for duration: Duration, _ act: OperatorAct, at now: Instant,
    into effects: inout [AgentEffect]
  ) throws(AlarmCommandError) -> String {
    var transitions: [AlarmTransition] = []
    let window = try window(scope, act, until: now + duration)
    let tightened = alarms.tightened
    try alarms.beginMaintenance(window, at: now, into: &transitions)
    record(.maintenanceStarted, snapshot(window, at: now).journalFields, at: now, into: &effects)
    recordTightening(since: tightened, by: window, at: now, into: &effects)
    report(transitions, at: now, into: &effects)
    return "maintenance \(scope.name) of \(window.devices.count) device(s) lasts until "
      + clock.wallTime(at: window.until).rfc3339
  }

  /// Ends maintenance before its time.
  mutating func endMaintenance(
    _ name: String, _ act: OperatorAct, at now: Instant, into effects: inout [AgentEffect]
  ) throws(AlarmCommandError) -> String {
    var transitions: [AlarmTransition] = []
    guard !act.user.isEmpty else { throw .userMissing }
    let tightened = alarms.tightened
    let window = try alarms.endMaintenance(name, by: act.user, at: now, into: &transitions)
    recordEnd(of: window, by: act.user, at: now, into: &effects)
    recordTightening(since: tightened, by: window, at: now, into: &effects)
    report(transitions, at: now, into: &effects)
    return "maintenance \(name) is over"
  }

  private func window(
    _ scope: MaintenanceScope, _ act: OperatorAct, until: Instant
  ) throws(AlarmCommandError) -> MaintenanceWindow {
    var devices: Set<DeviceIndex> = []
    for name in scope.devices {
      guard let index = settings.devices.firstIndex(where: { $0.name == name }) else {
        throw .unknownDevice(name)
      }
      devices.insert(DeviceIndex(rawValue: index))
    }
    for room in scope.rooms {
      let inRoom = settings.devices.indices.filter { settings.devices[$0].room == room }
      guard !inRoom.isEmpty else { throw .unknownRoom(room) }
      devices.formUnion(inRoom.map { DeviceIndex(rawValue: $0) })
    }
    return MaintenanceWindow(
      scope: scope, devices: devices.sorted(), until: until, user: act.user, reason: act.reason)
  }

  func snapshot(_ window: MaintenanceWindow, at now: Instant) -> MaintenanceSnapshot {
    MaintenanceSnapshot(
      scope: window.scope, until: clock.wallTime(at: window.until), user: window.user,
      reason: window.reason)
  }

  private mutating func recordEnd(
    of window: MaintenanceWindow, by user: String?, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    record(
      .maintenanceEnded,
      [
        .init("maintenance", .text(window.scope.name)),
        .init("ended_by", user.map { .text($0) } ?? .text("its time")),
      ], at: now, into: &effects)
  }

  /// Puts on record which limits a maintenance moved.
  private mutating func recordTightening(
    since before: Set<AlarmIndex>, by window: MaintenanceWindow, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    for alarm in before.symmetricDifference(alarms.tightened).sorted() {
      let definition = alarms.definitions[alarm.rawValue]
      guard let tighter = definition.inMaintenance?.condition.figure,
        let usual = definition.condition.figure
      else { continue }
      let isTight = alarms.tightened.contains(alarm)
      record(
        .limitChanged,
        [
          .init("alarm_id", .text(definition.id)),
          .init("before", .number(isTight ? usual : tighter)),
          .init("limit", .number(isTight ? tighter : usual)),
          .init("comment", .text("maintenance \(window.scope.name)")),
        ], at: now, into: &effects)
    }
  }

  /// Ends the maintenance whose time is over.
  mutating func endMaintenance(
    at now: Instant, into transitions: inout [AlarmTransition], _ effects: inout [AgentEffect]
  ) {
    for window in alarms.maintenance where window.until <= now {
      let tightened = alarms.tightened
      guard
        (try? alarms.endMaintenance(window.scope.name, by: nil, at: now, into: &transitions))
          != nil
      else { continue }
      recordEnd(of: window, by: nil, at: now, into: &effects)
      recordTightening(since: tightened, by: window, at: now, into: &effects)
    }
  }

  /// Says again what is worked on, so that old segments of the journal may go.
  mutating func checkpointMaintenance(at now: Instant, into effects: inout [AgentEffect]) {
    for window in alarms.maintenance {
      record(.maintenanceStarted, snapshot(window, at: now).journalFields, at: now, into: &effects)
    }
  }

  /// Goes on with the maintenance of an earlier run, as far as its time is not over.
  mutating func resume(_ maintenance: [MaintenanceSnapshot], wall: WallTime, at now: Instant) {
    let windows = maintenance.compactMap { snapshot -> MaintenanceWindow? in
      guard snapshot.until > wall else { return nil }
      var scope = snapshot.scope
      scope.devices = scope.devices.filter { name in settings.devices.contains { $0.name == name } }
      scope.rooms = scope.rooms.filter { room in settings.devices.contains { $0.room == room } }
      let act = OperatorAct(
        .startMaintenance(scope, for: .zero), user: snapshot.user, reason: snapshot.reason)
      return try? window(scope, act, until: now + snapshot.until.since(wall))
    }
    alarms.resumeMaintenance(windows.filter { !$0.devices.isEmpty }, at: now)
  }
}

extension AlarmCondition {
  /// The figure that work may tighten.
  fileprivate var figure: Double? {
    switch self {
    case .limit(_, let setpoint, _): setpoint
    case .change(let by, _, _): abs(by)
    default: nil
    }
  }
}

extension DeviceSettings {
  /// The room that the device stands in, by its label; nil when it has none.
  package var room: String? { labels.first { $0.name == "room" }?.value }
}
