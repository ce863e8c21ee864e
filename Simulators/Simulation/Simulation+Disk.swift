import Agent
import Readings

/// The journal's thread and its disk: what has gathered while the disk was busy is written with one
/// flush; while the disk fails, the records wait, and it is tried again.
extension Simulation {
  /// How long the journal waits after a failed write.
  private static let retry = Duration.seconds(1)

  mutating func take(_ record: JournalRecord, at now: Instant) {
    note("record \(record.sequence) \(record.kind.rawValue)", at: now)
    disk.waiting.append(record)
    startWriting(at: now, after: disk.latency)
  }

  private mutating func startWriting(at now: Instant, after delay: Duration) {
    guard !disk.isWriting else { return }
    disk.isWriting = true
    queue.add(.journalWrites(run: process.run), at: now + delay)
    if defect == .confirmsTooSoon, let last = disk.waiting.last {
      handle(.journalWritten(through: last.sequence), at: now)
    }
  }

  mutating func writeJournal(run: UInt64, at now: Instant) {
    guard run == process.run else { return }
    disk.isWriting = false
    if let reason = disk.failures.first {
      struckCounts["failed write", default: 0] += 1
      handle(.journalFailed(reason: reason), at: now)
      startWriting(at: now, after: Self.retry)
      return
    }
    let written = disk.write(disk.waiting.count)
    tellWritten(written, at: now)
    if let last = written.last, defect != .forgetsConfirmations {
      handle(.journalWritten(through: last.sequence), at: now)
    }
    if !disk.waiting.isEmpty { startWriting(at: now, after: disk.latency) }
  }

  mutating func tellWritten(_ records: [JournalRecord], at now: Instant) {
    for index in checkers.indices {
      checkers[index].recordsWritten(records, at: now, into: &violations)
    }
  }
}
