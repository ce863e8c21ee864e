/// Swift text with comments and the contents of string literals blanked, so that a word found in
/// it is a word of the program. Line numbers stay.
enum SwiftCode {
  static func stripped(_ text: String) -> String {
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.run()
    return String(decoding: scanner.output, as: UTF8.self)
  }

  /// Whether `word` stands in `line` on its own: no letter, digit or underscore joins it on the
  /// side where the word itself begins or ends with one.
  static func contains(_ word: String, in line: Substring) -> Bool {
    var rest = line
    while let range = rest.firstRange(of: word) {
      let before = rest[..<range.lowerBound].last ?? line[..<range.lowerBound].last
      let after = rest[range.upperBound...].first
      let startsClean = !isWordPart(word.first) || !isWordPart(before)
      let endsClean = !isWordPart(word.last) || !isWordPart(after)
      if startsClean && endsClean { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }

  private static func isWordPart(_ character: Character?) -> Bool {
    guard let character else { return false }
    return character.isLetter || character.isNumber || character == "_"
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index = 0
    var output: [UInt8] = []

    init(bytes: [UInt8]) {
      self.bytes = bytes
      output.reserveCapacity(bytes.count)
    }

    mutating func run() {
      while index < bytes.count {
        if starts(with: "//") {
          blank { $0.bytes[$0.index] == UInt8(ascii: "\n") }
        } else if starts(with: "/*") {
          blank { $0.starts(with: "*/") }
        } else if let hashes = stringStart() {
          blankString(hashes: hashes)
        } else {
          output.append(bytes[index])
          index += 1
        }
      }
    }

    /// The number of `#` before a string that begins here, or nil where none does.
    func stringStart() -> Int? {
      var at = index
      while at < bytes.count, bytes[at] == UInt8(ascii: "#") { at += 1 }
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
      return at - index
    }

    mutating func blankString(hashes: Int) {
      index += hashes
      let fence = String(repeating: "#", count: hashes)
      let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
      output.append(UInt8(ascii: "\""))
      index += quotes.utf8.count
      while index < bytes.count, !starts(with: quotes + fence) {
        if hashes == 0, bytes[index] == UInt8(ascii: "\\") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\n") { output.append(bytes[index]) }
        index += 1
      }
      index += quotes.utf8.count + hashes
      output.append(UInt8(ascii: "\""))
    }

    mutating func blank(until isEnd: (Scanner) -> Bool) {
      while index < bytes.count, !isEnd(self) {
        if bytes[index] == UInt8(ascii: "\n") { output.append(bytes[index]) }
        index += 1
      }
      if starts(with: "*/") { index += 2 }
    }

    func starts(with text: String) -> Bool {
      let wanted = text.utf8
      guard index + wanted.count <= bytes.count else { return false }
      return bytes[index..<index + wanted.count].elementsEqual(wanted)
    }
  }
}
