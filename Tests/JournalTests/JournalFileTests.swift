import Foundation
import Testing

@testable import Journal

@Suite("A journal file")
struct JournalFileTests {
  @Test("begins empty, in a folder that only its owner can read")
  func beginsEmpty() throws {
    let folder = try TemporaryFolder()
    let (journal, recovered) = try JournalFile.open(directory: folder.journal)
    #expect(recovered == RecoveredJournal())
    #expect(journal.lastNumber == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.journal)[.posixPermissions]
    #expect(mode as? Int == 0o700)
  }

  @Test("tightens a folder that others could read")
  func tightens() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.journal, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755])
    _ = try JournalFile.open(directory: folder.journal)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.journal)[.posixPermissions]
    #expect(mode as? Int == 0o700)
  }

  @Test("numbers records from 1 and gives them back in order")
  func numbers() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    #expect(try journal.append([payload("a"), payload("b")]) == 1...2)
    #expect(try journal.append([]) == nil)
    #expect(try journal.append([payload("c")]) == 3...3)
    var seen: [JournalReader.Entry] = []
    try JournalReader(directory: folder.journal).read {
      seen.append($0)
      return true
    }
    #expect(seen.map(\.number) == [1, 2, 3])
    #expect(seen.map(\.payload) == [payload("a"), payload("b"), payload("c")])
  }

  @Test("goes on with the next number after it is opened again")
  func resumes() throws {
    let folder = try TemporaryFolder()
    for round in 0..<5 {
      let (journal, recovered) = try JournalFile.open(directory: folder.journal)
      #expect(recovered == RecoveredJournal(lastNumber: UInt64(round)))
      try journal.append([payload("\(round)")])
    }
    let verification = try JournalReader(directory: folder.journal).verify()
    #expect(verification.isIntact)
    #expect(verification.problems.isEmpty)
    #expect(verification.records == 5)
    #expect(verification.lastNumber == 5)
  }

  @Test("refuses a second writer, and lets it in once the first has gone")
  func locks() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    #expect(throws: JournalError.locked(directory: folder.journal)) {
      _ = try JournalFile.open(directory: folder.journal)
    }
    journal.close()
    _ = try JournalFile.open(directory: folder.journal)
    #expect(throws: JournalError.closed) { try journal.append([payload("late")]) }
  }

  @Test("writes nothing of a call that holds a payload it cannot frame")
  func refusesUnfit() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    for (bad, reason) in [
      ([], "is empty"), (Array("a\nb".utf8), "holds a line break"),
      (Array("a\0b".utf8), "holds a zero byte"),
      ([UInt8](repeating: 97, count: 1 << 20 + 1), "is longer than 1048576 bytes"),
    ] as [([UInt8], String)] {
      #expect(throws: JournalError.unfitPayload(place: 1, reason: reason)) {
        try journal.append([payload("a"), bad])
      }
    }
    #expect(journal.lastNumber == 0)
    #expect(folder.segments.isEmpty)
  }

  @Test("begins new segments by size and keeps the newest only")
  func rotates() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 1100, segments: 3)
    for round in 0..<10 {
      let (journal, recovered) = try JournalFile.open(directory: folder.journal, limits: limits)
      #expect(recovered.lastNumber == UInt64(round * 10))
      for record in 0..<10 { try journal.append([payload("\(round) \(record)")]) }
    }
    #expect(folder.segments.count == 3)
    let verification = try JournalReader(directory: folder.journal).verify()
    #expect(verification.problems.isEmpty)
    #expect(verification.lastNumber == 100)
    #expect(verification.records == Int(100 - verification.firstNumber + 1))
  }

  @Test("puts a batch larger than a segment into one of its own")
  func largeBatch() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 200, segments: 2)
    let (journal, _) = try JournalFile.open(directory: folder.journal, limits: limits)
    #expect(try journal.append((0..<20).map { payload("\($0)") }) == 1...20)
    #expect(try journal.append([payload("next")]) == 21...21)
    #expect(folder.segments.count == 2)
    #expect(try JournalReader(directory: folder.journal).verify().problems.isEmpty)
  }

  @Test("reads from and through a number, over segments, and stops when told")
  func filters() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 900, segments: 64)
    let (journal, _) = try JournalFile.open(directory: folder.journal, limits: limits)
    for record in 1...50 { try journal.append([payload("\(record)")]) }
    let reader = JournalReader(directory: folder.journal)
    var seen: [UInt64] = []
    try reader.read(from: 17, through: 31) {
      seen.append($0.number)
      return true
    }
    #expect(seen == Array(17...31))
    seen = []
    try reader.read(from: 40) {
      seen.append($0.number)
      return seen.count < 3
    }
    #expect(seen == [40, 41, 42])
  }

  @Test("every line of a segment is JSON when the payloads are")
  func linesAreJSON() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    try journal.append([payload("a"), payload("b")])
    let segment = try #require(folder.segments.first)
    let text = try String(contentsOf: segment, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      #expect(object is [String: Any])
    }
    #expect(segment.lastPathComponent == "journal-00000000000000000001.jsonl")
  }
}
