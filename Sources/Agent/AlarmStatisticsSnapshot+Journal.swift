package import Alarms
import Readings

/// The figures of the alarm system in a record of the kind `statistics`: lists are texts of numbers.
extension AlarmStatisticsSnapshot {
  /// The fields that carry the snapshot in a record.
  package var journalFields: [JournalRecord.Field] {
    var fields: [JournalRecord.Field] = [
      .init("counted_since", .text(since.rfc3339)), .init("taken_at", .text(takenAt.rfc3339)),
      .init("annunciations", .list(annunciations)),
      .init("acknowledgements", .list(acknowledgements)),
      .init("acknowledge_seconds", .list(acknowledgeSeconds)),
      .init("chatter_detections", .count(Int(clamping: chatterDetections))),
      .init("fleeting_detections", .count(Int(clamping: fleetingDetections))),
      .init("missed", .count(Int(clamping: missed))),
      .init("hasty_acknowledgements", .count(Int(clamping: hastyAcknowledgements))),
      .init("peak_10m", .count(peakOfTenMinutes)),
      .init("minutes", .text(minutes.map { "\($0.age):\($0.count)" }.joined(separator: ","))),
      .init(
        "open", .text(open.map { "\($0.since.rfc3339) \($0.id)" }.joined(separator: "\n"))),
      .init("floods", .count(Int(clamping: flood.floods))),
      .init("flood_seconds", .number(flood.pastSeconds)),
      .init("flood_annunciations", .count(flood.count)),
      .init("last_flood_annunciations", .count(flood.lastCount)),
      .init("all_annunciations", .count(Int(clamping: flood.total))),
      .init("recent", .text(flood.recent.map(\.rfc3339).joined(separator: ","))),
    ]
    if let started = flood.startedAt { fields.append(.init("flood_since", .text(started.rfc3339))) }
    return fields
  }

  /// The snapshot that a record carries; nil when it carries none.
  package init?(journalFields fields: [String: JournalRecord.FieldValue]) {
    guard case .text(JournalRecord.Kind.statistics.rawValue)? = fields["kind"],
      let since = fields["counted_since"]?.time, let takenAt = fields["taken_at"]?.time
    else { return nil }
    func count(_ name: String) -> Int {
      if case .count(let count)? = fields[name] { max(0, count) } else { 0 }
    }
    func words(_ name: String, separator: Character = ",") -> [Substring] {
      if case .text(let text)? = fields[name] { text.split(separator: separator) } else { [] }
    }
    let seconds: Double =
      switch fields["flood_seconds"] {
      case .number(let number)?: number
      case .count(let count)?: Double(count)
      default: 0
      }
    self.init(
      since: since, takenAt: takenAt,
      annunciations: words("annunciations").compactMap { UInt64($0) },
      acknowledgements: words("acknowledgements").compactMap { UInt64($0) },
      acknowledgeSeconds: words("acknowledge_seconds").compactMap { Double($0) },
      chatterDetections: UInt64(count("chatter_detections")),
      fleetingDetections: UInt64(count("fleeting_detections")), missed: UInt64(count("missed")),
      hastyAcknowledgements: UInt64(count("hasty_acknowledgements")),
      peakOfTenMinutes: count("peak_10m"),
      minutes: words("minutes").compactMap { Minute($0) },
      open: words("open", separator: "\n").compactMap { Open($0) },
      flood: Flood(
        startedAt: fields["flood_since"]?.time, count: count("flood_annunciations"),
        lastCount: count("last_flood_annunciations"), floods: UInt64(count("floods")),
        total: UInt64(count("all_annunciations")), pastSeconds: seconds,
        recent: words("recent").compactMap { WallTime(rfc3339: String($0)) }))
  }
}

extension AlarmStatisticsSnapshot.Minute {
  fileprivate init?(_ text: Substring) {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let age = Int(parts[0]), age >= 0, let count = UInt32(parts[1]) else {
      return nil
    }
    self.init(age: age, count: count)
  }
}

extension AlarmStatisticsSnapshot.Open {
  fileprivate init?(_ text: Substring) {
    guard let space = text.firstIndex(of: " "),
      let since = WallTime(rfc3339: String(text[..<space]))
    else { return nil }
    self.init(id: String(text[text.index(after: space)...]), since: since)
  }
}

extension PastAlarmEvent {
  /// What a record says of an alarm; nil when it says nothing that is counted.
  package init?(journalFields fields: [String: JournalRecord.FieldValue]) {
    guard case .text(let kindName)? = fields["kind"], let kind = Self.kinds[kindName],
      case .text(let id)? = fields["id"], case .text(let fromName)? = fields["from_state"],
      case .text(let toName)? = fields["to_state"], let from = AlarmState(rawValue: fromName),
      let to = AlarmState(rawValue: toName), case .text(let priorityName)? = fields["priority"],
      let priority = AlarmPriority(rawValue: priorityName), let time = fields["t_recorded"]?.time
    else { return nil }
    self.init(id: id, kind: kind, from: from, to: to, priority: priority, time: time)
  }

  private static let kinds: [String: AlarmTransition.Kind] = [
    JournalRecord.Kind.occurred.rawValue: .occurred,
    JournalRecord.Kind.communicationLost.rawValue: .occurred,
    JournalRecord.Kind.returned.rawValue: .returned,
    JournalRecord.Kind.communicationRestored.rawValue: .returned,
    JournalRecord.Kind.acknowledged.rawValue: .acknowledged,
    JournalRecord.Kind.reset.rawValue: .reset,
    JournalRecord.Kind.shelved.rawValue: .shelved,
    JournalRecord.Kind.unshelved.rawValue: .unshelved,
    JournalRecord.Kind.suppressed.rawValue: .suppressed,
    JournalRecord.Kind.unsuppressed.rawValue: .unsuppressed,
    JournalRecord.Kind.outOfService.rawValue: .outOfService,
    JournalRecord.Kind.returnedToService.rawValue: .returnedToService,
    JournalRecord.Kind.priorityChanged.rawValue: .priorityChanged,
    JournalRecord.Kind.realarmed.rawValue: .realarmed,
    JournalRecord.Kind.escalated.rawValue: .escalated,
  ]
}

extension JournalRecord.FieldValue {
  fileprivate static func list(_ numbers: [some CustomStringConvertible]) -> Self {
    .text(numbers.map(\.description).joined(separator: ","))
  }

  fileprivate var time: WallTime? {
    if case .text(let text) = self { WallTime(rfc3339: text) } else { nil }
  }
}
