import Agent
import Configuration

/// Runs the agent of a site file until it is told to stop.
enum RunCommand: Command {
  static let name = "run"
  static let summary = "run the agent of a site file"
  static let parameters = Parameters(
    options: [
      .init(name: "config", value: "SITE", help: "the site file (JSON5)", isRequired: true),
      .init(
        name: "log-format", value: "FORMAT",
        help: "text (on a terminal), keyvalue (elsewhere) or json"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("run --config site.json5", "poll the site, serve /metrics, tell of alarms on standard error")
  ]
  static let details = """
    Each alarm transition is one line on standard error. SIGHUP reads the site file anew, as
    hallwatch reload does. SIGTERM and SIGINT end the agent in good form. Under a service manager
    it says when it is ready, feeds the watchdog, and takes sockets. Exit code 0: ended as told. 1: failed, such as when a port is taken. 2: the site file
    has mistakes, which are listed.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let path = arguments.string("config") ?? ""
    let log = EventLog.ofThisProcess(
      try arguments.choice("log-format", as: EventLog.Format.self), console: console)
    let console = console.logging(to: log)
    guard let site = CheckCommand.loadSite(path, console: console) else { return .invalid }
    CheckCommand.warn(of: site, PollPlanReport(site.settings), console)
    let host = try AgentHost(site, path: path, console: console, log: log)
    try host.start()
    host.introduce()
    host.tellUntil(nil)
    return host.stop() ? .done : .failed
  }
}
