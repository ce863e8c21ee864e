/// What `--help` prints.
enum HelpText {
  static func overview(_ commands: [any Command.Type]) -> String {
    var text = """
      hallwatch: telemetry of a data centre's plant, from Modbus to Prometheus. It only reads.

      Usage: hallwatch COMMAND …

      Commands:

      """
    text += table(commands.map { ($0.name, $0.summary) })
    text += """

      Options:
        --help       this text; after a command, how to use it
        --version    version and commit

      Exit codes: 0 done; 1 failed while running; 2 bad usage or invalid input; 3 partly done.
      """
    return text
  }

  static func page(_ command: any Command.Type) -> String {
    var text = "hallwatch \(command.name): \(command.summary)\n\n"
    text += "Usage: " + usage(command) + "\n"
    if !command.examples.isEmpty {
      text += "\nExamples:\n"
      for (line, meaning) in command.examples {
        text += "  hallwatch \(line)\n      \(meaning)\n"
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
    if !command.details.isEmpty { text += "\n" + command.details + "\n" }
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

  private static func table(_ rows: [(String, String)]) -> String {
    let width = (rows.map { $0.0.count }.max() ?? 0) + 4
    return rows.reduce(into: "") { text, row in
      text += "  " + row.0 + String(repeating: " ", count: width - row.0.count) + row.1 + "\n"
    }
  }
}
