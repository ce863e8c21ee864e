import Foundation
import Testing

@testable import Journal

@Suite("The tail of a journal")
struct JournalTailTests {
  @Test("gives every record once, in order, over segments, as far as it is told")
  func follows() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 900, segments: 64)
    let (journal, _) = try JournalFile.open(directory: folder.journal, limits: limits)
    let tail = JournalTail(directory: folder.journal, after: 3)
    #expect(try tail.next().isEmpty)
    var seen: [UInt64] = []
    for round in 0..<40 {
      try journal.append((0..<(round % 4 + 1)).map { payload("\(round) \($0)") })
      let bound = journal.lastNumber - UInt64(round % 3 == 0 && journal.lastNumber > 1 ? 1 : 0)
      while case let entries = try tail.next(through: bound), !entries.isEmpty {
        for entry in entries { #expect(entry.isProven && entry.number <= bound) }
        seen += entries.map(\.number)
      }
    }
    while case let entries = try tail.next(), !entries.isEmpty { seen += entries.map(\.number) }
    #expect(seen == Array(4...journal.lastNumber))
    #expect(folder.segments.count > 5)
  }

  @Test("goes on with the oldest record there is, when what comes next was deleted")
  func overtaken() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 900, segments: 2)
    let (journal, _) = try JournalFile.open(directory: folder.journal, limits: limits)
    try journal.append([payload("first")])
    let tail = JournalTail(directory: folder.journal, after: 0)
    #expect(try tail.next().map(\.number) == [1])
    for record in 0..<50 { try journal.append([payload("\(record)")]) }
    let first = try JournalReader(directory: folder.journal).verify().firstNumber
    var seen: [UInt64] = []
    while case let entries = try tail.next(), !entries.isEmpty { seen += entries.map(\.number) }
    #expect(seen == Array(first...51))
  }

  @Test("does not give half a line")
  func torn() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    try journal.append([payload("1")])
    let tail = JournalTail(directory: folder.journal, after: 0)
    #expect(try tail.next().count == 1)
    let segment = try FileHandle(forWritingTo: #require(folder.segments.first))
    try segment.seekToEnd()
    try segment.write(contentsOf: Data("{\"n\":2,\"bat".utf8))
    #expect(try tail.next().isEmpty)
  }

  @Test("is read backwards, segment by segment, until there is enough")
  func backwards() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 900, segments: 64)
    let (journal, _) = try JournalFile.open(directory: folder.journal, limits: limits)
    for record in 1...50 { try journal.append([payload("\(record)")]) }
    var seen: [UInt64] = []
    var segments = 0
    try JournalReader(directory: folder.journal).readBackwards { entries in
      seen = entries.map(\.number) + seen
      segments += 1
      return seen.count < 12
    }
    #expect(seen == Array((50 - UInt64(seen.count) + 1)...50))
    #expect(segments < folder.segments.count)
  }
}
