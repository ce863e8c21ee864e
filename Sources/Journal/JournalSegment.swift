/// One segment of a journal as bytes, apart from any disk: what a start finds in it, and how one is
/// written.
package struct JournalSegment: Sendable {
  /// The number that its name gives its first record.
  package let firstNumber: UInt64
  /// The records that are in it, in their order.
  package let records: [JournalReader.Entry]
  package let problems: [JournalProblem]
  /// Up to where it is lines that may stay: all but a torn end.
  package let keptByteCount: Int
  /// The number of the next record.
  package let nextNumber: UInt64

  /// What the bytes of a segment say whose name gives its first record this number, as the newest
  /// segment of a journal.
  package init(first: UInt64, bytes: [UInt8]) {
    let scan = JournalScan(first: first, bytes: bytes, expected: nil)
    firstNumber = first
    records = scan.records
    problems = scan.problems
    keptByteCount = scan.keptByteCount
    nextNumber = scan.nextNumber
  }

  /// The bytes of a segment with these records, each list written with one call. No payload may be
  /// empty or hold a line break.
  ///
  /// - Parameter begun: in seconds since 1970.
  package static func bytes(first: UInt64, begun: UInt64, batches: [[[UInt8]]]) -> [UInt8] {
    var bytes: [UInt8] = []
    let head = JournalLine.Head(first: first, begun: begun, after: .start)
    JournalLine.write(head, to: &bytes)
    var (number, chain) = (first, head.chain)
    for batch in batches {
      let start = number
      for payload in batch {
        chain = chain.next(number: number, batch: start, payload: payload)
        JournalLine.write(
          number: number, batch: start, chain: chain, payload: payload, to: &bytes)
        number += 1
      }
    }
    return bytes
  }
}
