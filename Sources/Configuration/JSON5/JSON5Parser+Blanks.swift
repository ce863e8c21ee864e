extension JSON5Parser {
  func peek(_ distance: Int = 0) -> UInt8? {
    offset + distance < bytes.count ? bytes[offset + distance] : nil
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    offset += 1
    return true
  }

  /// Moves past white space and comments.
  mutating func skipBlanks() throws(Stop) {
    while let byte = peek() {
      if byte == UInt8(ascii: "/") {
        try comment()
      } else if let length = blankLength() {
        offset += length
      } else {
        return
      }
    }
  }

  private mutating func comment() throws(Stop) {
    let start = offset
    switch peek(1) {
    case UInt8(ascii: "/"):
      while offset < bytes.count, lineTerminatorLength() == nil { offset += 1 }
    case UInt8(ascii: "*"):
      offset += 2
      while !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) {
        guard offset < bytes.count else {
          throw stop("the comment is never closed; add `*/`", at: start)
        }
        offset += 1
      }
      offset += 2
    default:
      throw stop("a lone `/`; comments are `// …` or `/* … */`", at: start)
    }
  }

  /// How many bytes of white space stand here; nil for none. JSON5 takes the spaces of Unicode.
  func blankLength() -> Int? {
    guard let byte = peek() else { return nil }
    switch byte {
    case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20: return 1
    case 0xC2: return peek(1) == 0xA0 ? 2 : nil
    case 0xE1: return peek(1) == 0x9A && peek(2) == 0x80 ? 3 : nil
    case 0xE2:
      guard let second = peek(1), let third = peek(2) else { return nil }
      let isSpace =
        second == 0x80 && (0x80...0x8A).contains(third)
        || second == 0x80 && [0xA8, 0xA9, 0xAF].contains(third)
        || second == 0x81 && third == 0x9F
      return isSpace ? 3 : nil
    case 0xE3: return peek(1) == 0x80 && peek(2) == 0x80 ? 3 : nil
    case 0xEF: return peek(1) == 0xBB && peek(2) == 0xBF ? 3 : nil
    default: return nil
    }
  }

  /// Whether the byte here can go on a word without quotes.
  func isBareHere() -> Bool {
    guard let byte = peek(), isBareByte(byte) else { return false }
    return byte < 0x80 || blankLength() == nil
  }

  /// How many bytes of line end stand here: LF, CR, CR LF, U+2028, U+2029; nil for none.
  func lineTerminatorLength() -> Int? {
    switch peek() {
    case UInt8(ascii: "\n"): 1
    case UInt8(ascii: "\r"): peek(1) == UInt8(ascii: "\n") ? 2 : 1
    case 0xE2: peek(1) == 0x80 && (peek(2) == 0xA8 || peek(2) == 0xA9) ? 3 : nil
    default: nil
    }
  }
}

func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Bytes of a bare key: letters, digits, `_`, `$`, and anything beyond ASCII.
func isIdentifierByte(_ byte: UInt8) -> Bool {
  isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    || byte >= 0x80
}

/// Bytes that a person may write without quotes where a value belongs: words, numbers, and what
/// should have been a text, such as `5s`, `10.0.0.1` or `rtu:/dev/ttyS0`.
func isBareByte(_ byte: UInt8) -> Bool {
  isIdentifierByte(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: ".")
}

/// Where the first byte is that UTF-8 does not allow; nil when there is none.
func firstInvalidUTF8Offset(_ bytes: [UInt8]) -> Int? {
  var index = 0
  while index < bytes.count {
    let length = validSequenceLength(bytes, at: index)
    guard length > 0 else { return index }
    index += length
  }
  return nil
}

/// The length of the sequence at an offset, 0 when it is ill-formed (Unicode, table 3-7).
private func validSequenceLength(_ bytes: [UInt8], at index: Int) -> Int {
  func isContinuation(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
    index + distance < bytes.count && range.contains(bytes[index + distance])
  }
  switch bytes[index] {
  case 0x00...0x7F: return 1
  case 0xC2...0xDF: return isContinuation(1) ? 2 : 0
  case 0xE0: return isContinuation(1, 0xA0...0xBF) && isContinuation(2) ? 3 : 0
  case 0xED: return isContinuation(1, 0x80...0x9F) && isContinuation(2) ? 3 : 0
  case 0xE1...0xEF: return isContinuation(1) && isContinuation(2) ? 3 : 0
  case 0xF0:
    return isContinuation(1, 0x90...0xBF) && isContinuation(2) && isContinuation(3) ? 4 : 0
  case 0xF4:
    return isContinuation(1, 0x80...0x8F) && isContinuation(2) && isContinuation(3) ? 4 : 0
  case 0xF1...0xF3: return isContinuation(1) && isContinuation(2) && isContinuation(3) ? 4 : 0
  default: return 0
  }
}
