import Foundation
import Testing

@testable import Journal

@Suite("A damaged journal")
struct JournalDamageTests {
  /// A journal of three calls of one record each, and a last one of `last` records.
  private func written(_ folder: TemporaryFolder, last: Int) throws -> [UInt8] {
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    for record in 1...3 { try journal.append([payload("\(record)")]) }
    try journal.append((0..<last).map { payload("last \($0)") })
    return try Array(Data(contentsOf: #require(folder.segments.first)))
  }

  private func lineStarts(_ bytes: [UInt8]) -> [Int] {
    [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  private func rewrite(_ folder: TemporaryFolder, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: #require(folder.segments.first))
  }

  @Test("loses only the unfinished write, wherever it was torn", arguments: [1, 3])
  func tornAnywhere(last: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = try written(folder, last: last)
    let starts = lineStarts(bytes)
    for cut in starts[4]..<bytes.count {
      try rewrite(folder, Array(bytes.prefix(cut)))
      let whole = starts.count { $0 <= cut } - 2
      let tornFrom = try #require(starts.last { $0 <= cut })
      let before = try JournalReader(directory: folder.journal).verify()
      #expect(before.isIntact)
      #expect(before.lastNumber == UInt64(whole))
      let (journal, recovered) = try JournalFile.open(directory: folder.journal)
      #expect(recovered.lastNumber == UInt64(whole))
      #expect(recovered.damage.isEmpty)
      #expect(recovered.cutOff?.kind == (cut == tornFrom ? nil : .torn(byteCount: cut - tornFrom)))
      let next = UInt64(whole + 1)
      #expect(try journal.append([payload("next")]) == next...next)
      journal.close()
      let after = try JournalReader(directory: folder.journal).verify()
      #expect(after.problems.isEmpty)
      #expect(after.records == whole + 1)
    }
  }

  @Test("loses only the unfinished write when power failed in it", arguments: [1, 3])
  func zeroesAnywhere(last: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = try written(folder, last: last)
    let starts = lineStarts(bytes)
    for from in stride(from: starts[4], to: bytes.count, by: 7) {
      // The size had reached the disk, some of the pages had not.
      for to in [bytes.count, min(from + 40, bytes.count)] {
        var torn = bytes
        for index in from..<to { torn[index] = 0 }
        // Also a hole within one record, whose line is whole: a line with a wrong sum and no zeroes
        // is told apart from it, see the flips below.
        try rewrite(folder, torn)
        let (journal, recovered) = try JournalFile.open(directory: folder.journal)
        #expect(recovered.lastNumber >= 3)
        #expect(recovered.damage.isEmpty)
        #expect(recovered.cutOff != nil)
        try journal.append([payload("next")])
        journal.close()
        var numbers: [UInt64] = []
        try JournalReader(directory: folder.journal).read {
          numbers.append($0.number)
          return true
        }
        #expect(numbers.starts(with: [1, 2, 3]))
        for segment in folder.segments.dropFirst() {
          try FileManager.default.removeItem(at: segment)
        }
      }
    }
  }

  @Test("shows a flipped bit wherever it is, and is never opened as if all were well")
  func flips() throws {
    let folder = try TemporaryFolder()
    let bytes = try written(folder, last: 2)
    for index in bytes.indices {
      for bit in [0, 3, 7] {
        var flipped = bytes
        flipped[index] ^= 1 << UInt8(bit)
        try rewrite(folder, flipped)
        let verification = try JournalReader(directory: folder.journal).verify()
        #expect(!verification.problems.isEmpty, "byte \(index) bit \(bit)")
      }
      var flipped = bytes
      flipped[index] ^= 1
      try rewrite(folder, flipped)
      let (journal, recovered) = try JournalFile.open(directory: folder.journal)
      #expect(recovered.cutOff != nil || !recovered.damage.isEmpty, "byte \(index)")
      // Records that came after the damage are never thrown away, nor their numbers given again.
      let isInLastCall = index >= lineStarts(bytes)[4]
      #expect(isInLastCall || recovered.lastNumber == 5, "byte \(index): \(recovered)")
      try journal.append([payload("next")])
      journal.close()
      for segment in folder.segments.dropFirst() { try FileManager.default.removeItem(at: segment) }
    }
  }

  @Test("shows every line that was taken out, doubled, swapped or put in")
  func lines() throws {
    let folder = try TemporaryFolder()
    let bytes = try written(folder, last: 2)
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
    var variants: [(String, [[UInt8]])] = []
    // The last line's loss leaves no trace in the rest.
    for index in lines.indices.dropLast() {
      var taken = lines
      taken.remove(at: index)
      variants.append(("without \(index)", taken))
    }
    for index in lines.indices {
      var doubled = lines
      doubled.insert(lines[index], at: index)
      variants.append(("\(index) twice", doubled))
      for other in lines.indices where other > index {
        var swapped = lines
        swapped.swapAt(index, other)
        variants.append(("\(index) and \(other) swapped", swapped))
      }
      var foreign = lines
      foreign.insert(Array("# note\n".utf8), at: index)
      variants.append(("a foreign line at \(index)", foreign))
    }
    for (name, lines) in variants {
      try rewrite(folder, lines.flatMap { $0 })
      let verification = try JournalReader(directory: folder.journal).verify()
      #expect(!verification.isIntact, "\(name)")
    }
  }

  @Test("shows a segment that is missing between others, or ends early")
  func segments() throws {
    let folder = try TemporaryFolder()
    let limits = JournalLimits(segmentBytes: 600, segments: 64)
    let (journal, _) = try JournalFile.open(directory: folder.journal, limits: limits)
    for record in 1...20 { try journal.append([payload("\(record)")]) }
    let segments = folder.segments
    #expect(segments.count > 4)
    let second = try Data(contentsOf: segments[1])
    try FileManager.default.removeItem(at: segments[1])
    #expect(try !JournalReader(directory: folder.journal).verify().isIntact)
    let lineCount = second.count { $0 == UInt8(ascii: "\n") }
    for kept in 0..<lineCount {
      let lines = second.split(separator: UInt8(ascii: "\n")).prefix(kept)
      let text = lines.flatMap { Array($0) + [UInt8(ascii: "\n")] }
      try Data(text).write(to: segments[1])
      #expect(try !JournalReader(directory: folder.journal).verify().isIntact, "\(kept) lines")
    }
    try second.write(to: segments[1])
    #expect(try JournalReader(directory: folder.journal).verify().problems.isEmpty)
  }

  @Test("with a segment that was begun and never announced goes on before it")
  func emptySegment() throws {
    let folder = try TemporaryFolder()
    let bytes = try written(folder, last: 1)
    let begun = folder.journal + "/" + JournalDirectory.segmentName(5)
    var head: [UInt8] = []
    let scan = JournalScan(first: 1, bytes: bytes, expected: nil)
    JournalLine.write(JournalLine.Head(first: 5, begun: 1, after: scan.chain), to: &head)
    for count in 0...head.count {
      try Data(head.prefix(count)).write(to: URL(fileURLWithPath: begun))
      let (journal, recovered) = try JournalFile.open(directory: folder.journal)
      #expect(recovered.lastNumber == 4)
      #expect(recovered.damage.isEmpty)
      #expect(try journal.append([payload("next")]) == 5...5)
      journal.close()
      let verification = try JournalReader(directory: folder.journal).verify()
      #expect(verification.problems.isEmpty, "\(count) bytes: \(verification)")
      for segment in folder.segments.dropFirst() { try FileManager.default.removeItem(at: segment) }
      try rewrite(folder, bytes)
    }
  }
}
