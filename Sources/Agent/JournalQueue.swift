/// The numbering of journal records, and what waits until its record is on disk.
///
/// What waits for the disk is bounded: a record that finds no place gets no number, so the numbers
/// have no gap, and how many there were is itself put on record once there is room.
package struct JournalQueue: Sendable {
  /// The number of the last record made.
  package private(set) var lastSequence: UInt64
  /// The number of the last record known to be on disk.
  package private(set) var writtenThrough: UInt64
  /// Records made since the start.
  package private(set) var recordCount: UInt64 = 0
  /// Records that found no place since the start.
  package private(set) var droppedCount: UInt64 = 0
  package private(set) var writeErrorCount: UInt64 = 0
  /// Why the last write failed; nil while the journal is being written.
  package private(set) var failure: String?
  /// Dropped records that no record tells of yet.
  private(set) var untoldCount: UInt64 = 0
  private var waiting: [Announcement] = []
  private var owed: [(sequence: UInt64, ticket: UInt64, answer: OperatorAnswer)] = []

  package init(lastSequence: UInt64) {
    self.lastSequence = lastSequence
    writtenThrough = lastSequence
  }

  /// Records that are not known to be on disk.
  package var pendingCount: UInt64 { lastSequence - writtenThrough }

  /// The number for the next record; nil, and counted, when too many wait for the disk. Parts of a
  /// checkpoint always find a place: one is begun only while there is room, and is itself bounded.
  package mutating func nextSequence(ofCheckpoint: Bool = false) -> UInt64? {
    guard ofCheckpoint || pendingCount < Limits.journalQueue else {
      droppedCount += 1
      untoldCount += 1
      return nil
    }
    lastSequence += 1
    recordCount += 1
    return lastSequence
  }

  /// How many records were dropped since this was last asked; nil while there were none, or while
  /// there is no room yet to tell.
  mutating func takeUntold() -> UInt64? {
    guard untoldCount > 0, pendingCount < Limits.journalQueue / 2 else { return nil }
    defer { untoldCount = 0 }
    return untoldCount
  }

  /// Records that were made will never be on disk: what waited for them waits no longer, and how
  /// many there were is put on record.
  mutating func refused(_ count: Int) -> [AgentEffect] {
    droppedCount += UInt64(max(0, count))
    untoldCount += UInt64(max(0, count))
    return failed(reason: "\(count) records found no place before the disk")
  }

  /// Keeps an announcement until its record is on disk.
  package mutating func wait(_ announcement: Announcement) { waiting.append(announcement) }

  /// Keeps an answer until every record that was made is on disk.
  mutating func owe(_ answer: OperatorAnswer, ticket: UInt64) {
    owed.append((lastSequence, ticket, answer))
  }

  /// What may go out now that every record up to this number is on disk, in order.
  package mutating func written(through sequence: UInt64) -> [AgentEffect] {
    writtenThrough = max(writtenThrough, sequence)
    failure = nil
    let ready = waiting.prefix { $0.record.sequence <= sequence }
    waiting.removeFirst(ready.count)
    let answers = owed.prefix { $0.sequence <= sequence }
    owed.removeFirst(answers.count)
    return ready.map { .announce($0) } + answers.map { .answer(ticket: $0.ticket, $0.answer) }
  }

  /// What must not wait any longer: a full disk must not keep a fire from people. It says that its
  /// record is not on disk yet.
  package mutating func failed(reason: String) -> [AgentEffect] {
    writeErrorCount += 1
    failure = reason
    defer {
      waiting = []
      owed = []
    }
    let announcements = waiting.map { AgentEffect.announce($0.unwritten(because: reason)) }
    return announcements
      + owed.map { .answer(ticket: $0.ticket, $0.answer.unwritten(because: reason)) }
  }
}

extension Announcement {
  /// The announcement of a record that is not on disk.
  func unwritten(because reason: String) -> Announcement {
    var announcement = self
    announcement.isOnDisk = false
    announcement.text += " (journal not written: \(reason))"
    return announcement
  }
}
