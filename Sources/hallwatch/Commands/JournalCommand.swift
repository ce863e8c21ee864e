import Configuration
import Glibc
import Journal
import ModbusLink
import Readings

/// Shows what an agent has recorded, and proves that nobody changed it.
enum JournalCommand: Command {
  static let name = "journal"
  static let summary = "show what the agent recorded, or prove it unchanged"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "verify", help: "look for any edit, loss or reorder", isRequired: false,
        choices: ["verify"])
    ],
    options: StateDirectoryChoice.options + [
      .init(name: "since", value: "TIME", help: "2026-11-25T14:00:00Z, 2026-11-25, or 2h for ago"),
      .init(name: "until", value: "TIME", help: "likewise"),
      .init(name: "device", value: "NAME", help: "records about one device"),
      .init(name: "alarm", value: "ALARM", help: "records about one alarm: its name or ID"),
      .init(name: "follow", help: "go on with what comes, from the running agent"),
      .init(name: "all", help: "also checkpoints and cursors, which repeat"),
      .init(
        name: "format", value: "FORMAT", help: "text or json: one record a line",
        choices: ["text", "json"]),
      .init(name: "contains", value: "N:SUM", help: "with verify: record N has this sum"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("journal --since 2h", "what happened in the last two hours"),
    ("journal --device ups-a --since 2026-11-25", "all about one device on and since a day"),
    ("journal --follow --since 1h", "the last hour, and then everything as it comes"),
    ("journal verify", "check every record of every file; print the sum of the last"),
    (
      "journal verify --contains 57:89ab0123456789abcdef0123456789ab",
      "and that the record once noted is still there as it was"
    ),
  ]
  static let details = """
    Times are UTC. Exit code of verify: 0 everything is as it was written; 1 something is not.
    A journal that was cut off at its end, or written anew, shows only against a noted sum: keep
    the last line of verify elsewhere, or send records away as they come (notify: syslog).
    """

  enum Format: String, CaseIterable { case text, json }

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let query = try JournalQuery(arguments)
    let isVerifying = try verifies(arguments)
    guard let state = try StateDirectoryChoice.directory(arguments, console: console) else {
      return .invalid
    }
    let directory = JournalStore.directory(in: state)
    if isVerifying { return try verify(directory, noted: noted(arguments), console: console) }
    if arguments.has("follow") {
      return try JournalFollower.run(state, query, arguments, follows: true, console: console)
    }
    do throws(JournalError) {
      return try show(directory, query, console: console)
    } catch {
      // Who may not read the files may still be allowed to ask the agent.
      guard error.isPermission else { throw error }
      return try JournalFollower.run(state, query, arguments, follows: false, console: console)
    }
  }

  private static func verifies(_ arguments: Arguments) throws -> Bool {
    switch arguments.positional(0) {
    case nil: return false
    case "verify"?: return true
    case let word?: throw UsageError("unknown action \(word); the only one is verify")
    }
  }

  private static func noted(_ arguments: Arguments) throws -> (number: UInt64, sum: String)? {
    guard let text = arguments.string("contains") else { return nil }
    let parts = text.split(separator: ":")
    guard parts.count == 2, let number = UInt64(parts[0]), parts[1].utf8.count == 32 else {
      throw UsageError("--contains \(text): expected a number, `:` and 32 digits of a sum")
    }
    return (number, parts[1].lowercased())
  }

  private static func show(
    _ directory: String, _ query: JournalQuery, console: Console
  ) throws(JournalError) -> ExitCode {
    var unreadable = 0
    let begun = query.filter.since.map { UInt64(max(0, $0.secondsSince1970)) }
    try JournalReader(directory: directory).read(endedAfter: begun) { entry in
      if !entry.isProven {
        console.words("warning: record \(entry.number) is not as it was written")
      }
      guard query.filter.mayAdmit(entry.payload) else { return true }
      guard let event = RecordedEvent(entry.payload) else {
        unreadable += 1
        return true
      }
      if query.wants(event) { console.data(query.text(event)) }
      return true
    }
    guard unreadable > 0 else { return .done }
    console.words("\(counted(unreadable, "record")) could not be read")
    return .partlyDone
  }

  private static func verify(
    _ directory: String, noted: (number: UInt64, sum: String)?, console: Console
  ) throws -> ExitCode {
    let result = try JournalReader(directory: directory).verify(noted: noted)
    for problem in result.problems {
      console.words(problem.isDamage ? console.paint("\(problem)", .red) : "note: \(problem)")
    }
    let damage = result.problems.count(where: \.isDamage)
    if result.containsNoted == false, let noted {
      console.words(console.paint("record \(noted.number) with that sum is not there", .red))
    }
    console.data(
      "\(counted(result.records, "record")) in \(counted(result.segments, "file")), "
        + (damage == 0 ? "as they were written" : "\(counted(damage, "place")) changed or lost"))
    if result.records > 0 {
      console.data("\(result.lastNumber):\(result.lastSum)")
    }
    return damage == 0 && result.containsNoted != false ? .done : .failed
  }
}

/// Which records are wanted, and how they are shown.
struct JournalQuery: Sendable {
  let filter: JournalFilter
  let showsAll: Bool
  let format: JournalCommand.Format

  init(_ arguments: Arguments) throws {
    let now = MonotonicClock.wall
    filter = JournalFilter(
      since: try Self.time("since", arguments, now), until: try Self.time("until", arguments, now),
      device: arguments.string("device"), alarm: arguments.string("alarm"))
    showsAll = arguments.has("all")
    format = try arguments.choice("format", as: JournalCommand.Format.self) ?? .text
  }

  private static func time(
    _ option: String, _ arguments: Arguments, _ now: WallTime
  ) throws -> WallTime? {
    guard let text = arguments.string(option) else { return nil }
    guard let time = JournalFilter.time(text, now: now) else {
      throw UsageError(
        "--\(option) \(text): expected a time such as 2026-11-25T14:00:00Z or 2026-11-25, or a "
          + "duration such as 2h")
    }
    return time
  }

  func wants(_ event: RecordedEvent) -> Bool {
    (showsAll || !event.isRepetition) && filter.admits(event)
  }

  func text(_ event: RecordedEvent) -> String {
    format == .json ? event.json : RecordText.text(of: event)
  }
}
