import Digests

/// The link that ties a record to all before it: half a SHA-256 over the previous link, the numbers
/// and the payload. An edit, a loss or a reorder breaks it at that place.
struct JournalChain: Hashable, Sendable {
  static let byteCount = 16
  static let start = JournalChain(bytes: [UInt8](repeating: 0, count: byteCount))

  let bytes: [UInt8]

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The link of the next record.
  func next(number: UInt64, batch: UInt64, payload: some Collection<UInt8>) -> JournalChain {
    var digest = SHA256()
    digest.update(bytes)
    digest.update(bigEndian(number))
    digest.update(bigEndian(batch))
    digest.update(payload)
    return JournalChain(bytes: Array(digest.finish().prefix(Self.byteCount)))
  }

  /// The link of the head of a segment, which the first record follows.
  func head(first: UInt64, begun: UInt64) -> JournalChain {
    next(number: first, batch: begun, payload: "journal segment".utf8)
  }

  /// 32 lower-case hexadecimal digits.
  var hex: [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  /// Reads what `hex` wrote, and nothing else.
  init?(hex: ArraySlice<UInt8>) {
    guard hex.count == Self.byteCount * 2 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    self.bytes = bytes
  }
}
