/// The numbering of journal records, and the announcements that wait until theirs is on disk.
package struct JournalQueue: Sendable {
  /// The number of the last record made.
  package private(set) var lastSequence: UInt64
  /// The number of the last record known to be on disk.
  package private(set) var writtenThrough: UInt64
  /// Records made since the start.
  package private(set) var recordCount: UInt64 = 0
  package private(set) var writeErrorCount: UInt64 = 0
  /// Why the last write failed; nil while the journal is being written.
  package private(set) var failure: String?
  private var waiting: [Announcement] = []
  private var checkpointSequence: UInt64

  package init(lastSequence: UInt64) {
    self.lastSequence = lastSequence
    checkpointSequence = lastSequence
    writtenThrough = lastSequence
  }

  /// Records that are not known to be on disk.
  package var pendingCount: UInt64 { lastSequence - writtenThrough }

  /// The number for the next record.
  package mutating func nextSequence() -> UInt64 {
    lastSequence += 1
    recordCount += 1
    return lastSequence
  }

  /// Whether a multiple of `Limits.checkpointRecords` was passed since this was last asked. By the
  /// number and not by a count, because a count would begin anew with every start.
  mutating func takeCheckpoint() -> Bool {
    defer { checkpointSequence = lastSequence }
    return lastSequence / Limits.checkpointRecords > checkpointSequence / Limits.checkpointRecords
  }

  /// Keeps an announcement until its record is on disk.
  package mutating func wait(_ announcement: Announcement) { waiting.append(announcement) }

  /// The announcements that may go out now, in order.
  package mutating func written(through sequence: UInt64) -> [Announcement] {
    writtenThrough = max(writtenThrough, sequence)
    failure = nil
    let ready = waiting.prefix { $0.record.sequence <= sequence }
    waiting.removeFirst(ready.count)
    return Array(ready)
  }

  /// The announcements that must not wait any longer: a full disk must not keep a fire from
  /// people. They say that their record is not on disk yet.
  package mutating func failed(reason: String) -> [Announcement] {
    writeErrorCount += 1
    failure = reason
    defer { waiting = [] }
    return waiting.map {
      Announcement(
        record: $0.record, transition: $0.transition,
        text: $0.text + " (journal not written: \(reason))")
    }
  }
}
