import Glibc
import Synchronization

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
  /// How wide the terminal is on which data is shown; nil where data goes elsewhere, and is whole.
  var dataColumns: Int?
  /// Shows how far long work is, over what it showed before; empty text removes it. Nil where
  /// nobody watches.
  var progress: (@Sendable (String) -> Void)?
  /// Whether data could not be written; nil where it goes to no file.
  var outputFailure: OutputFailure?

  /// Standard output and standard error.
  static var standard: Console {
    let isPlain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isWatched = isatty(STDERR_FILENO) == 1
    let failure = OutputFailure()
    var console = Console(
      data: { if let error = writeLine($0, to: STDOUT_FILENO) { failure.store(error) } },
      words: { _ = writeLine($0, to: STDERR_FILENO) },
      wordsAreColoured: !isPlain && isWatched,
      dataIsColoured: !isPlain && isatty(STDOUT_FILENO) == 1)
    console.outputFailure = failure
    if isatty(STDOUT_FILENO) == 1 { console.dataColumns = TopScreen.size.columns }
    if isWatched {
      console.progress = { text in _ = writeText("\r\u{1B}[K" + text, to: STDERR_FILENO) }
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

/// Remembers that standard output did not take what was asked for, such as on a full disk.
final class OutputFailure: Sendable {
  private let code = Atomic<Int32>(0)

  /// The error number; nil when everything was written, or when the reader had enough (`| head`).
  var error: Int32? {
    let code = code.load(ordering: .relaxed)
    return code == 0 || code == EPIPE ? nil : code
  }

  /// Whether anything could not be written, also because the reader had enough.
  var hasFailed: Bool { code.load(ordering: .relaxed) != 0 }

  func store(_ error: Int32) { code.store(error, ordering: .relaxed) }
}

private func writeLine(_ text: String, to descriptor: Int32) -> Int32? {
  writeText(text + "\n", to: descriptor)
}

/// Writes the whole text or gives up; gives the error number then.
private func writeText(_ text: String, to descriptor: Int32) -> Int32? {
  var text = text
  return text.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      written += count
    }
    return nil
  }
}
