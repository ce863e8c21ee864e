import Agent
import Alarms
import Readings

/// Alarms that are told together: how many, which came first, and where the journal has them.
struct NewsGroup: Hashable, Sendable {
  /// What belongs together: a group of the site file, with its first-out, or a kind of alarm.
  struct Key: Hashable, Comparable, Sendable {
    var priority: AlarmPriority
    var name: String

    static func < (left: Key, right: Key) -> Bool {
      (left.priority, left.name) < (right.priority, right.name)
    }
  }

  private(set) var count = 0
  private(set) var sequences = SequenceRanges()
  private(set) var firstOut: String?
  private(set) var alarms: [String] = []
  private(set) var first: AlarmNews?

  mutating func take(_ news: AlarmNews) {
    count += 1
    if news.sequence > 0 { sequences.insert(news.sequence) }
    if news.detail("first_out") == "first" || news.detail("first_out") == "true" {
      firstOut = firstOut ?? news.id
    }
    if first == nil || news.sequence < first?.sequence ?? 0 { first = news }
    if alarms.count < NotificationLimits.namedPerGroup, !alarms.contains(news.id) {
      alarms.append(news.id)
    }
  }

  /// The group as a webhook is told of it.
  func json(_ key: Key) -> JSONText {
    .object([
      ("group", .text(key.name)), ("priority", .text(key.priority.rawValue)),
      ("count", .count(count)),
      ("first_out", firstOut.map { .text($0) } ?? .null),
      ("first_id", .text(first?.id ?? "")), ("first_time", .text(first?.time.rfc3339 ?? "")),
      ("alarms", .array(alarms.map { .text($0) })), ("records", .text(sequences.text())),
    ])
  }
}
