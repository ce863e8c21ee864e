/// What the bytes of one segment say, line by line: the records, and every place that is not as it
/// was written.
struct JournalScan {
  let segment: String
  private(set) var head: JournalLine.Head?
  private(set) var records: [JournalReader.Entry] = []
  private(set) var problems: [JournalProblem] = []
  /// The number and the link that the next record must have and follow.
  private(set) var nextNumber: UInt64
  private(set) var chain: JournalChain
  /// Up to where the segment is lines that may stay: all but a torn end.
  private(set) var keptByteCount = 0

  /// - Parameters:
  ///   - first: the number that the segment's name says it begins with.
  ///   - expected: the link that the segment before ended with, and the number after; nil for the
  ///     oldest segment.
  ///   - end: the number that the next segment begins with; nil for the newest.
  init(
    first: UInt64, bytes: [UInt8], expected: (number: UInt64, chain: JournalChain)?,
    end: UInt64? = nil
  ) {
    segment = JournalDirectory.segmentName(first)
    nextNumber = expected?.number ?? first
    chain = expected?.chain ?? .start
    let lines = Self.lines(bytes)
    for (place, line) in lines.enumerated() {
      let rest = bytes.count - line.range.lowerBound
      if place > 0, let end, nextNumber >= end {
        problems.append(problem(.superseded(byteCount: rest), line))
        return
      }
      let text = bytes[line.range]
      if !line.isWhole
        || (place == 0 ? JournalLine.head(text) == nil : JournalLine.frame(text) == nil)
      {
        if isTorn(from: place, lines, bytes) {
          problems.append(problem(.torn(byteCount: rest), line))
          return
        }
        problems.append(problem(.malformed, line))
        if place > 0 { nextNumber += 1 }
      } else if let head = JournalLine.head(text), place == 0 {
        take(head, line, first: first, isOldest: expected == nil)
      } else if let frame = JournalLine.frame(text) {
        take(frame, line)
      }
      keptByteCount = line.range.upperBound + (line.isWhole ? 1 : 0)
    }
  }

  private struct Line {
    let range: Range<Int>
    /// Whether it ends with a newline.
    let isWhole: Bool
  }

  private static func lines(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
      lines.append(Line(range: start..<(end ?? bytes.count), isWhole: end != nil))
      start = (end ?? bytes.count) + 1
    }
    return lines
  }

  private mutating func take(
    _ head: JournalLine.Head, _ line: Line, first: UInt64, isOldest: Bool
  ) {
    self.head = head
    if head.first != first {
      problems.append(problem(.misnumbered(expected: first, found: head.first), line))
    } else if head.first != nextNumber {
      problems.append(problem(.misnumbered(expected: nextNumber, found: head.first), line))
    } else if !head.isSound || !isOldest && head.after != chain {
      problems.append(problem(.edited(number: head.first), line))
    }
    if head.first == first { nextNumber = first }
    chain = head.chain
  }

  private mutating func take(_ frame: JournalLine.Frame, _ line: Line) {
    let isSound = frame.number == nextNumber && frame.follows(chain)
    // A number that damage made of another must not carry the sequence away.
    let isRenumbered =
      frame.number != nextNumber
      && chain.next(number: nextNumber, batch: frame.batch, payload: frame.payload) == frame.chain
    let isPlausible = frame.number >= nextNumber && frame.number - nextNumber < 1 << 20
    if !isSound {
      let kind: JournalProblem.Kind =
        frame.number == nextNumber || isRenumbered
        ? .edited(number: nextNumber)
        : .misnumbered(expected: nextNumber, found: frame.number)
      problems.append(problem(kind, line))
    }
    nextNumber = (isPlausible && !isRenumbered ? frame.number : nextNumber) + 1
    chain = frame.chain
    records.append(
      JournalReader.Entry(
        number: nextNumber - 1, payload: Array(frame.payload), isProven: isSound, link: chain))
  }

  /// Whether the segment from this line on is a write that never finished: nothing after it belongs
  /// to a later call, and later calls are made only when earlier ones are on disk. A write ends too
  /// early, or lacks pages, which then read as zeroes; it never leaves a whole line of other text.
  private func isTorn(from place: Int, _ lines: [Line], _ bytes: [UInt8]) -> Bool {
    guard !lines[place].isWhole || bytes[lines[place].range].contains(0) else { return false }
    return lines[(place + 1)...].allSatisfy { later in
      guard later.isWhole, let frame = JournalLine.frame(bytes[later.range]) else { return true }
      return frame.batch <= nextNumber
    }
  }

  private func problem(_ kind: JournalProblem.Kind, _ line: Line) -> JournalProblem {
    JournalProblem(segment: segment, offset: line.range.lowerBound, kind: kind)
  }
}
