/// Text for terminals: how wide it is, and how it is made to fit. Columns are what counts, not
/// characters: a wide character takes two.
enum TerminalText {
  /// How many columns a text takes.
  static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  private static func width(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    // A selector asks for the picture of a sign that is narrow otherwise.
    if scalars.contains("\u{FE0F}") { return 2 }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      return 2
    default:
      switch first.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format, .control: return 0
      default: return 1
      }
    }
  }

  /// Without anything that could steer a terminal, whoever wrote it.
  static func clean(_ text: String) -> String { ReadReport.printable(text) }

  /// The beginning of a text that takes at most so many columns, with a sign where it was cut.
  static func shortened(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    guard columns > 0 else { return "" }
    var (kept, used) = ("", 0)
    for character in text {
      let own = width(character)
      if used + own > columns - 1 { break }
      kept.append(character)
      used += own
    }
    return kept + "…"
  }

  /// A text in exactly so many columns: cut, or filled up with spaces.
  static func fitted(_ text: String, _ columns: Int) -> String {
    let text = shortened(text, to: columns)
    return text + String(repeating: " ", count: max(0, columns - width(text)))
  }

  /// The same with the spaces before it, for numbers.
  static func fittedRight(_ text: String, _ columns: Int) -> String {
    let text = shortened(text, to: columns)
    return String(repeating: " ", count: max(0, columns - width(text))) + text
  }

  /// The words of a text in lines of at most so many columns; later lines begin with the indent. A
  /// word that is longer than a line, such as an identifier, is cut into pieces.
  static func wrapped(
    _ text: String, columns: Int, first: String = "", indent: String = ""
  ) -> [String] {
    var lines: [String] = []
    var line = first
    var isFresh = true
    func begin() {
      lines.append(line)
      line = indent
      isFresh = true
    }
    for word in text.split(separator: " ") {
      var rest = String(word)
      if !isFresh, width(line) + 1 + width(rest) > columns { begin() }
      if !isFresh { line += " " }
      while width(line) + width(rest) > columns {
        let room = max(1, columns - width(line))
        var (piece, used) = ("", 0)
        while let next = rest.first, used + width(next) <= room || piece.isEmpty {
          piece.append(rest.removeFirst())
          used += width(next)
        }
        line += piece
        begin()
      }
      line += rest
      isFresh = false
    }
    if !isFresh || lines.isEmpty { lines.append(line) }
    return lines
  }
}
