/// Pieces of text, one after another in one array.
struct TextPool: Sendable {
  /// Where each piece begins, and where the last one ends.
  private(set) var starts: [UInt32] = [0]
  private(set) var bytes: [UInt8] = []

  /// The place of the new piece that ends with what `write` appends.
  mutating func add(_ write: (inout [UInt8]) -> Void) -> UInt32 {
    write(&bytes)
    starts.append(UInt32(bytes.count))
    return UInt32(starts.count - 2)
  }

  func range(_ piece: UInt32) -> Range<Int> {
    Int(starts[Int(piece)])..<Int(starts[Int(piece) + 1])
  }

  func byteCount(_ piece: UInt32) -> Int { range(piece).count }

  /// Gives back the memory that was set aside for more.
  mutating func trim() {
    bytes = bytes.withUnsafeBufferPointer { Array($0) }
    starts = starts.withUnsafeBufferPointer { Array($0) }
  }
}

extension TextPool {
  /// The places of pieces that were added lately, by their text: what is asked for again soon is
  /// kept once, and what is not does not take memory for ever.
  struct Recent: Sendable {
    private var places: [String: UInt32] = [:]
    private static let capacity = 16_384

    subscript(text: String) -> UInt32? {
      get { places[text] }
      set {
        if places.count >= Self.capacity { places.removeAll(keepingCapacity: true) }
        places[text] = newValue
      }
    }
  }
}

extension TextPool {
  /// The pieces for copying many of them.
  struct Pieces {
    fileprivate let starts: UnsafeBufferPointer<UInt32>
    fileprivate let bytes: UnsafeRawBufferPointer

    /// Copies a piece and moves `next` past it.
    @inline(__always)
    func copy(_ piece: UInt32, to next: inout UnsafeMutableRawPointer) {
      let start = Int(starts[Int(piece)])
      let count = Int(starts[Int(piece) + 1]) - start
      guard count > 0, let text = bytes.baseAddress else { return }
      next.copyMemory(from: text + start, byteCount: count)
      next += count
    }
  }

  func withPieces(_ body: (Pieces) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      bytes.withUnsafeBytes { bytes in body(Pieces(starts: starts, bytes: bytes)) }
    }
  }
}

extension TextPool {
  /// By piece, whether the label is in it. What stands between quotes is escaped, so the text
  /// looked for occurs in no value.
  func pieces(with label: LabelSet.Label) -> [Bool] {
    let text = Array(label.text.utf8)
    return (0..<starts.count - 1).map { place in
      let range = range(UInt32(place))
      return bytes[range].indices.contains { start in
        (bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: ","))
          && start + text.count < range.upperBound
          && bytes[start + 1...start + text.count].elementsEqual(text)
      }
    }
  }
}
