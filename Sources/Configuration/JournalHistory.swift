package import Agent
import Alarms
package import Readings

/// What earlier runs of the agent recorded, as far as the next run must know it.
package struct JournalHistory: Sendable {
  /// The number of the last record that could be read; 0 before the first.
  package private(set) var lastSequence: UInt64 = 0
  private var snapshots: [String: AlarmSnapshot] = [:]
  /// By device.
  private var learned: [String: LearnedSnapshot] = [:]
  /// By device and point.
  private var counters: [[String]: CounterSnapshot] = [:]

  package init() {}

  /// Takes one record, in the order of the journal. A record that is no JSON object is passed
  /// over: `journal verify` is what complains about damage.
  package mutating func take(_ payload: some Sequence<UInt8>) {
    let (node, problems) = JSON5.parse(String(decoding: Array(payload), as: UTF8.self), file: "")
    guard problems.isEmpty, case .object(let members)? = node?.content else { return }
    var fields: [String: JournalRecord.FieldValue] = [:]
    for member in members { fields[member.key] = JournalRecord.FieldValue(member.value) }
    if case .count(let sequence)? = fields["seq"] { lastSequence = UInt64(clamping: sequence) }
    if let snapshot = AlarmSnapshot(journalFields: fields) { snapshots[snapshot.id] = snapshot }
    if let snapshot = LearnedSnapshot(journalFields: fields) {
      learned[snapshot.device] = snapshot.lessons.isEmpty ? nil : snapshot
    }
    if let snapshot = CounterSnapshot(journalFields: fields) {
      counters[[snapshot.device, snapshot.point]] = snapshot
    }
  }

  /// What the agent starts from, when the wall clock says `wall`.
  package func resumed(at wall: WallTime) -> ResumedState {
    ResumedState(
      lastSequence: lastSequence,
      alarms: snapshots.sorted { $0.key < $1.key }.map(\.value),
      learned: learned.sorted { $0.key < $1.key }.map(\.value),
      counters: counters.values.sorted { ($0.device, $0.point) < ($1.device, $1.point) },
      wall: wall)
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
