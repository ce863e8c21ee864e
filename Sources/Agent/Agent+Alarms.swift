import Alarms
import DeviceProfiles
import Readings

extension Agent {
  /// Puts alarm transitions on record; people are told once the record is on disk.
  mutating func report(
    _ transitions: [AlarmTransition], at now: Instant, into effects: inout [AgentEffect]
  ) {
    for transition in transitions {
      let definition = alarms.definitions[transition.alarm.rawValue]
      let made = record(
        JournalRecord.Kind(transition.kind, of: definition),
        fields(of: transition, definition), at: now, into: &effects)
      journal.wait(
        Announcement(
          record: made, transition: transition, text: sentence(for: transition, of: definition)))
    }
    if journal.takeCheckpoint() { checkpoint(at: now, into: &effects) }
  }

  /// Says again how every alarm stands that is not normal, and what was learned. Otherwise what
  /// stands for long would be forgotten at a restart once the segment with its last record is
  /// deleted.
  private mutating func checkpoint(at now: Instant, into effects: inout [AgentEffect]) {
    for snapshot in alarms.snapshot(at: now, wall: clock.wallTime(at: now))
    where snapshot.facts.state != .normal {
      record(
        .checkpoint,
        [
          .init("id", .text(snapshot.id)), .init("priority", .text(snapshot.priority.rawValue)),
          .init("to", .text(snapshot.facts.state.rawValue)),
        ] + snapshot.journalFields, at: now, into: &effects)
    }
    checkpointLearning(at: now, into: &effects)
    checkpointCounters(at: now, into: &effects)
    _ = journal.takeCheckpoint()
  }

  @discardableResult
  mutating func record(
    _ kind: JournalRecord.Kind, _ fields: [JournalRecord.Field], at now: Instant,
    into effects: inout [AgentEffect]
  ) -> JournalRecord {
    let record = JournalRecord(
      sequence: journal.nextSequence(), kind: kind, time: clock.wallTime(at: now), monotonic: now,
      fields: fields)
    effects.append(.record(record))
    return record
  }

  private func fields(
    of transition: AlarmTransition, _ definition: AlarmDefinition
  ) -> [JournalRecord.Field] {
    var fields: [JournalRecord.Field] = [
      .init("alarm", .text(definition.name)), .init("id", .text(definition.id)),
      .init("device", .text(definition.deviceName)), .init("point", .text(definition.pointName)),
      .init("occurrence", .count(Int(clamping: transition.occurrence))),
      .init("from", .text(transition.from.rawValue)), .init("to", .text(transition.to.rawValue)),
      .init("priority", .text(transition.priority.rawValue)),
    ]
    if definition.hazard != .none {
      fields.append(.init("hazard", .text(definition.hazard.rawValue)))
    }
    if let value = transition.value {
      fields.append(.init("value", value.field(of: self, definition)))
    }
    if case .limit(let level, let setpoint, let deadband) = definition.condition {
      fields += [
        .init("limit", .text(level.rawValue)), .init("setpoint", .number(setpoint)),
        .init("deadband", .number(deadband)),
      ]
    }
    if let user = transition.user { fields.append(.init("actor", .text(user))) }
    if let reason = transition.reason { fields.append(.init("comment", .text(reason))) }
    if transition.isPresentAtStart { fields.append(.init("present_at_start", .flag(true))) }
    fields.append(.init("quality", .text(transition.quality.rawValue)))
    fields +=
      alarms.snapshot(
        transition.alarm, at: transition.at, wall: clock.wallTime(at: transition.at)
      ).journalFields
    if let line = definition.lineName { fields.append(.init("line", .text(line))) }
    for label in definition.device.map({ settings.devices[$0.rawValue].labels }) ?? [] {
      fields.append(.init("label_" + label.name, .text(label.value)))
    }
    return fields
  }

  /// One line for a person: how urgent, where, what, and the figure that decided.
  private func sentence(for transition: AlarmTransition, of definition: AlarmDefinition) -> String {
    if definition.condition == .verdict { return verdictSentence(of: definition) }
    var sentence = "\(definition.deviceName): \(definition.name)"
    if !definition.pointName.isEmpty, definition.pointName != definition.name {
      sentence += " (\(definition.pointName))"
    }
    if case .limit(let level, let setpoint, _) = definition.condition {
      sentence += " \(level.rawValue) \(setpoint.plainText)"
    }
    if case .number(let value)? = transition.value { sentence += ", now \(value.plainText)" }
    return sentence
  }
}

extension Value {
  fileprivate func field(of agent: Agent, _ definition: AlarmDefinition) -> JournalRecord.FieldValue
  {
    switch self {
    case .number(let number): return .number(number)
    case .flag(let isSet): return .flag(isSet)
    case .text(let text): return .text(text)
    case .flags: return .text(plainText)
    case .state(let place):
      guard let point = definition.point, let device = definition.device else {
        return .text(plainText)
      }
      let profile = agent.settings.devices[device.rawValue].profile
      let definition = profile.points[agent.points.place(of: point)]
      guard case .states(let names) = definition.meaning, names.indices.contains(place) else {
        return .text(plainText)
      }
      return .text(names[place].name)
    }
  }
}

extension JournalRecord.Kind {
  /// The record of a transition. Losing and finding a device have kinds of their own.
  fileprivate init(_ kind: AlarmTransition.Kind, of definition: AlarmDefinition) {
    let isCommunication = definition.condition == .communicationLoss
    switch kind {
    case .occurred: self = isCommunication ? .communicationLost : .occurred
    case .returned: self = isCommunication ? .communicationRestored : .returned
    case .acknowledged: self = .acknowledged
    case .reset: self = .reset
    case .shelved: self = .shelved
    case .unshelved: self = .unshelved
    case .suppressed: self = .suppressed
    case .unsuppressed: self = .unsuppressed
    case .outOfService: self = .outOfService
    case .returnedToService: self = .returnedToService
    case .qualityChanged: self = .qualityChanged
    case .priorityChanged: self = .priorityChanged
    case .realarmed: self = .realarmed
    }
  }
}
