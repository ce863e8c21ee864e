extension JSON5Parser {
  /// A text in single or double quotes.
  mutating func string() throws(Stop) -> String {
    let start = offset
    let quote = bytes[offset]
    offset += 1
    var text: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case quote:
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        offset += 1
        try escape(into: &text)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw unclosed(start, quote)
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw unclosed(start, quote)
  }

  private mutating func unclosed(_ start: Int, _ quote: UInt8) -> Stop {
    let mark = String(UnicodeScalar(quote))
    return stop("the text is not closed on its line; add `\(mark)`", at: start)
  }

  /// What follows a backslash. An end of line continues the text without one.
  private mutating func escape(into text: inout [UInt8]) throws(Stop) {
    if let length = lineTerminatorLength() {
      offset += length
      return
    }
    guard let byte = peek() else { return }
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "0") where !(peek().map(isDigit) ?? false): text.append(0)
    case UInt8(ascii: "x"): append(try hexadecimal(2), to: &text)
    case UInt8(ascii: "u"): append(try unicodeEscape(), to: &text)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      throw stop("`\\` before a digit; write `\\\\` for a backslash", at: offset - 2)
    default: text.append(byte)
    }
  }

  /// The scalar after `\u`: four digits, or two escapes that make a surrogate pair.
  private mutating func unicodeEscape() throws(Stop) -> UInt32 {
    let start = offset - 2
    let high = try hexadecimal(4)
    guard (0xD800...0xDFFF).contains(high) else { return high }
    guard high < 0xDC00, peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else {
      throw stop("half of a surrogate pair; write both, such as `\\ud83d\\ude00`", at: start)
    }
    offset += 2
    let low = try hexadecimal(4)
    guard (0xDC00...0xDFFF).contains(low) else {
      throw stop("half of a surrogate pair; write both, such as `\\ud83d\\ude00`", at: start)
    }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private mutating func hexadecimal(_ count: Int) throws(Stop) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte = peek(), let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw stop("the escape needs \(count) hexadecimal digits", at: offset)
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func append(_ scalar: UInt32, to text: inout [UInt8]) {
    guard let scalar = UnicodeScalar(scalar) else { return }
    text.append(contentsOf: Array(String(scalar).utf8))
  }

  /// The bare characters of a key, `\u` escapes resolved. Characters that a bare key may not hold
  /// are kept, so that the message can name the whole key.
  mutating func identifier() throws(Stop) -> String {
    var text: [UInt8] = []
    while let byte = peek() {
      if byte == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
        offset += 2
        append(try unicodeEscape(), to: &text)
      } else if isBareHere() {
        text.append(byte)
        offset += 1
      } else {
        break
      }
    }
    guard !text.isEmpty else { throw stop("a lone `\\` where a key is needed", at: offset) }
    return String(decoding: text, as: UTF8.self)
  }
}
