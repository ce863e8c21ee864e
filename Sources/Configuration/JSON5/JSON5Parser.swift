/// Recursive descent over the bytes of one text.
struct JSON5Parser {
  let bytes: [UInt8]
  let file: String
  var offset = 0
  var depth = 0
  var problems: [ConfigurationProblem] = []
  private var path: [PathStep] = []

  // Positions are asked for at growing offsets, so counting goes on where it stopped.
  private var counted = 0
  private var countedPosition = SourcePosition.start

  /// Thrown where reading cannot go on; the problem is already recorded.
  struct Stop: Error {}

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      offset = 3
      counted = 3
    }
  }

  mutating func parse() -> (root: JSON5Node?, problems: [ConfigurationProblem]) {
    if let invalid = firstInvalidUTF8Offset(bytes) {
      report("the file is not UTF-8 here; save it as UTF-8", at: position(of: invalid))
      return (nil, problems)
    }
    do throws(Stop) {
      try skipBlanks()
      guard offset < bytes.count else {
        throw stop("the file is empty; write an object: { … }", at: offset)
      }
      let root = try value()
      try skipBlanks()
      if offset < bytes.count {
        report(
          "\(describeNext()) after the end of the value; remove it, or a bracket closes too early",
          at: position(of: offset))
      }
      return (root, problems)
    } catch {
      return (nil, problems)
    }
  }

  // MARK: Values

  private mutating func value() throws(Stop) -> JSON5Node {
    let start = offset
    let position = position(of: start)
    switch peek() {
    case UInt8(ascii: "{"): return JSON5Node(try object(), at: position)
    case UInt8(ascii: "["): return JSON5Node(try array(), at: position)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return JSON5Node(.string(try string()), at: position)
    case .some(let byte) where isBareByte(byte): return JSON5Node(bareValue(), at: position)
    case nil: throw stop("the file ends where a value is needed", at: start)
    default: throw stop("found \(describeNext()) where a value is needed", at: start)
    }
  }

  private mutating func object() throws(Stop) -> JSON5Node.Content {
    let opening = position(of: offset)
    try enter()
    var members: [JSON5Member] = []
    var places: [String: Int] = [:]
    while true {
      try skipBlanks()
      if take(UInt8(ascii: "}")) { break }
      guard offset < bytes.count else {
        throw stop("the `{` of line \(opening.line) is never closed; add `}`", at: offset)
      }
      let keyPosition = position(of: offset)
      let key = try key()
      path.append(.key(key))
      try skipBlanks()
      if !take(UInt8(ascii: ":")) {
        guard peek() != nil, peek() != UInt8(ascii: "}"), peek() != UInt8(ascii: ",") else {
          throw stop("the key has no value; write `\(key): …`", at: offset)
        }
        report("missing `:` after the key", at: position(of: offset))
      }
      try skipBlanks()
      let node = try value()
      if let first = places[key] {
        report(
          "the key occurs twice, first on line \(members[first].position.line); remove one",
          at: keyPosition)
      } else {
        places[key] = members.count
        members.append(JSON5Member(key: key, position: keyPosition, value: node))
      }
      path.removeLast()
      try separator(closing: UInt8(ascii: "}"), opening: opening)
    }
    depth -= 1
    return .object(members)
  }

  private mutating func array() throws(Stop) -> JSON5Node.Content {
    let opening = position(of: offset)
    try enter()
    var elements: [JSON5Node] = []
    while true {
      try skipBlanks()
      if take(UInt8(ascii: "]")) { break }
      guard offset < bytes.count else {
        throw stop("the `[` of line \(opening.line) is never closed; add `]`", at: offset)
      }
      path.append(.index(elements.count))
      elements.append(try value())
      path.removeLast()
      try separator(closing: UInt8(ascii: "]"), opening: opening)
    }
    depth -= 1
    return .array(elements)
  }

  private mutating func enter() throws(Stop) {
    guard depth < JSON5.maximumDepth else {
      throw stop(
        "lists and objects lie deeper than \(JSON5.maximumDepth) in each other", at: offset)
    }
    depth += 1
    offset += 1
  }

  /// What follows an element: a comma or the closing bracket. A missing comma is read over.
  private mutating func separator(closing: UInt8, opening: SourcePosition) throws(Stop) {
    // Each element may have several, whether a comma follows it or not.
    guard problems.count < JSON5.maximumProblems else {
      throw stop("too many mistakes to go on from here", at: offset)
    }
    let end = offset
    try skipBlanks()
    guard let next = peek(), next != closing, !take(UInt8(ascii: ",")) else { return }
    let beginsElement =
      isBareByte(next) || next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
      || next == UInt8(ascii: "{") || next == UInt8(ascii: "[")
    guard beginsElement else {
      let bracket = closing == UInt8(ascii: "}") ? "}" : "]"
      throw stop(
        "found \(describeNext()) where `,` or the `\(bracket)` of line \(opening.line) is needed",
        at: offset)
    }
    report("missing `,` here", at: position(ofEarlier: end))
  }

  private mutating func key() throws(Stop) -> String {
    guard let next = peek() else { throw stop("the file ends where a key is needed", at: offset) }
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") { return try string() }
    let start = offset
    guard isBareByte(next) || next == UInt8(ascii: "\\") else {
      throw stop("found \(describeNext()) where a key or `}` is needed", at: start)
    }
    let name = try identifier()
    let first = name.utf8.first ?? UInt8(ascii: "0")
    // Numbers as keys are beyond JSON5, but nobody writes `inputs: { "3": … }` twice.
    let isNumber = name.utf8.allSatisfy { isDigit($0) }
    let startsWell =
      isNumber || first >= 0x80 || first == UInt8(ascii: "_") || first == UInt8(ascii: "$")
      || isLetter(first)
    if !startsWell || name.utf8.contains(where: { !isIdentifierByte($0) }) {
      report("the key `\(name)` needs quotes: \"\(name)\"", at: position(ofEarlier: start))
    }
    return name
  }

  // MARK: Problems

  private enum PathStep {
    case key(String)
    case index(Int)
  }

  private var pathText: String {
    path.reduce(into: "") { text, step in
      switch step {
      case .key(let key): text = joinedPath(text, key: key)
      case .index(let index): text += "[\(index)]"
      }
    }
  }

  /// Records a mistake, unless there are too many already.
  mutating func report(_ message: String, at position: SourcePosition) {
    if problems.count < JSON5.maximumProblems { record(message, at: position) }
  }

  private mutating func record(_ message: String, at position: SourcePosition) {
    problems.append(
      ConfigurationProblem(
        file: file, line: position.line, column: position.column, path: pathText, message: message)
    )
  }

  mutating func stop(_ message: String, at offset: Int) -> Stop {
    record(message, at: position(ofEarlier: offset))
    return Stop()
  }

  private func describeNext() -> String {
    guard offset < bytes.count else { return "the end of the file" }
    let scalar = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first
    return "`\(scalar.map(String.init) ?? "?")`"
  }

  // MARK: Positions

  /// The position of an offset that is not before the last one asked for.
  mutating func position(of target: Int) -> SourcePosition {
    guard target >= counted else { return position(ofEarlier: target) }
    advance(&countedPosition, from: counted, to: target)
    counted = target
    return countedPosition
  }

  /// The position of any offset, counted from the start: for problems only.
  func position(ofEarlier target: Int) -> SourcePosition {
    var position = SourcePosition.start
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    advance(&position, from: start, to: max(start, target))
    return position
  }

  private func advance(_ position: inout SourcePosition, from start: Int, to end: Int) {
    for index in start..<min(end, bytes.count) {
      let byte = bytes[index]
      let isNewline =
        byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
          && !(index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n"))
      if isNewline {
        position.line += 1
        position.column = 1
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
    }
  }
}

/// A path with one more key; keys that are no plain words stand in brackets and quotes.
func joinedPath(_ path: String, key: String) -> String {
  let isPlain = !key.isEmpty && key.utf8.allSatisfy { isIdentifierByte($0) && $0 < 0x80 }
  guard isPlain else { return path + "[\"\(key)\"]" }
  return path.isEmpty ? key : path + "." + key
}
