import Readings

/// One attempt to tell a target something, as it ended. The agent puts it on record.
package struct NotificationReport: Hashable, Sendable {
  package var target: String
  /// What the attempt carried; repeats of one delivery have the same.
  package var delivery: UInt64
  /// Counts from 1.
  package var attempt: Int
  package var isDelivered: Bool
  /// Numbers of the journal records that it told of, such as `12-15,17`; empty for none.
  package var records: String
  /// Everything up to this number is settled for the target: told, or not meant for it.
  package var through: UInt64
  /// Why it failed, or what the target answered.
  package var detail: String
  package var duration: Duration

  package init(
    target: String, delivery: UInt64, attempt: Int, isDelivered: Bool, records: String,
    through: UInt64, detail: String, duration: Duration
  ) {
    self.target = target
    self.delivery = delivery
    self.attempt = attempt
    self.isDelivered = isDelivered
    self.records = records
    self.through = through
    self.detail = detail
    self.duration = duration
  }

  /// The fields of its journal record.
  package var journalFields: [JournalRecord.Field] {
    [
      .init("target", .text(target)), .init("delivery", .count(Int(clamping: delivery))),
      .init("attempt", .count(attempt)), .init("records", .text(records)),
      .init("through", .count(Int(clamping: through))), .init("detail", .text(detail)),
      .init("duration_seconds", .number(duration.seconds)),
    ]
  }
}
