/// Prints the manual page, made from the commands themselves so that it cannot lag behind them.
enum ManualCommand: Command {
  static let name = "manual"
  static let summary = "print the manual page for `man`"
  static let parameters = Parameters()
  static let examples: [(line: String, meaning: String)] = [
    ("manual > /usr/local/share/man/man1/hallwatch.1", "for every user; then: man hallwatch"),
    ("manual | man -l -", "to read it at once"),
  ]

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    console.data(page(Program.commands))
    return .done
  }

  /// The page in the language of `man`.
  static func page(_ commands: [any Command.Type]) -> String {
    var page = Roff()
    page.line(".TH HALLWATCH 1 \"\" \"hallwatch \(BuildFacts.version)\" \"hallwatch\"")
    page.section("NAME")
    page.text("hallwatch - telemetry of a data centre's plant, from Modbus to Prometheus")
    page.section("SYNOPSIS")
    page.line(".B hallwatch")
    page.line(".I COMMAND")
    page.text("…")
    page.section("DESCRIPTION")
    page.text(
      """
      hallwatch polls power, cooling, environment, fire and leak detection over Modbus, judges
      alarms beside the plant, and shows what it knows as Prometheus metrics, a page for the person
      on shift, a journal and this command line. It only reads: it can send no command to a device.
      """)
    page.section("COMMANDS")
    for command in commands { describe(command, on: &page) }
    page.section("EXIT STATUS")
    for (code, meaning) in [
      ("0", "done"), ("1", "failed while running"),
      ("2", "bad usage or invalid input; the reason was said"), ("3", "partly done"),
    ] {
      page.item(code, meaning)
    }
    page.section("FILES")
    page.item("/etc/hallwatch/site.json5", "the site file of the service hallwatch.service")
    page.item("/etc/hallwatch/profiles/*.json5", "device families of one's own")
    page.item("/var/lib/hallwatch", "journal and control socket; readable by its user only")
    page.section("SEE ALSO")
    page.text("systemctl(1), journalctl(1), prometheus(1)")
    return page.written
  }

  private static func describe(_ command: any Command.Type, on page: inout Roff) {
    page.line(".SS hallwatch \(Roff.escaped(command.name))")
    page.text(sentence(command.summary))
    for positional in command.parameters.positionals {
      page.item(positional.name, positional.help)
    }
    for option in command.parameters.options {
      page.item("--" + option.name + (option.value.map { " " + $0 } ?? ""), option.help)
    }
    if !command.examples.isEmpty {
      page.line(".PP")
      page.text("Examples:")
      for (line, meaning) in command.examples { page.item("hallwatch " + line, meaning) }
    }
    if !command.details.isEmpty {
      page.line(".PP")
      page.text(command.details)
    }
  }

  private static func sentence(_ summary: String) -> String {
    summary.prefix(1).uppercased() + summary.dropFirst() + "."
  }
}

/// Text in the language of `man`.
private struct Roff {
  private var lines: [String] = []

  var written: String { lines.joined(separator: "\n") }

  mutating func line(_ line: String) { lines.append(line) }

  mutating func section(_ title: String) { line(".SH \"\(title)\"") }

  /// A paragraph; a line that begins with blanks, as in a table, stays a line of its own.
  mutating func text(_ text: String) {
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if row.isEmpty {
        line(".PP")
      } else if row.hasPrefix("  ") {
        line(".br")
        line(Self.escaped(String(row)))
      } else {
        line(Self.escaped(String(row)))
      }
    }
  }

  mutating func item(_ term: String, _ meaning: String) {
    line(".TP")
    line(".B " + Self.escaped(term))
    line(Self.escaped(meaning))
  }

  /// Without anything that `man` would take for one of its own words.
  static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .replacing("\"", with: "\\(dq")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}
