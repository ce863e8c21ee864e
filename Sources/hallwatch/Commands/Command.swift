/// One subcommand of the program. Register it in `Program.commands`.
protocol Command {
  /// The word on the command line.
  static var name: String { get }
  /// What it does, in one line without a full stop.
  static var summary: String { get }
  static var parameters: Parameters { get }
  /// Lines to copy, without the program's name, each with what it does. Help teaches by these.
  static var examples: [(line: String, meaning: String)] { get }
  /// What help says besides; empty for nothing.
  static var details: String { get }

  /// Does the work. Data goes to `console.data`, words to `console.words`. A `UsageError` ends in
  /// exit code 2 with a pointer to the help, any other error in exit code 1.
  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode
}

extension Command {
  static var details: String { "" }
}
