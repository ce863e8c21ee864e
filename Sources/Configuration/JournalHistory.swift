package import Agent
import Alarms
package import Notification
package import Readings

/// What earlier runs of the agent recorded, as far as the next run must know it.
package struct JournalHistory: Sendable {
  /// The number of the last record that could be read; 0 before the first.
  package private(set) var lastSequence: UInt64 = 0
  private var snapshots: [String: AlarmSnapshot] = [:]
  /// By device.
  private var learned: [String: LearnedSnapshot] = [:]
  /// By name.
  private var maintenance: [String: MaintenanceSnapshot] = [:]
  /// By device and point.
  private var counters: [[String]: CounterSnapshot] = [:]
  private var configurationVersion = ""
  private var statistics: AlarmStatisticsSnapshot?
  /// What happened to alarms since the figures were recorded.
  private var pastEvents: [PastAlarmEvent] = []
  /// By alarm, of those that have ever occurred.
  private var identities: [String: [JournalRecord.Field]] = [:]
  /// What was told to whom, and what was not.
  package private(set) var notifications = NotificationHistory()

  package init() {}

  /// Takes one record, in the order of the journal. A record that is no JSON object is passed
  /// over: `journal verify` is what complains about damage.
  package mutating func take(_ payload: some Sequence<UInt8>) {
    let (node, problems) = JSON5.parse(String(decoding: Array(payload), as: UTF8.self), file: "")
    guard problems.isEmpty, case .object(let members)? = node?.content else { return }
    var fields: [String: JournalRecord.FieldValue] = [:]
    for member in members { fields[member.key] = JournalRecord.FieldValue(member.value) }
    if case .count(let sequence)? = fields["seq"] { lastSequence = UInt64(clamping: sequence) }
    if let snapshot = AlarmSnapshot(journalFields: fields) {
      snapshots[snapshot.id] = snapshot
      identities[snapshot.id] = Self.identity(in: fields)
    }
    if let snapshot = AlarmStatisticsSnapshot(journalFields: fields) {
      statistics = snapshot
      pastEvents = []
    } else if let event = PastAlarmEvent(journalFields: fields) {
      pastEvents.append(event)
    }
    if case .text(let version)? = fields["config_version"] { configurationVersion = version }
    if case .text(let name)? = fields["maintenance"] {
      maintenance[name] = MaintenanceSnapshot(journalFields: fields)
    }
    if let snapshot = LearnedSnapshot(journalFields: fields) {
      learned[snapshot.device] = snapshot.lessons.isEmpty ? nil : snapshot
    }
    if case .text(let kind)? = fields["kind"], case .count(let sequence)? = fields["seq"],
      case .text(let text)? = fields["t_recorded"], let time = WallTime(rfc3339: text)
    {
      notifications.take(
        sequence: UInt64(clamping: sequence), kind: kind, time: time, fields: fields)
    }
    if let snapshot = CounterSnapshot(journalFields: fields) {
      counters[[snapshot.device, snapshot.point]] = snapshot
    }
  }

  private static func identity(
    in fields: [String: JournalRecord.FieldValue]
  ) -> [JournalRecord.Field] {
    let names = ["alarm", "device", "point", "hazard", "limit", "level", "room"]
    return fields.sorted { $0.key < $1.key }
      .filter { names.contains($0.key) || $0.key.hasPrefix("label_") }
      .map { JournalRecord.Field($0.key, $0.value) }
  }

  /// Forgets how things stood, and keeps what happened: a checkpoint follows that says how things
  /// stand.
  package mutating func forgetState() {
    snapshots = [:]
    identities = [:]
    learned = [:]
    maintenance = [:]
    counters = [:]
    pastEvents = []
    notifications.forgetStanding()
  }

  /// The place of the record with which the last whole checkpoint begins; nil when there is none.
  /// Nothing before it is needed.
  ///
  /// - Parameter records: payloads in the order of the journal.
  package static func lastCheckpoint(in records: [[UInt8]]) -> Int? {
    guard let end = records.lastIndex(where: { isRecord($0, of: .checkpointEnd) }) else {
      return nil
    }
    return records[..<end].lastIndex { isRecord($0, of: .checkpointBegin) }
  }

  /// Whether a payload is a record of a kind, by the beginning that every record has.
  private static func isRecord(_ payload: [UInt8], of kind: JournalRecord.Kind) -> Bool {
    payload.prefix(80).firstRange(of: Array("\"kind\":\"\(kind.rawValue)\",".utf8)) != nil
  }

  /// What the agent starts from, when the wall clock says `wall`.
  package func resumed(at wall: WallTime) -> ResumedState {
    var state = ResumedState(
      lastSequence: lastSequence,
      alarms: snapshots.sorted { $0.key < $1.key }.map(\.value),
      learned: learned.sorted { $0.key < $1.key }.map(\.value),
      notifiedThrough: notifications.through,
      identities: identities,
      maintenance: maintenance.sorted { $0.key < $1.key }.map(\.value),
      counters: counters.values.sorted { ($0.device, $0.point) < ($1.device, $1.point) },
      wall: wall)
    state.configurationVersion = configurationVersion
    state.statistics = statistics
    state.pastEvents = pastEvents
    return state
  }
}

extension JournalRecord.FieldValue {
  fileprivate init(_ node: JSON5Node) {
    switch node.content {
    case .string(let text): self = .text(text)
    case .number(let number): self = number.integer.map { .count(Int($0)) } ?? .number(number.value)
    case .boolean(let flag): self = .flag(flag)
    default: self = .none
    }
  }
}
