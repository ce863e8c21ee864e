package import Agent
import Alarms
package import Readings

/// What earlier runs recorded of alarms and of telling people. The journal is the queue: whatever
/// stands in it and is not recorded as told is told after the next start.
package struct NotificationHistory: Sendable {
  /// By alarm, the last news of those that are not normal.
  private var latest: [String: AlarmNews] = [:]
  private var news: [AlarmNews] = []
  /// By target.
  private var told: [String: SequenceRanges] = [:]
  package private(set) var through: [String: UInt64] = [:]

  /// News of earlier runs that are kept; more than a person wants to be told late.
  private static let most = 2 * NotificationLimits.queue

  package init() {}

  /// Takes one record, in the order of the journal.
  package mutating func take(
    sequence: UInt64, kind: String, time: WallTime, fields: [String: JournalRecord.FieldValue]
  ) {
    if let target = Self.text(fields["target"]), case .count(let through)? = fields["through"] {
      self.through[target] = max(self.through[target] ?? 0, UInt64(clamping: through))
      if kind == JournalRecord.Kind.notifySent.rawValue, let records = Self.text(fields["records"])
      {
        told[target, default: SequenceRanges()].formUnion(SequenceRanges(text: records))
      }
      return
    }
    guard let happened = AlarmNews(sequence: sequence, kind: kind, time: time, fields: fields)
    else { return }
    latest[happened.id] = happened.state == .normal ? nil : happened
    guard kind != JournalRecord.Kind.checkpoint.rawValue else { return }
    news.append(happened)
    if news.count > Self.most { news.removeFirst(Self.most / 4) }
  }

  /// Forgets how alarms stood; what happened and what was told stays.
  package mutating func forgetStanding() { latest = [:] }

  private static func text(_ value: JournalRecord.FieldValue?) -> String? {
    if case .text(let text)? = value { text } else { nil }
  }

  /// How every alarm stood that was not normal, in the order of identifiers.
  package var standing: [AlarmNews] { latest.sorted { $0.key < $1.key }.map(\.value) }

  /// What is still to be told to a target; nothing to one that was never told anything, since it
  /// is new.
  package func untold(to target: String) -> [AlarmNews] {
    guard let through = through[target] else { return [] }
    let told = told[target] ?? SequenceRanges()
    return news.filter { $0.sequence > through && !told.contains($0.sequence) }
  }

  /// The lowest number that a target of these has not been told everything up to; nil when there
  /// is none.
  package func lowestThrough(of targets: [String]) -> UInt64? {
    targets.compactMap { through[$0] }.min()
  }
}
