import Glibc

/// Where a command's words and data go.
struct Console: Sendable {
  /// A line, or several, of what was asked for; to be piped and parsed.
  let data: @Sendable (String) -> Void
  /// A line, or several, for the person at the terminal: progress, summaries, errors.
  let words: @Sendable (String) -> Void
  /// Whether words may carry colour: a terminal, and no `NO_COLOR`.
  var wordsAreColoured = false
  /// Whether data may carry colour.
  var dataIsColoured = false

  /// Standard output and standard error.
  static var standard: Console {
    let isPlain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    return Console(
      data: { writeLine($0, to: STDOUT_FILENO) }, words: { writeLine($0, to: STDERR_FILENO) },
      wordsAreColoured: !isPlain && isatty(STDERR_FILENO) == 1,
      dataIsColoured: !isPlain && isatty(STDOUT_FILENO) == 1)
  }

  enum Colour: String, Sendable {
    case red = "31"
    case yellow = "33"
    case green = "32"
    case faint = "2"
  }

  /// A text in a colour, for words; unchanged where colour has no place.
  func paint(_ text: String, _ colour: Colour) -> String {
    wordsAreColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// Writes the whole line or gives up: there is nobody left to tell.
private func writeLine(_ text: String, to descriptor: Int32) {
  var line = text + "\n"
  line.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }
}
