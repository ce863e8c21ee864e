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
  /// Shows how far long work is, over what it showed before; empty text removes it. Nil where
  /// nobody watches.
  var progress: (@Sendable (String) -> Void)?

  /// Standard output and standard error.
  static var standard: Console {
    let isPlain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isWatched = isatty(STDERR_FILENO) == 1
    var console = Console(
      data: { writeLine($0, to: STDOUT_FILENO) }, words: { writeLine($0, to: STDERR_FILENO) },
      wordsAreColoured: !isPlain && isWatched,
      dataIsColoured: !isPlain && isatty(STDOUT_FILENO) == 1)
    if isWatched {
      console.progress = { text in writeText("\r\u{1B}[K" + text, to: STDERR_FILENO) }
    }
    return console
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

private func writeLine(_ text: String, to descriptor: Int32) {
  writeText(text + "\n", to: descriptor)
}

/// Writes the whole text or gives up: there is nobody left to tell.
private func writeText(_ text: String, to descriptor: Int32) {
  var text = text
  text.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }
}
