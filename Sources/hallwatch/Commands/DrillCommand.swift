import Agent
import Configuration
import Glibc
import Plant
import Simulation

/// Plays a story against a site's own devices and alarms, in virtual time or on sockets, and
/// reports.
enum DrillCommand: Command {
  static let name = "drill"
  static let summary = "play a scenario against a site's own alarms and report what they told"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "SITE",
        help: "a site file, or one of \(BuiltIn.sites.map(\.name).joined(separator: ", "))")
    ],
    options: [
      .init(
        name: "scenario", value: "NAME|FILE", help: "what happens: \(ScenarioChoice.names)",
        choices: ScenarioChoice.words),
      .init(name: "format", value: "text|json", help: "how the report is printed (text)"),
      .init(name: "seed", value: "S", help: "another plant of the same kind (1)"),
      .init(name: "real", value: nil, help: "on sockets, with page and metrics, as time passes"),
      .init(name: "speed", value: "N", help: "with --real: plant seconds a second, 0.1 to 20 (1)"),
      .init(name: "listen", value: "HOST:PORT", help: "with --real: where (127.0.0.1:9878)"),
      .init(name: "state", value: "DIR", help: "with --real: keep a journal of the drill there"),
      .init(name: "notify", value: nil, help: "with --real: tell the site's own targets"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("drill site.json5 --scenario utility-failure", "your alarms when both mains feeds fail"),
    ("drill pangyo-b3 --scenario pangyo-2022", "the fire of Pangyo, against the site made for it"),
    ("drill site.json5 --real --notify", "as people will see it: page, metrics, messages"),
  ]
  static let details = """
    The devices of the site are simulated with their own profiles and labels, and polled by the real
    agent with the site's own alarms. In virtual time hours take seconds and nothing is sent
    anywhere. With --real the plant answers on sockets and the agent runs as always; page, metrics,
    every record of the journal and every message bear the mark of a drill, and nobody is told
    without --notify. The plant of the site file and its state directory are not touched.

    The report says what happened and what told of it first, which deadlines of the scenario were
    missed, and what nobody would have noticed. Exit code 1 when a deadline was missed.
    """

  private enum Format: String, CaseIterable { case text, json }

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1)
    let format = try arguments.choice("format", as: Format.self) ?? .text
    for option in ["speed", "listen", "state"] where arguments.string(option) != nil {
      if !arguments.has("real") { throw UsageError("--\(option) is for drills with --real") }
    }
    if arguments.has("notify"), !arguments.has("real") {
      throw UsageError("--notify is for drills with --real")
    }
    guard let site = load(arguments.positional(0) ?? "", console: console) else {
      return .invalid
    }
    let hall = Hall(simulating: site.settings, seed: seed)
    let name = arguments.string("scenario") ?? "utility-failure"
    guard let scenario = try ScenarioChoice.load(name, hall: hall, console: console) else {
      return .invalid
    }
    let record =
      arguments.has("real")
      ? try RealDrill(
        arguments, site: site, hall: hall, scenario: scenario, console: console
      ).play()
      : try virtual(site.settings, hall: hall, scenario: scenario, seed: seed, console: console)
    let report = DrillReport(record, settings: site.settings, seed: seed)
    switch format {
    case .text: console.data(DrillText.text(report))
    case .json: console.data(DrillText.json(report).compact)
    }
    return report.isGood ? .done : .failed
  }

  private static func virtual(
    _ settings: AgentSettings, hall: Hall, scenario: Scenario, seed: UInt64, console: Console
  ) throws -> DrillRecord {
    var marked = settings
    marked.drill = scenario.name
    let run = try ScenarioRun(scenario, settings: marked, hall: hall, seed: seed) { time in
      console.progress?(
        "drill: \(durationWords(time)) of \(durationWords(scenario.duration))")
    }
    console.progress?("")
    return DrillRecord(run)
  }

  /// A site file, or a site of the binary; nil after printing its mistakes.
  private static func load(_ path: String, console: Console) -> Site? {
    guard BuiltIn.sites.contains(where: { $0.name == path }), access(path, F_OK) != 0 else {
      return CheckCommand.loadSite(path, console: console)
    }
    let (site, problems) = BuiltIn.site(path)
    if site == nil { console.show(problems, as: "error", .red) }
    return site
  }
}
