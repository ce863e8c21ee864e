import Agent
import ModbusLink
import Readings
import Runtime
import Synchronization
import Testing

@Suite("The journal's thread")
struct JournalThreadTests {
  private struct DiskFull: Error, CustomStringConvertible {
    var description: String { "no space left on device" }
  }

  private func record(_ sequence: UInt64) -> JournalRecord {
    JournalRecord(
      sequence: sequence, kind: .occurred, time: WallTime(nanoseconds: 0), monotonic: .origin,
      fields: [])
  }

  @Test("records are reported only once they are on disk, and in order")
  func order() throws {
    let reports = try Mailbox<AgentEvent>(capacity: 100)
    let written = try Mailbox<UInt64>(capacity: 100)
    let thread = try JournalThread()
    try thread.start(
      append: { records in for record in records { written.post(record.sequence) } },
      report: { reports.post($0) })
    thread.take([record(1), record(2)])
    thread.take([record(3)])
    let isDone = reports.first { event -> Bool? in
      if case .journalWritten(3) = event { true } else { nil }
    }
    #expect(isDone == true)
    #expect(written.takeAll() == [1, 2, 3])
    #expect(thread.stop(withinMilliseconds: 5000))
  }

  @Test("while the disk fails nothing is reported as written; afterwards everything is")
  func retry() throws {
    let reports = try Mailbox<AgentEvent>(capacity: 100)
    let attempts = Counter()
    let thread = try JournalThread()
    try thread.start(
      append: { _ in if attempts.increment() == 1 { throw DiskFull() } },
      report: { reports.post($0) })
    thread.take([record(1)])
    var reasons: [String] = []
    let isDone = reports.first { event -> Bool? in
      if case .journalFailed(let reason) = event { reasons.append(reason) }
      if case .journalWritten(1) = event { return true }
      return nil
    }
    #expect(isDone == true)
    #expect(reasons == ["no space left on device"])
    #expect(thread.stop(withinMilliseconds: 5000))
  }

  @Test("records that find no place are told of, with how many there were")
  func refused() throws {
    let reports = try Mailbox<AgentEvent>(capacity: 100)
    let thread = try JournalThread(capacity: 3)
    thread.take([record(1), record(2)])
    thread.take([record(3), record(4)])
    try thread.start(append: { _ in }, report: { reports.post($0) })
    var events: [String] = []
    _ = reports.first { event -> Bool? in
      switch event {
      case .journalWritten(let through): events.append("written \(through)")
      case .journalRefused(let count):
        events.append("refused \(count)")
        return true
      default: break
      }
      return nil
    }
    #expect(events == ["written 2", "refused 2"])
    #expect(thread.stop(withinMilliseconds: 5000))
  }

  @Test("stopping writes what is there")
  func stopWrites() throws {
    let written = Counter()
    let thread = try JournalThread()
    thread.take((1...50).map(record))
    try thread.start(
      append: { records in for _ in records { written.increment() } }, report: { _ in })
    #expect(thread.stop(withinMilliseconds: 5000))
    #expect(written.value == 50)
  }

  @Test("a disk that always fails does not hold up the end")
  func stopWhileFailing() throws {
    let reports = try Mailbox<AgentEvent>(capacity: 1000)
    let thread = try JournalThread()
    try thread.start(append: { _ in throw DiskFull() }, report: { reports.post($0) })
    thread.take([record(1)])
    _ = reports.first { _ in true }
    #expect(thread.stop(withinMilliseconds: 900))
  }
}

/// A number that threads count up.
final class Counter: Sendable {
  private let number = Atomic<Int>(0)
  var value: Int { number.load(ordering: .sequentiallyConsistent) }

  @discardableResult
  func increment() -> Int { number.add(1, ordering: .sequentiallyConsistent).newValue }
}
