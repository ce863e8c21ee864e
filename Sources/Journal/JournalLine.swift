/// One line of a segment: a record in its frame, or the head of the segment.
///
/// Lines are JSON as long as the payloads are, so that any tool can read a journal:
/// `{"n":57,"batch":55,"sum":"…32 digits…","record":PAYLOAD}`. `batch` is the number of the first
/// record written in the same call: when a write was torn, it tells what had been on disk before.
enum JournalLine {
  struct Frame: Hashable {
    let number: UInt64
    let batch: UInt64
    let chain: JournalChain
    let payload: ArraySlice<UInt8>

    func follows(_ previous: JournalChain) -> Bool {
      previous.next(number: number, batch: batch, payload: payload) == chain
    }
  }

  /// What a segment begins with: the number of its first record and the link before it.
  struct Head: Hashable {
    let first: UInt64
    let after: JournalChain
  }

  static func write(
    number: UInt64, batch: UInt64, chain: JournalChain, payload: [UInt8], to bytes: inout [UInt8]
  ) {
    bytes += "{\"n\":\(number),\"batch\":\(batch),\"sum\":\"".utf8
    bytes += chain.hex
    bytes += "\",\"record\":".utf8
    bytes += payload
    bytes += "}\n".utf8
  }

  static func write(_ head: Head, to bytes: inout [UInt8]) {
    bytes += "{\"journal\":\"hallwatch\",\"format\":1,\"first\":\(head.first),\"after\":\"".utf8
    bytes += head.after.hex
    bytes += "\"}\n".utf8
  }

  /// The frame of a line without its newline; nil when it is not exactly what `write` makes.
  static func frame(_ line: ArraySlice<UInt8>) -> Frame? {
    var rest = line
    guard take("{\"n\":", from: &rest), let number = takeNumber(from: &rest),
      take(",\"batch\":", from: &rest), let batch = takeNumber(from: &rest),
      take(",\"sum\":\"", from: &rest), let chain = takeChain(from: &rest),
      take("\",\"record\":", from: &rest), rest.last == UInt8(ascii: "}"), rest.count > 1,
      batch <= number
    else { return nil }
    return Frame(number: number, batch: batch, chain: chain, payload: rest.dropLast())
  }

  /// The head of a line without its newline; nil when it is not exactly what `write` makes.
  static func head(_ line: ArraySlice<UInt8>) -> Head? {
    var rest = line
    guard take("{\"journal\":\"hallwatch\",\"format\":1,\"first\":", from: &rest),
      let first = takeNumber(from: &rest), take(",\"after\":\"", from: &rest),
      let chain = takeChain(from: &rest), rest.elementsEqual("\"}".utf8)
    else { return nil }
    return Head(first: first, after: chain)
  }

  private static func take(_ text: StaticString, from rest: inout ArraySlice<UInt8>) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard rest.starts(with: wanted) else { return false }
    rest = rest.dropFirst(wanted.count)
    return true
  }

  /// Digits without leading zeros, at most 19 so that nothing overflows.
  private static func takeNumber(from rest: inout ArraySlice<UInt8>) -> UInt64? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard (1...19).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
  }

  private static func takeChain(from rest: inout ArraySlice<UInt8>) -> JournalChain? {
    let chain = JournalChain(hex: rest.prefix(JournalChain.byteCount * 2))
    rest = rest.dropFirst(JournalChain.byteCount * 2)
    return chain
  }
}
