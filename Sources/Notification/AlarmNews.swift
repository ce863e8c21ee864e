package import Agent
package import Alarms
package import Readings

/// Something that happened to an alarm, as targets are told of it. Made from the journal record,
/// so that what is told after a restart is what was recorded before.
package struct AlarmNews: Hashable, Sendable {
  /// Number of the record; 0 when there is none because the disk takes none.
  package var sequence: UInt64
  /// The kind of the record, such as `occurred`, or `escalated`.
  package var kind: String
  package var time: WallTime
  /// Identifier of the alarm.
  package var id: String
  package var alarm: String
  package var device: String
  package var point: String
  package var level: String
  package var priority: AlarmPriority
  package var hazard: AlarmHazard
  package var state: AlarmState
  package var isActive: Bool
  package var isLatched: Bool
  /// Whether people were told of this occurrence, also when it is hidden now.
  package var wasTold: Bool
  package var activeSince: WallTime?
  /// False when the disk did not take the record.
  package var isOnDisk = true
  /// Labels of the device, sorted by name.
  package var labels: [(name: String, value: String)] { labelPairs.map { ($0.name, $0.value) } }
  private var labelPairs: [Pair]
  /// Further fields of the record that people want to see, in order.
  package var details: [(name: String, value: JournalRecord.FieldValue)] {
    detailPairs.map { ($0.name, $0.value) }
  }
  private var detailPairs: [JournalRecord.Field]

  private struct Pair: Hashable, Sendable {
    var name: String
    var value: String
  }

  private static let detailNames = [
    "event_id", "occurrence_id", "site", "from_state", "value", "unit", "limit", "deadband",
    "quality", "quality_reason", "group", "first_out", "present_at_start", "actor", "comment",
    "shelved_until", "drill",
  ]

  /// Nil when the fields are not of a record about an alarm.
  package init?(
    sequence: UInt64, kind: String, time: WallTime,
    fields: [String: JournalRecord.FieldValue]
  ) {
    func text(_ name: String) -> String? {
      if case .text(let text)? = fields[name] { text } else { nil }
    }
    guard let id = text("id"), let state = text("to_state").flatMap(AlarmState.init(rawValue:)),
      let priority = text("priority").flatMap(AlarmPriority.init(rawValue:))
    else { return nil }
    self.sequence = sequence
    self.kind = kind
    self.time = time
    self.id = id
    let parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    alarm = text("alarm") ?? parts[0]
    device = text("device") ?? (parts.count > 1 ? parts[1] : "")
    point = text("point") ?? ""
    level = text("level") ?? ""
    self.priority = priority
    hazard = text("hazard").flatMap(AlarmHazard.init(rawValue:)) ?? .none
    self.state = state
    if case .flag(let flag)? = fields["active"] { isActive = flag } else { isActive = false }
    isLatched = fields["latched"] == .flag(true)
    wasTold = fields["told"] == .flag(true)
    activeSince = text("active_since").flatMap(WallTime.init(rfc3339:))
    labelPairs = fields.sorted { $0.key < $1.key }.compactMap { name, value in
      guard case .text(let text) = value else { return nil }
      if name == "room" { return Pair(name: name, value: text) }
      guard name.hasPrefix("label_") else { return nil }
      return Pair(name: String(name.dropFirst("label_".count)), value: text)
    }.sorted { $0.name < $1.name }
    detailPairs = Self.detailNames.compactMap { name in
      fields[name].map { JournalRecord.Field(name, $0) }
    }
  }

  package init?(_ announcement: Announcement) {
    let record = announcement.record
    self.init(
      sequence: record.sequence, kind: record.kind.rawValue, time: record.time,
      fields: Dictionary(
        record.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    isOnDisk = announcement.isOnDisk
  }

  /// A field of the record as a text.
  package func detail(_ name: String) -> String? {
    switch detailPairs.first(where: { $0.name == name })?.value {
    case .text(let text)?: text
    case .number(let number)?: Value.number(number).plainText
    case .count(let count)?: String(count)
    case .flag(let flag)?: flag ? "true" : "false"
    default: nil
    }
  }

  /// Whether somebody still has to say that he knows.
  package var isUnacknowledged: Bool {
    switch state {
    case .unacknowledged, .returnedUnacknowledged, .latchedUnacknowledged: true
    default: false
    }
  }

  /// Whether the alarm is active or latched, and nobody has hidden it.
  package var isShown: Bool {
    switch state {
    case .unacknowledged, .acknowledged, .latchedUnacknowledged, .latchedAcknowledged: true
    default: false
    }
  }

  /// Whether the alarm stands for those who keep a list of what stands. Hiding tells nobody
  /// anything new, and ends nothing that people were told: "resolved" would be a lie.
  package var stands: Bool {
    isShown || state.isHidden && wasTold && (isActive || isLatched)
  }

  /// What must not wait for anything else: danger first, then by priority.
  package var urgency: Int { hazard.displayRank * 8 + priority.rank }

  /// Whether it goes out at once, alone if need be, and is never only counted.
  package var isPressing: Bool { hazard.displayRank < 4 || priority == .critical }

  /// What it is about in one line.
  package var summary: String {
    // First, because some screens show no more than a few words.
    var words = (detail("drill") == nil ? "" : "DRILL ") + "\(device): \(alarm)"
    if !point.isEmpty, point != alarm { words += " (\(point))" }
    if !level.isEmpty { words += " \(level)" + (detail("limit").map { " " + $0 } ?? "") }
    if let value = detail("value") {
      words += ", now \(value)" + (detail("unit").map { " " + $0 } ?? "")
    }
    return words
  }
}
