import Alarms
import DeviceProfiles
import Polling
import Readings

extension Agent {
  /// Puts alarm transitions on record; people are told once the record is on disk.
  mutating func report(
    _ transitions: [AlarmTransition], at now: Instant, into effects: inout [AgentEffect]
  ) {
    for transition in transitions {
      let definition = alarms.definitions[transition.alarm.rawValue]
      let kind = JournalRecord.Kind(transition.kind, of: definition)
      let fields = fields(of: transition, definition)
      let text = sentence(for: transition, of: definition)
      if let made = record(kind, fields, at: now, into: &effects) {
        journal.wait(Announcement(record: made, transition: transition, text: text))
      } else {
        // It will never be on disk, but people must know.
        let lost = Announcement(
          record: unsentRecord(0, kind, fields, at: now), transition: transition, text: text)
        effects.append(.announce(lost.unwritten(because: journal.failure ?? "disk too slow")))
      }
    }
    recordFlood(at: now, into: &effects)
    checkpointIfDue(at: now, into: &effects)
  }

  private func fields(
    of transition: AlarmTransition, _ definition: AlarmDefinition
  ) -> [JournalRecord.Field] {
    var fields: [JournalRecord.Field] = [
      .init("alarm", .text(definition.name)), .init("id", .text(definition.id)),
      .init("device", .text(definition.deviceName)), .init("point", .text(definition.pointName)),
      .init("occurrence_id", .text("\(definition.id)#\(transition.occurrence)")),
      .init("from_state", .text(transition.from.rawValue)),
      .init("to_state", .text(transition.to.rawValue)),
      .init("priority", .text(transition.priority.rawValue)),
    ]
    if definition.hazard != .none {
      fields.append(.init("hazard", .text(definition.hazard.rawValue)))
    }
    if let value = transition.value {
      fields.append(.init("value", value.field(of: self, definition)))
    }
    if let unit = unit(of: definition) { fields.append(.init("unit", .text(unit))) }
    if case .limit(let level, let setpoint, let deadband) = alarms.condition(
      of: transition.alarm)
    {
      fields += [
        .init("limit", .number(setpoint)), .init("level", .text(level.rawValue)),
        .init("deadband", .number(deadband)),
      ]
    }
    if let group = definition.group { fields.append(.init("group", .text(group))) }
    if let user = transition.user { fields.append(.init("actor", .text(user))) }
    if let reason = transition.reason { fields.append(.init("comment", .text(reason))) }
    if transition.isPresentAtStart { fields.append(.init("present_at_start", .flag(true))) }
    fields += qualityFields(of: transition, definition) + pollFields(of: transition, definition)
    fields +=
      alarms.snapshot(after: transition, wall: clock.wallTime(at: transition.at)).journalFields
    if let line = definition.lineName { fields.append(.init("line", .text(line))) }
    return fields + labelFields(of: definition)
  }

  private func unit(of definition: AlarmDefinition) -> String? {
    guard let point = definition.point else { return nil }
    let profile = settings.devices[points.device(of: point).rawValue].profile
    return profile.points[points.place(of: point)].unit
  }

  /// How good the data was, and what was wrong with it.
  private func qualityFields(
    of transition: AlarmTransition, _ definition: AlarmDefinition
  ) -> [JournalRecord.Field] {
    let quality = JournalRecord.Field("quality", .text(transition.quality.rawValue))
    guard transition.quality == .bad, let point = definition.point,
      case .none(let reason) = presentReading(point, at: transition.at).outcome
    else { return [quality] }
    return [quality, .init("quality_reason", .text(reason.name))]
  }

  /// Between which instants the value was asked for and had, for what a sample brought about. The
  /// order of what happened within one such span is not known.
  private func pollFields(
    of transition: AlarmTransition, _ definition: AlarmDefinition
  ) -> [JournalRecord.Field] {
    guard let point = definition.point, transition.kind.isOfASample else { return [] }
    let line = settings.devices[points.device(of: point).rawValue].line
    let asked = poller.lastAsked(line)
    guard asked > .origin, asked <= transition.at else { return [] }
    return [
      .init("t_poll_start", .text(clock.wallTime(at: asked).rfc3339)),
      .init("t_poll_end", .text(clock.wallTime(at: transition.at).rfc3339)),
    ]
  }

  /// One line for a person: how urgent, where, what, and the figure that decided.
  private func sentence(for transition: AlarmTransition, of definition: AlarmDefinition) -> String {
    if definition.condition == .verdict { return verdictSentence(of: definition) }
    var sentence =
      definition.deviceName.isEmpty
      ? definition.name : "\(definition.deviceName): \(definition.name)"
    if !definition.pointName.isEmpty, definition.pointName != definition.name {
      sentence += " (\(definition.pointName))"
    }
    if case .limit(let level, let setpoint, _) = alarms.condition(of: transition.alarm) {
      sentence += " \(level.rawValue) \(setpoint.plainText)"
    }
    if transition.to.isHidden, transition.kind == .occurred {
      sentence += " [\(transition.to.rawValue)]"
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
      guard let point = definition.point else { return .text(plainText) }
      let profile = agent.settings.devices[agent.points.device(of: point).rawValue].profile
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
    case .escalated: self = .escalated
    }
  }
}

extension AlarmTransition.Kind {
  /// Whether a sample brought it about, and no person, rule or passing of time.
  fileprivate var isOfASample: Bool {
    self == .occurred || self == .returned || self == .qualityChanged
  }
}
