import Configuration
import Glibc
import ModbusLink
import Readings
import Web

/// The alarms, devices and lines of a running agent, on a terminal, as they change.
enum TopCommand: Command {
  static let name = "top"
  static let summary = "watch alarms, devices and lines of a running agent on a terminal"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "ADDRESS", help: "HOST:PORT, http://HOST:PORT or unix:/PATH (127.0.0.1:9877)",
        isRequired: false)
    ],
    options: [
      .init(name: "config", value: "SITE", help: "the site file that says where the agent serves"),
      .init(name: "every", value: "T", help: "how often to look, 250ms to 1h (2s)"),
      .init(name: "once", help: "print everything once and end; so it is without a terminal"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("top", "the agent of this machine, such as a demo in another window"),
    ("top 10.20.0.5:9877 --every 5s", "another machine's, which must allow yours (web.allow)"),
    ("top --config site.json5 --once", "once, for a log or a mail; 80 columns"),
  ]
  static let details = """
    It asks the agent's JSON API and changes nothing. Keys: arrows, space and b scroll, r looks at
    once, q ends. While the agent does not answer, it says so over what was seen last. Exit code 0:
    ended by you. 1: the agent did not answer (with --once, or at first).
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    guard let destination = try destination(arguments, console: console) else { return .invalid }
    let every = try arguments.duration("every") ?? .seconds(2)
    guard (.milliseconds(250)...(.seconds(3600))).contains(every) else {
      throw UsageError("--every must be from 250ms to 1h")
    }
    NameResolver.boundLookUps()
    let watch = AgentWatch(destination)
    if arguments.has("once") || isatty(STDOUT_FILENO) == 0 || isatty(STDIN_FILENO) == 0 {
      let view = try watch.look(columns: 80)
      for line in view.head + view.body {
        console.data(TopScreen.painted(line, isColoured: console.dataIsColoured))
      }
      return .done
    }
    // Before the terminal is taken over: a wrong address is said in plain words.
    let first = try watch.look(columns: TopScreen.size.columns)
    return try TopScreen(watch, every: every, isColoured: console.dataIsColoured).run(first)
  }

  private static func destination(
    _ arguments: Arguments, console: Console
  ) throws -> HTTPDestination? {
    var text = arguments.positional(0) ?? "127.0.0.1:9877"
    if let path = arguments.string("config") {
      guard arguments.positional(0) == nil else { throw UsageError("give ADDRESS or --config") }
      guard let site = CheckCommand.loadSite(path, console: console) else { return nil }
      guard let listener = site.web.listen.first else {
        throw UsageError("\(path) has no web listener to ask")
      }
      text = "\(listener)"
    }
    if !text.hasPrefix("http://"), !text.hasPrefix("unix:") { text = "http://" + text }
    guard let destination = HTTPDestination(text), destination.path == "/" else {
      throw UsageError("\(text): expected HOST:PORT, http://HOST:PORT or unix:/PATH")
    }
    return destination
  }
}
