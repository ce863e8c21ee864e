import Alarms
import DeviceProfiles
import Readings

extension Agent {
  /// How long the state of the alarms goes unsaid at most: a start reads back to when it was said
  /// last, and retention keeps at least so much.
  static let checkpointInterval = Duration.seconds(24 * 3600)

  /// Makes a record and has it written; nil when too many wait for the disk.
  @discardableResult
  mutating func record(
    _ kind: JournalRecord.Kind, _ fields: [JournalRecord.Field], at now: Instant,
    into effects: inout [AgentEffect]
  ) -> JournalRecord? {
    guard let sequence = journal.nextSequence(ofCheckpoint: isCheckpointing) else { return nil }
    let record = unsentRecord(sequence, kind, fields, at: now)
    effects.append(.record(record))
    return record
  }

  /// A record that is not written; number 0 when it will never be.
  func unsentRecord(
    _ sequence: UInt64, _ kind: JournalRecord.Kind, _ fields: [JournalRecord.Field],
    at now: Instant
  ) -> JournalRecord {
    let time = clock.wallTime(at: now)
    var head: [JournalRecord.Field] = [
      .init("event_id", .text("\(settings.site)-\(sequence)-\(time.nanoseconds / 1_000_000)")),
      .init("site", .text(settings.site)),
      .init("config_version", .text(settings.configurationVersion)),
    ]
    if let drill = settings.drill { head.append(.init("drill", .text(drill))) }
    return JournalRecord(
      sequence: sequence, kind: kind, time: time, monotonic: now, fields: fields + head)
  }

  /// Says that records were lost, and then how everything stands, once the disk takes records
  /// again.
  mutating func tellOfLostRecords(at now: Instant, into effects: inout [AgentEffect]) {
    guard let count = journal.takeUntold() else { return }
    record(
      .recordsLost, [.init("count", .count(Int(clamping: count)))], at: now, into: &effects)
    checkpoint(at: now, into: &effects)
  }

  /// Says how everything stands when that was not said for long, by records or by time.
  mutating func checkpointIfDue(at now: Instant, into effects: inout [AgentEffect]) {
    let isDue =
      journal.lastSequence >= checkpoints.dueSequence
      || now.since(checkpoints.lastAt) >= Self.checkpointInterval
    guard isDue, journal.failure == nil, journal.pendingCount < Limits.journalQueue / 2 else {
      return
    }
    checkpoint(at: now, into: &effects)
  }

  /// Says again how every alarm stands that has ever occurred, what was learned, and how far each
  /// target was told: all that a restart must know, between a first and a last record.
  mutating func checkpoint(at now: Instant, into effects: inout [AgentEffect]) {
    isCheckpointing = true
    defer { isCheckpointing = false }
    let begin = record(.checkpointBegin, [], at: now, into: &effects)
    for snapshot in alarms.snapshot(at: now, wall: clock.wallTime(at: now)) {
      record(
        .checkpoint,
        [
          .init("id", .text(snapshot.id)), .init("priority", .text(snapshot.priority.rawValue)),
          .init("to_state", .text(snapshot.facts.state.rawValue)),
        ] + identity(of: snapshot.id) + snapshot.journalFields, at: now, into: &effects)
    }
    checkpointMaintenance(at: now, into: &effects)
    checkpointLearning(at: now, into: &effects)
    checkpointCounters(at: now, into: &effects)
    record(
      .statistics,
      alarms.statisticsSnapshot(at: now, wall: clock.wallTime(at: now)).journalFields, at: now,
      into: &effects)
    for (target, through) in notifiedThrough.sorted(by: { $0.key < $1.key }) {
      recordCursor(of: target, through: through, at: now, into: &effects)
    }
    if let begin {
      record(
        .checkpointEnd, [.init("begin", .count(Int(clamping: begin.sequence)))], at: now,
        into: &effects)
      checkpoints.made(from: begin.sequence, through: journal.lastSequence, at: now)
    }
  }

  /// The labels of the alarm's device, or those that all of its devices have in common: who is told of
  /// a room is told that the room fell silent.
  func labels(of definition: AlarmDefinition) -> [Label] {
    if let device = definition.device { return settings.devices[device.rawValue].labels }
    guard case .coincidentLoss(let devices, _) = definition.condition, let first = devices.first
    else { return [] }
    return settings.devices[first.rawValue].labels.filter { label in
      devices.allSatisfy { settings.devices[$0.rawValue].labels.contains(label) }
    }
  }

  func labelFields(of definition: AlarmDefinition) -> [JournalRecord.Field] {
    labels(of: definition).map {
      .init($0.name == "room" ? "room" : "label_" + $0.name, .text($0.value))
    }
  }

  /// Which device, point and labels an alarm is about: what those who were told of it know it by.
  func identity(of id: String) -> [JournalRecord.Field] {
    guard let alarm = alarms.index(of: id) else { return removedIdentities[id] ?? [] }
    let definition = alarms.definitions[alarm.rawValue]
    var fields: [JournalRecord.Field] = [
      .init("alarm", .text(definition.name)), .init("device", .text(definition.deviceName)),
      .init("point", .text(definition.pointName)),
      .init("hazard", .text(definition.hazard.rawValue)),
    ]
    if case .limit(let level, let setpoint, _) = definition.condition {
      fields += [.init("limit", .number(setpoint)), .init("level", .text(level.rawValue))]
    }
    return fields + labelFields(of: definition)
  }

  /// Puts on record from where on those are told who have never been told of anything. Without that,
  /// a start after a crash would take them for new, and what happened since would never be told.
  mutating func recordNewTargets(at now: Instant, into effects: inout [AgentEffect]) {
    for target in settings.notificationTargets where notifiedThrough[target] == nil {
      notifiedThrough[target] = journal.lastSequence
      recordCursor(of: target, through: journal.lastSequence, at: now, into: &effects)
    }
  }

  private mutating func recordCursor(
    of target: String, through: UInt64, at now: Instant, into effects: inout [AgentEffect]
  ) {
    record(
      .notifyCursor,
      [.init("target", .text(target)), .init("through", .count(Int(clamping: through)))],
      at: now, into: &effects)
  }

  /// Puts an attempt to notify on record.
  mutating func record(
    _ report: NotificationReport, at now: Instant, into effects: inout [AgentEffect]
  ) {
    if report.isDelivered {
      failingSince[report.target] = nil
    } else if failingSince[report.target] == nil {
      failingSince[report.target] = now
    }
    if report.through > notifiedThrough[report.target] ?? 0 {
      notifiedThrough[report.target] = report.through
    }
    record(
      report.isDelivered ? .notifySent : .notifyFailed, report.journalFields, at: now,
      into: &effects)
  }
}

/// When the state of the alarms is said again.
struct CheckpointClock: Sendable {
  var dueSequence: UInt64
  var lastAt: Instant

  init(lastSequence: UInt64, at now: Instant) {
    dueSequence = lastSequence + Limits.checkpointRecords
    lastAt = now
  }

  /// A checkpoint that is large is made more seldom, so that it stays a small part of the journal.
  mutating func made(from first: UInt64, through last: UInt64, at now: Instant) {
    dueSequence = last + max(Limits.checkpointRecords, 4 * (last - first))
    lastAt = now
  }
}
