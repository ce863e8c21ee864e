extension JSON5Parser {
  /// A value without quotes: a literal or a number. Anything else was meant as a text; it is
  /// reported and read over.
  mutating func bareValue() -> JSON5Node.Content {
    let start = offset
    while isBareHere() { offset += 1 }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default: break
    }
    if let number = JSON5Number(text: word) { return .number(number) }
    // Take in the rest of an address or path, so that it does not look like the next member.
    while let byte = peek(), blankLength() == nil, !Self.enders.contains(byte) { offset += 1 }
    let whole = String(decoding: bytes[start..<offset], as: UTF8.self)
    report(advice(for: whole), at: position(ofEarlier: start))
    return .invalid
  }

  private static let enders = Array(",]}{[\"'".utf8)

  private func advice(for word: String) -> String {
    if ["yes", "on", "True", "TRUE"].contains(word) { return "`\(word)` is no value; write true" }
    if ["no", "off", "False", "FALSE"].contains(word) {
      return "`\(word)` is no value; write false"
    }
    if ["none", "None", "nil", "NULL"].contains(word) {
      return "`\(word)` is no value; leave the key away, or put a text in quotes: \"\(word)\""
    }
    if word.utf8.contains(UInt8(ascii: "_")),
      JSON5Number(text: word.filter { $0 != "_" }) != nil
    {
      return "`\(word)` is no number; digits are written without `_`"
    }
    if word.utf8.count > 1, word.utf8.first == UInt8(ascii: "0"), word.utf8.allSatisfy(isDigit) {
      let trimmed = word.drop { $0 == "0" }
      return "`\(word)` is no number; leading zeros are not allowed: "
        + (trimmed.isEmpty ? "0" : String(trimmed))
    }
    return "`\(word)` is no number; a text needs quotes: \"\(word)\""
  }
}

extension JSON5Number {
  /// Nil when the text is not a number of JSON5.
  init?(text: String) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    switch rest {
    case "Infinity": self.init(value: isNegative ? -.infinity : .infinity, integer: nil, text: text)
    case "NaN": self.init(value: .nan, integer: nil, text: text)
    default:
      if rest.hasPrefix("0x") || rest.hasPrefix("0X") {
        let digits = rest.dropFirst(2)
        guard !digits.isEmpty, digits.utf8.count <= 16,
          digits.utf8.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0 | 0x20) }),
          let magnitude = UInt64(digits, radix: 16)
        else { return nil }
        let value = isNegative ? -Double(magnitude) : Double(magnitude)
        let integer =
          isNegative && magnitude == 1 << 63
          ? Int64.min : Int64(exactly: magnitude).map { isNegative ? -$0 : $0 }
        self.init(value: value, integer: integer, text: text)
      } else {
        guard Self.isDecimal(rest.utf8), let magnitude = Double(Self.canonical(rest)) else {
          return nil
        }
        let value = isNegative ? -magnitude : magnitude
        let exact = Int64(rest).map { isNegative ? -$0 : $0 } ?? Int64(exactly: value)
        self.init(value: value, integer: exact, text: text)
      }
    }
  }

  /// Digits with an optional point, digits on at least one side of it, and an optional exponent;
  /// no leading zeros.
  private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
    var rest = text[...]
    let whole = rest.prefix(while: isDigit)
    if whole.count > 1, whole.first == UInt8(ascii: "0") { return false }
    rest = rest.dropFirst(whole.count)
    var fractionCount = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fractionCount = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(fractionCount)
    }
    guard !whole.isEmpty || fractionCount > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
      rest = rest.dropFirst()
    }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  /// With digits on both sides of the point, as the standard library wants it.
  private static func canonical(_ text: Substring) -> String {
    var result = text.hasPrefix(".") ? "0" + text : String(text)
    if let point = result.firstIndex(of: ".") {
      let next = result.index(after: point)
      let hasDigit = next < result.endIndex && result[next].isNumber
      if !hasDigit { result.insert("0", at: next) }
    }
    return result
  }
}
