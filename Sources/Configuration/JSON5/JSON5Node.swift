/// One value of a JSON5 text, and where it stands.
package struct JSON5Node: Sendable {
  package var content: Content
  /// The first character of the value.
  package var position: SourcePosition

  package init(_ content: Content, at position: SourcePosition) {
    self.content = content
    self.position = position
  }

  package enum Content: Sendable {
    case null
    case boolean(Bool)
    case number(JSON5Number)
    case string(String)
    case array([JSON5Node])
    /// Members in the order of the text. No key occurs twice: the second is a problem and dropped.
    case object([JSON5Member])
    /// Something whose mistake has been reported already; readers say nothing more about it.
    case invalid
  }

  /// What it is, in words for a message: `the number 5`, `the text "x"`, `a list`.
  package var kind: String {
    switch content {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .number(let number): "the number \(number.text)"
    case .string(let text): "the text \(quoted(text))"
    case .array: "a list"
    case .object: "an object"
    case .invalid: "something unreadable"
    }
  }
}

/// A key of an object with its value.
package struct JSON5Member: Sendable {
  package var key: String
  /// The first character of the key.
  package var position: SourcePosition
  package var value: JSON5Node

  package init(key: String, position: SourcePosition, value: JSON5Node) {
    self.key = key
    self.position = position
    self.value = value
  }
}

/// A number of a JSON5 text. `Infinity` and `NaN` are numbers of JSON5, but nothing that a reader
/// of settings accepts.
package struct JSON5Number: Hashable, Sendable {
  /// May be infinite or not a number.
  package var value: Double
  /// The number itself when it is whole and 64 bits hold it.
  package var integer: Int64?
  /// As it is written.
  package var text: String

  package init(value: Double, integer: Int64?, text: String) {
    self.value = value
    self.integer = integer
    self.text = text
  }
}

/// A text in quotes for a message, shortened, control characters shown as `?`.
package func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(60) {
    let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    shown.unicodeScalars.append(isControl ? "?" : scalar)
  }
  return "\"" + shown + (text.unicodeScalars.count > 60 ? "…" : "") + "\""
}
