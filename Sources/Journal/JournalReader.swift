/// Reads a journal, also while another process writes it. Takes no lock and changes nothing.
package struct JournalReader: Sendable {
  private let path: String

  package init(directory: String) { path = directory }

  /// One record as it was appended.
  package struct Entry: Hashable, Sendable {
    package var number: UInt64
    package var payload: [UInt8]
    /// Whether it is what was written. Otherwise it, or the record before, was changed, or records
    /// are missing between them.
    package var isProven: Bool
    var link: JournalChain

    /// What ties it to all records before it: 32 hexadecimal digits, to be noted elsewhere and
    /// held against the journal later.
    package var sum: String { String(decoding: link.hex, as: UTF8.self) }
  }

  /// What a whole journal is like.
  package struct Verification: Hashable, Sendable {
    package var segments = 0
    package var records = 0
    /// 0 in an empty journal.
    package var firstNumber: UInt64 = 0
    package var lastNumber: UInt64 = 0
    /// The sum of the last record; empty in an empty journal.
    package var lastSum = ""
    /// Whether the record that was asked for is there with the sum that was noted; nil when none
    /// was asked for.
    package var containsNoted: Bool?
    package var problems: [JournalProblem] = []

    /// Whether every record from the first to the last is there, in order, as it was written. What
    /// was deleted before the first or after the last leaves no trace in the rest: compare
    /// `lastNumber` with what is known from elsewhere.
    package var isIntact: Bool { !problems.contains(where: \.isDamage) }
  }

  /// Hands over the records with these numbers, in order; what is no record is left out. `body` says
  /// whether it wants more.
  ///
  /// - Parameter time: in seconds since 1970. A segment may be passed over when the next was begun a
  ///   day or more before it: the wall clock may have stepped by less than that.
  package func read(
    from first: UInt64 = 1, through last: UInt64 = .max, endedAfter time: UInt64? = nil,
    _ body: (Entry) -> Bool
  ) throws(JournalError) {
    let directory = JournalDirectory(path: path)
    let firsts = try directory.segments()
    for (place, start) in firsts.enumerated() {
      let end = place + 1 < firsts.count ? firsts[place + 1] : nil
      if let end, end <= first { continue }
      if let end, let time, let begun = directory.begun(end), begun + 86_400 <= time { continue }
      if start > last { return }
      // A writer may have retired the segment meanwhile.
      guard let bytes = try? directory.read(start) else { continue }
      let scan = JournalScan(first: start, bytes: bytes, expected: nil, end: end)
      for entry in scan.records where entry.number >= first && entry.number <= last {
        guard body(entry) else { return }
      }
    }
  }

  /// Hands over the records of one segment after another, the newest segment first, until `body`
  /// has enough. What a start needs is near the end, however long the journal is.
  package func readBackwards(_ body: ([Entry]) -> Bool) throws(JournalError) {
    let directory = JournalDirectory(path: path)
    let firsts = try directory.segments()
    for (place, start) in firsts.enumerated().reversed() {
      guard let bytes = try? directory.read(start) else { continue }
      let end = place + 1 < firsts.count ? firsts[place + 1] : nil
      let scan = JournalScan(first: start, bytes: bytes, expected: nil, end: end)
      guard body(scan.records) else { return }
    }
  }

  /// Reads every byte of the journal and says what is not as it was written.
  ///
  /// - Parameter noted: a record's number and sum as noted elsewhere, such as in a copy of the last
  ///   line: with it, also a journal that was cut off or written anew is found out.
  package func verify(
    noted: (number: UInt64, sum: String)? = nil
  ) throws(JournalError) -> Verification {
    let directory = JournalDirectory(path: path)
    let firsts = try directory.segments()
    var result = Verification()
    result.segments = firsts.count
    if noted != nil { result.containsNoted = false }
    var expected: (number: UInt64, chain: JournalChain)?
    for (place, start) in firsts.enumerated() {
      do {
        let bytes = try directory.read(start)
        let scan = JournalScan(
          first: start, bytes: bytes, expected: expected,
          end: place + 1 < firsts.count ? firsts[place + 1] : nil)
        result.problems += scan.problems
        result.records += scan.records.count
        if result.firstNumber == 0 { result.firstNumber = scan.records.first?.number ?? 0 }
        if let last = scan.records.last { result.lastSum = last.sum }
        if let noted,
          scan.records.contains(where: { $0.number == noted.number && $0.sum == noted.sum })
        {
          result.containsNoted = true
        }
        expected = (scan.nextNumber, scan.chain)
      } catch {
        result.problems.append(
          JournalProblem(
            segment: JournalDirectory.segmentName(start), offset: 0,
            kind: .unreadable(reason: error.description)))
        expected = nil
      }
    }
    if let expected, result.records > 0 { result.lastNumber = expected.number - 1 }
    return result
  }
}
