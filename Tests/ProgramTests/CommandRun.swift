import Foundation

@testable import hallwatch

/// A run of the program within the test, and what it printed.
struct CommandRun {
  let code: ExitCode
  let data: String
  let words: String

  init(_ arguments: [String]) {
    let (data, said) = (Paper(), Paper())
    code = Program.run(
      arguments, console: Console(data: { data.print($0) }, words: { said.print($0) }))
    self.data = data.all
    words = said.all
  }

  /// Collects lines.
  private final class Paper: @unchecked Sendable {
    private let lock = NSLock()
    private var text = ""
    var all: String { lock.withLock { text } }
    func print(_ line: String) { lock.withLock { text += line + "\n" } }
  }
}
