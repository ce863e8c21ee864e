import Foundation
import Testing

@testable import Journal

/// A wall clock that a test turns.
private final class TurnedClock: @unchecked Sendable {
  var seconds: UInt64 = 1_700_000_000
  var calls: JournalCalls {
    var calls = JournalCalls.system
    calls.now = { [self] in seconds }
    return calls
  }
}

@Suite("The age of a journal")
struct JournalAgeTests {
  private let day: UInt64 = 86_400

  private func open(
    _ folder: TemporaryFolder, _ clock: TurnedClock, retention: Duration? = nil
  ) throws -> JournalFile {
    let limits = JournalLimits(segmentAge: .seconds(86_400), retention: retention)
    return try JournalFile.open(
      directory: folder.journal, limits: limits, calls: clock.calls
    ).0
  }

  @Test("who asks for what came after a time is not read what ended a day before it")
  func passedOver() throws {
    let folder = try TemporaryFolder()
    let clock = TurnedClock()
    let journal = try open(folder, clock)
    for record in 0..<10 {
      try journal.append([payload("\(record)")])
      clock.seconds += day + 1
    }
    journal.close()
    #expect(folder.segments.count == 10)
    func count(after time: UInt64) throws -> Int {
      var count = 0
      try JournalReader(directory: folder.journal).read(endedAfter: time) { _ in
        count += 1
        return true
      }
      return count
    }
    let last = clock.seconds - day - 1
    #expect(try count(after: last) == 2)
    #expect(try count(after: last - 3 * (day + 1)) == 5)
    // The newest may always have what is wanted.
    #expect(try count(after: last + 1000 * day) == 1)
    #expect(try count(after: 0) == 10)
  }

  @Test("begins a segment a day, over restarts too")
  func rotates() throws {
    let folder = try TemporaryFolder()
    let clock = TurnedClock()
    for record in 0..<20 {
      let journal = try open(folder, clock)
      try journal.append([payload("\(record)")])
      journal.close()
      clock.seconds += day / 4 + 1
    }
    #expect(folder.segments.count == 5)
    #expect(try JournalReader(directory: folder.journal).verify().problems.isEmpty)
  }

  @Test("deletes what is older than its retention, and never the last two segments")
  func retains() throws {
    let folder = try TemporaryFolder()
    let clock = TurnedClock()
    let journal = try open(folder, clock, retention: .seconds(5 * 86_400))
    for record in 0..<30 {
      try journal.append([payload("\(record)")])
      clock.seconds += day + 1
    }
    #expect((5...8).contains(folder.segments.count), "\(folder.segments.count)")
    let verification = try JournalReader(directory: folder.journal).verify()
    #expect(verification.problems.isEmpty)
    #expect(verification.lastNumber == 30)
  }

  @Test("a wall clock that steps ten years ahead deletes one segment, not the evidence")
  func step() throws {
    let folder = try TemporaryFolder()
    let clock = TurnedClock()
    let journal = try open(folder, clock, retention: .seconds(50 * 86_400))
    for record in 0..<10 {
      try journal.append([payload("\(record)")])
      clock.seconds += day + 1
    }
    let before = folder.segments.count
    clock.seconds += 3650 * day
    try journal.append([payload("stepped")])
    #expect(folder.segments.count == before)
    clock.seconds -= 3650 * day
    try journal.append([payload("stepped back")])
    #expect(folder.segments.count >= before)
    #expect(try JournalReader(directory: folder.journal).verify().problems.isEmpty)
  }

  @Test("an edited date of a segment is found")
  func editedHead() throws {
    let folder = try TemporaryFolder()
    let clock = TurnedClock()
    let journal = try open(folder, clock)
    try journal.append([payload("1")])
    let segment = try #require(folder.segments.first)
    let text = try String(contentsOf: segment, encoding: .utf8)
    try text.replacing("\"begun\":1700000000", with: "\"begun\":1700000001")
      .write(to: segment, atomically: true, encoding: .utf8)
    #expect(try !JournalReader(directory: folder.journal).verify().isIntact)
  }

  @Test("a journal that was cut off, or written anew, lacks the record that was noted")
  func noted() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    for record in 1...5 { try journal.append([payload("\(record)")]) }
    let reader = JournalReader(directory: folder.journal)
    let before = try reader.verify()
    let noted = (number: before.lastNumber, sum: before.lastSum)
    #expect(noted.sum.count == 32)
    #expect(try reader.verify(noted: noted).containsNoted == true)
    let segment = try #require(folder.segments.first)
    let lines = try Data(contentsOf: segment).split(separator: UInt8(ascii: "\n"))
    try Data(lines.dropLast().flatMap { Array($0) + [UInt8(ascii: "\n")] }).write(to: segment)
    let cut = try reader.verify(noted: noted)
    #expect(cut.isIntact)
    #expect(cut.containsNoted == false)
  }
}
