/// One line of a segment: a record in its frame, or the head of the segment.
///
/// Lines are JSON as long as the payloads are, so that any tool can read a journal:
/// `{"n":57,"batch":55,"sum":"…32 digits…","record":PAYLOAD}`. `batch` is the number of the first
/// record written in the same call: when a write was torn, it tells what had been on disk before.
enum JournalLine {
  /// The most that a frame adds to its payload.
  static let frameBytes = 112
  /// The most that the head of a segment takes.
  static let headBytes = 256

  struct Frame: Hashable {
    let number: UInt64
    let batch: UInt64
    let chain: JournalChain
    let payload: ArraySlice<UInt8>

    func follows(_ previous: JournalChain) -> Bool {
      previous.next(number: number, batch: batch, payload: payload) == chain
    }
  }

  /// What a segment begins with: the number of its first record, when it was begun in seconds
  /// since 1970, the link before it, and the link that ties it in.
  struct Head: Hashable {
    let first: UInt64
    let begun: UInt64
    let after: JournalChain
    let chain: JournalChain

    /// The head of a segment that follows a link.
    init(first: UInt64, begun: UInt64, after: JournalChain) {
      self.init(
        first: first, begun: begun, after: after,
        chain: after.head(first: first, begun: begun))
    }

    fileprivate init(first: UInt64, begun: UInt64, after: JournalChain, chain: JournalChain) {
      self.first = first
      self.begun = begun
      self.after = after
      self.chain = chain
    }

    /// Whether it is as it was written.
    var isSound: Bool { after.head(first: first, begun: begun) == chain }
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
    bytes += "{\"journal\":\"hallwatch\",\"format\":2,\"first\":\(head.first),".utf8
    bytes += "\"begun\":\(head.begun),\"after\":\"".utf8
    bytes += head.after.hex
    bytes += "\",\"sum\":\"".utf8
    bytes += head.chain.hex
    bytes += "\"}\n".utf8
  }

  /// The frame of a line without its newline; nil when it is not what `write` makes. No payload holds
  /// a zero: that is a page which never came to disk.
  static func frame(_ line: ArraySlice<UInt8>) -> Frame? {
    guard !line.contains(0) else { return nil }
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
    guard take("{\"journal\":\"hallwatch\",\"format\":2,\"first\":", from: &rest),
      let first = takeNumber(from: &rest), take(",\"begun\":", from: &rest),
      let begun = takeNumber(from: &rest), take(",\"after\":\"", from: &rest),
      let after = takeChain(from: &rest), take("\",\"sum\":\"", from: &rest),
      let chain = takeChain(from: &rest), rest.elementsEqual("\"}".utf8)
    else { return nil }
    return Head(first: first, begun: begun, after: after, chain: chain)
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
