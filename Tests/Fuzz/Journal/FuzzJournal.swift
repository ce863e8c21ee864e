import Journal

#if FUZZING
  import FuzzDriver
#endif

/// What a start finds of a journal after a crash, a bad disk or a meddler. Bytes that begin with a
/// brace are a segment as they stand; others are a script: records to write, then damage to do.
package enum FuzzJournal {
  /// What is wrong with what is recovered; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    if bytes.first == UInt8(ascii: "{") {
      return complaint(about: JournalSegment(first: 1, bytes: bytes), of: bytes)
    }
    var script = Script(rest: bytes[...])
    let batches = script.batches()
    let whole = JournalSegment.bytes(first: 7, begun: 1_800_000_000, batches: batches)
    var damaged = whole
    let isOnlyCut = script.damage(&damaged)
    let found = JournalSegment(first: 7, bytes: damaged)
    if let complaint = complaint(about: found, of: damaged) { return complaint }
    let payloads = batches.flatMap { $0 }
    for entry in found.records where entry.isProven {
      guard (7..<7 + UInt64(payloads.count)).contains(entry.number),
        payloads[Int(entry.number - 7)] == entry.payload
      else { return "record \(entry.number) is taken for proven, but was never written so" }
    }
    guard isOnlyCut else { return nil }
    // A write that was cut short costs its own lines and nothing else.
    if found.problems.contains(where: \.isDamage) { return "a cut is taken for damage" }
    let lineCount = damaged.count { $0 == UInt8(ascii: "\n") }
    return found.records.count == max(0, lineCount - 1)
      ? nil : "\(found.records.count) records of \(lineCount) lines"
  }

  /// What is left after a start is read the same by the next. A damaged segment is left as it is.
  private static func complaint(about found: JournalSegment, of bytes: [UInt8]) -> String? {
    guard (0...bytes.count).contains(found.keptByteCount) else {
      return "keeps \(found.keptByteCount) of \(bytes.count) bytes"
    }
    if found.problems.contains(where: \.isDamage) { return nil }
    let kept = JournalSegment(first: found.firstNumber, bytes: Array(bytes[..<found.keptByteCount]))
    if kept.records != found.records { return "what was kept is read in another way" }
    if kept.nextNumber != found.nextNumber { return "the next number is not kept" }
    if kept.problems.contains(where: { !$0.isDamage }) { return "what was kept is torn again" }
    return nil
  }

  private struct Script {
    var rest: ArraySlice<UInt8>

    mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

    mutating func batches() -> [[[UInt8]]] {
      (0..<1 + byte() % 3).map { _ in
        (0..<1 + byte() % 3).map { _ in
          let payload = (0..<byte() % 24).map { _ in UInt8(truncatingIfNeeded: byte()) }
            .filter { $0 != UInt8(ascii: "\n") && $0 != 0 }
          return payload.isEmpty ? Array("{}".utf8) : payload
        }
      }
    }

    /// Does to the bytes what is left of the script; true when that was one cut at most.
    mutating func damage(_ bytes: inout [UInt8]) -> Bool {
      var cuts = 0
      var others = 0
      while !rest.isEmpty, !bytes.isEmpty {
        let kind = byte()
        let place = (byte() << 8 | byte()) % bytes.count
        let end = min(bytes.count, place + 1 + byte())
        if kind % 6 == 0 { cuts += 1 } else { others += 1 }
        switch kind % 6 {
        case 0: bytes.removeLast(bytes.count - place)
        case 1: bytes[place] ^= UInt8(1 << (kind / 6 % 8))
        case 2: for index in place..<end { bytes[index] = 0 }
        case 3: bytes.removeSubrange(place..<end)
        case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        default: bytes.insert(UInt8(truncatingIfNeeded: kind), at: place)
        }
      }
      return others == 0 && cuts <= 1
    }
  }
}

#if FUZZING
  @_cdecl("FuzzJournal_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzJournal.complaint(about:))
  }
#endif
