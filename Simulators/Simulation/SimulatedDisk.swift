import Agent
import Readings

/// The disk under the journal: what is on it survives the process, what is on its way may not.
struct SimulatedDisk: Sendable {
  /// Records on disk, as the journal's own lines.
  private(set) var payloads: [[UInt8]] = []
  private(set) var lastSequence: UInt64 = 0
  /// Handed over and not yet on disk.
  var waiting: [JournalRecord] = []
  /// Whether a write is on its way.
  var isWriting = false
  /// Why it cannot be written now, a reason for each disturbance; empty while it can.
  var failures: [String] = []
  /// What a power loss left behind the last whole record: the start of one.
  var tornTail: [UInt8] = []
  /// How long a write takes; more while the disk is slow.
  var latency = Duration.milliseconds(1)

  /// The process dies, or the power goes, while records are on their way: of the first that did not
  /// arrive a part may have.
  mutating func tear(after bytes: Int) {
    tornTail = waiting.first.map { Array($0.json.prefix(bytes)) } ?? []
    waiting = []
    isWriting = false
  }

  /// Puts the first of the waiting records on disk.
  ///
  /// - Returns: those records.
  mutating func write(_ count: Int) -> [JournalRecord] {
    let written = Array(waiting.prefix(count))
    waiting.removeFirst(written.count)
    for record in written {
      payloads.append(record.json)
      lastSequence = record.sequence
    }
    return written
  }
}
