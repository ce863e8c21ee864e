import Agent
import Configuration
import ModbusLink

/// Validates a site file and explains what it means.
enum CheckCommand: Command {
  static let name = "check"
  static let summary = "validate a site file and explain it"
  static let parameters = Parameters(
    positionals: [.init(name: "SITE", help: "the site file (JSON5)")],
    options: [
      .init(name: "alarms", help: "also name every point of every alarm"),
      .init(
        name: "against", value: "RUNNING",
        help: "only say what would change: another site file, the state directory of a running "
          + "agent, or its URL"),
      .init(
        name: "plan", help: "also print what is read from each device, and how busy its line is"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("check site.json5", "every mistake at once with file, line and column; or what the site is"),
    ("check new.json5 --against site.json5", "what would change, one thing a line"),
    ("check site.json5 --plan", "requests and bus time of each device; worst case of each line"),
  ]
  static let details = """
    Mistakes and warnings go to standard error, the explanation to standard output. With --against
    it is a difference: nothing is printed when the two mean the same. Exit code 0: the agent would start with this file. 2: it would not.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let path = arguments.positional(0) ?? ""
    guard let site = loadSite(path, console: console) else { return .invalid }
    if let running = arguments.string("against") {
      return try RunningSettings.show(running, against: site, console: console)
    }
    console.data(SiteSummary(site, isWhole: arguments.has("alarms")).text)
    let learned = arguments.has("plan") ? self.learned(site, console) : []
    let plan = PollPlanReport(site.settings, learned: learned)
    if arguments.has("plan") { console.data("\n" + plan.text) }
    warn(of: site, plan, console)
    return .done
  }

  /// What is no mistake and yet not what anybody wants.
  static func warn(of site: Site, _ plan: PollPlanReport, _ console: Console) {
    if site.settings.devices.isEmpty {
      console.words(
        console.paint("warning: ", .yellow)
          + "the site has no device: nothing is polled, and no alarm can come; add `devices`")
    }
    for warning in plan.warnings { console.words(console.paint("warning: ", .yellow) + warning) }
  }

  /// What the agent of the site learned of its devices, if it has run here.
  private static func learned(_ site: Site, _ console: Console) -> [LearnedSnapshot] {
    guard let directory = site.stateDirectory else { return [] }
    let history: JournalHistory
    do {
      history = try JournalStore.history(of: JournalStore.directory(in: directory), targets: [])
    } catch {
      console.words("no journal to learn from in \(directory): the plan is that of a first start")
      return []
    }
    return history.resumed(at: MonotonicClock.wall).learned
  }

  /// The site of a file after printing its warnings; nil after printing its mistakes.
  static func loadSite(_ path: String, console: Console) -> Site? {
    let (site, problems) = SiteFile.load(path: path, files: DiskSiteFiles())
    guard let site else {
      console.show(problems, as: "error", .red)
      console.words("\(path): \(counted(problems.count, "mistake"))")
      return nil
    }
    console.show(site.warnings, as: "warning", .yellow)
    return site
  }
}

/// A number with its noun in the right number.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)" + (count == 1 ? "" : "s")
}
