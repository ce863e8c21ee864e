import Agent

/// Writes settings as JSON5 that people read and `JSON5.parse` takes back.
package struct SettingsWriter {
  package private(set) var text = ""
  private var indentation = 0

  package init() {}

  /// A value in the form it has in a file.
  package enum Value {
    case text(String)
    case number(Double)
    case flag(Bool)
    /// Takes a key away that would come by itself.
    case null
    case duration(Duration)
    case texts([String])
    case list([Value])
    /// Small objects stand on one line.
    case members([(key: String, value: Value)])
    /// Masked.
    case secret(Secret)
  }

  package mutating func comment(_ words: String) { line("// " + words) }

  /// A member of the object that is open.
  package mutating func member(_ key: String, _ value: Value) {
    line("\(Self.key(key)): \(Self.written(value)),")
  }

  /// Several members on one line, as an element of the list that is open.
  package mutating func element(_ members: [(key: String, value: Value)]) {
    line("{ " + Self.joined(members) + " },")
  }

  /// Several members on one line, as a member of the object that is open.
  package mutating func object(_ key: String, _ members: [(key: String, value: Value)]) {
    line("\(Self.key(key)): { " + Self.joined(members) + " },")
  }

  /// A bracket, what the closure writes, and the bracket that closes it.
  package mutating func nest(
    _ key: String? = nil, _ brackets: (open: String, close: String),
    _ write: (inout SettingsWriter) -> Void
  ) {
    line((key.map { Self.key($0) + ": " } ?? "") + brackets.open)
    indentation += 1
    write(&self)
    indentation -= 1
    line(brackets.close + (indentation > 0 ? "," : ""))
  }

  private mutating func line(_ words: String) {
    text += String(repeating: "  ", count: indentation) + words + "\n"
  }

  private static func joined(_ members: [(key: String, value: Value)]) -> String {
    members.map { "\(key($0.key)): \(written($0.value))" }.joined(separator: ", ")
  }

  private static func key(_ key: String) -> String {
    let isPlain =
      key.utf8.allSatisfy { isIdentifierByte($0) && $0 < 0x80 }
      && !(key.utf8.first.map(isDigit) ?? true)
    return isPlain ? key : written(.text(key))
  }

  private static func written(_ value: Value) -> String {
    switch value {
    case .text(let text): return JSONText.text(text).compact
    case .number(let number): return numberText(number)
    case .flag(let flag): return "\(flag)"
    case .null: return "null"
    case .duration(let duration): return "\"\(durationText(duration))\""
    case .texts(let texts):
      return "[" + texts.map { written(.text($0)) }.joined(separator: ", ") + "]"
    case .list(let values): return "[" + values.map(written).joined(separator: ", ") + "]"
    case .members(let members):
      return members.isEmpty ? "{}" : "{ " + joined(members) + " }"
    case .secret(let secret): return "\"\(secret)\""
    }
  }
}
