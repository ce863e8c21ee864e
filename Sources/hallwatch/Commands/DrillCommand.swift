import Agent
import Configuration
import Glibc
import Plant
import Simulation

/// Plays a story against a site's own devices and alarms, in virtual time, and reports.
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
      .init(name: "scenario", value: "NAME|FILE", help: "what happens: \(ScenarioChoice.names)"),
      .init(name: "format", value: "text|json", help: "how the report is printed (text)"),
      .init(name: "seed", value: "S", help: "another plant of the same kind (1)"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("drill site.json5 --scenario utility-failure", "your alarms when both mains feeds fail"),
    ("drill pangyo-b3 --scenario pangyo-2022", "the fire of Pangyo, against the site made for it"),
  ]
  static let details = """
    The devices of the site are simulated with their own profiles and labels, and polled by the real
    agent with the site's own alarms; hours take seconds. Nothing is sent anywhere. The report says
    what happened and what told of it first, which deadlines of the scenario were missed, and what
    nobody would have noticed. Exit code 1 when a deadline was missed.
    """

  private enum Format: String, CaseIterable { case text, json }

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1)
    let format = try arguments.choice("format", as: Format.self) ?? .text
    guard let settings = loadSettings(arguments.positional(0) ?? "", console: console) else {
      return .invalid
    }
    let hall = Hall(simulating: settings, seed: seed)
    let name = arguments.string("scenario") ?? "utility-failure"
    guard let scenario = try ScenarioChoice.load(name, hall: hall, console: console) else {
      return .invalid
    }
    let run = try ScenarioRun(scenario, settings: settings, hall: hall, seed: seed) { time in
      console.progress?(
        "drill: \(durationWords(time)) of \(durationWords(scenario.duration))")
    }
    console.progress?("")
    let report = DrillReport(run, settings: settings)
    switch format {
    case .text: console.data(DrillText.text(report))
    case .json: console.data(DrillText.json(report).compact)
    }
    return report.isGood ? .done : .failed
  }

  /// The settings of a site file, or of a site of the binary; nil after printing its mistakes.
  static func loadSettings(_ path: String, console: Console) -> AgentSettings? {
    if BuiltIn.sites.contains(where: { $0.name == path }), access(path, F_OK) != 0 {
      let (site, problems) = BuiltIn.site(path)
      if site == nil { console.show(problems, as: "error", .red) }
      return site?.settings
    }
    return CheckCommand.loadSite(path, console: console)?.settings
  }
}
