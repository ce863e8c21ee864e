/// What `--help` prints.
enum HelpText {
  static func overview(_ commands: [any Command.Type]) -> String {
    var text = """
      hallwatch: telemetry of a data centre's plant, from Modbus to Prometheus.
      It only reads.

      Usage: hallwatch COMMAND …

      Commands:

      """
    text += table(commands.map { ($0.name, $0.summary) })
    text += """

      Options:
        --help       this text; after a command, how to use it
        --version    version and commit

      Exit codes: 0 done; 1 failed while running; 2 bad usage or invalid input;
      3 partly done. After a command, --help shows examples to copy.
      """
    return text
  }

  static func page(_ command: any Command.Type) -> String {
    var text =
      TerminalText.wrapped(
        command.summary, columns: width, first: "hallwatch \(command.name): ", indent: "    "
      ).joined(separator: "\n") + "\n\n"
    text +=
      TerminalText.wrapped(
        usage(command), columns: width, first: "Usage: ", indent: "           "
      ).joined(separator: "\n") + "\n"
    if !command.examples.isEmpty {
      text += "\nExamples:\n"
      for (line, meaning) in command.examples {
        text += "  hallwatch \(line)\n"
        text +=
          TerminalText.wrapped(meaning, columns: width, first: "      ", indent: "      ")
          .joined(separator: "\n") + "\n"
      }
    }
    let parameters = command.parameters
    if !parameters.positionals.isEmpty {
      text += "\nArguments:\n" + table(parameters.positionals.map { ($0.name, $0.help) })
    }
    if !parameters.options.isEmpty {
      let rows = parameters.options.map { option in
        ("--" + option.name + (option.value.map { " " + $0 } ?? ""), option.help)
      }
      text += "\nOptions:\n" + table(rows)
    }
    if !command.details.isEmpty { text += "\n" + paragraphs(command.details) + "\n" }
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  private static func usage(_ command: any Command.Type) -> String {
    var words = ["hallwatch", command.name]
    for positional in command.parameters.positionals {
      words.append(positional.isRequired ? positional.name : "[\(positional.name)]")
    }
    for option in command.parameters.options {
      let word = "--" + option.name + (option.value.map { " " + $0 } ?? "")
      words.append(option.isRequired ? word : "[\(word)]")
    }
    return words.joined(separator: " ")
  }

  /// What a line may be wide; only an example to copy is never broken.
  private static let width = 80

  /// Text in lines that fit; a line that begins with a space is a drawing or a sample, and stays.
  private static func paragraphs(_ text: String) -> String {
    var done: [String] = []
    var open: [Substring] = []
    func close() {
      guard !open.isEmpty else { return }
      done += TerminalText.wrapped(open.joined(separator: " "), columns: width)
      open = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty || line.hasPrefix(" ") {
        close()
        done.append(String(line))
      } else {
        open.append(line)
      }
    }
    close()
    return done.joined(separator: "\n")
  }

  private static func table(_ rows: [(String, String)]) -> String {
    let column = min(30, (rows.map { $0.0.count }.max() ?? 0) + 4)
    return rows.reduce(into: "") { text, row in
      let name = "  " + row.0
      let indent = String(repeating: " ", count: column + 2)
      let fits = name.count < column + 2
      if !fits { text += name + "\n" }
      text +=
        TerminalText.wrapped(
          row.1, columns: width,
          first: fits ? name + String(repeating: " ", count: column + 2 - name.count) : indent,
          indent: indent
        ).joined(separator: "\n") + "\n"
    }
  }
}
