import Agent
import Configuration
import Control

/// Shows the alarms of a running agent and acts on them.
enum AlarmsCommand: Command {
  static let name = "alarms"
  static let summary = "show the alarms of the running agent, and act on them"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "ACTION",
        help: "list, ack, reset, shelve, unshelve, out-of-service, return, maintenance-start, "
          + "maintenance-end", choices: Action.allCases.map(\.rawValue)),
      .init(
        name: "ID", help: "the alarm, as list shows it; or a name for the maintenance",
        isRequired: false),
    ],
    options: StateDirectoryChoice.options + [
      .init(name: "for", value: "TIME", help: "how long to shelve or to work, such as 2h"),
      .init(
        name: "reason", value: "TEXT",
        help: "why; needed to shelve, for out-of-service and for maintenance"),
      .init(name: "devices", value: "NAMES", help: "maintenance of these devices: a,b"),
      .init(name: "rooms", value: "NAMES", help: "maintenance of all devices in these rooms"),
      .init(name: "all", help: "with list: normal alarms too"),
      .init(
        name: "format", value: "FORMAT", help: "with list: text or json",
        choices: ["text", "json"]),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("alarms list", "what is not normal, the most pressing first"),
    ("alarms ack on_battery/ups-a/status --reason \"on my way\"", "say that you know"),
    (
      "alarms shelve door/hall-1/contact --for 2h --reason \"moving racks\"",
      "hide it for two hours; it is still judged and recorded"
    ),
    (
      "alarms maintenance-start ups-b-yearly --devices ups-b --for 4h --reason \"yearly service\"",
      "mute what the work brings about; never fire, gas, leak, heat or lost communication"
    ),
    ("alarms out-of-service hot/probe-7/temperature --reason \"probe broken\"", "until return"),
  ]
  static let details = """
    Who may act is in the site file (control). Every act and every refusal is put in the journal
    with who, when and why, before it is answered. Alarms of fire, gas, leak, heat and lost
    communication can be acknowledged, not hidden. Exit code 0: done. 1: refused, or no agent
    answers; the reason is on standard error. 2: bad usage.
    """

  enum Action: String, CaseIterable {
    case list, ack, reset, shelve, unshelve
    case outOfService = "out-of-service"
    case returnToService = "return"
    case startMaintenance = "maintenance-start"
    case endMaintenance = "maintenance-end"

    var lasts: Bool { self == .shelve || self == .startMaintenance }
    var needsReason: Bool { lasts || self == .outOfService }
  }

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let word = arguments.positional(0) ?? ""
    guard let action = Action(rawValue: word) else {
      throw UsageError(
        "unknown action \(word); " + suggestion(for: word, among: Action.allCases.map(\.rawValue)))
    }
    let request = try request(action, arguments)
    let format = try arguments.choice("format", as: JournalCommand.Format.self) ?? .text
    guard let state = try StateDirectoryChoice.directory(arguments, console: console) else {
      return .invalid
    }
    let answer = try ControlAnswer.ask(request, state)
    guard answer.outcome == .done else {
      console.words(console.paint("\(answer.outcome.rawValue): ", .red) + answer.reason)
      if answer.reason.contains("no alarm has this identifier") {
        console.words("Try: hallwatch alarms list --all")
      }
      return answer.exitCode
    }
    if action == .list {
      show(answer.result, format, console)
    } else {
      console.words(answer.result?.text ?? "done")
    }
    return .done
  }

  private static func request(
    _ action: Action, _ arguments: Arguments
  ) throws -> ControlRequest {
    var given: [(name: String, value: ControlRequest.Argument)] = []
    if action == .list {
      if let id = arguments.positional(1) {
        throw UsageError("unexpected `\(id)`; alarms list takes no identifier")
      }
      given.append(("all", .flag(arguments.has("all"))))
      return ControlRequest("alarms.list", given)
    }
    guard let id = arguments.positional(1) else {
      throw UsageError("ID is missing: alarms \(action.rawValue) on_battery/ups-a/status")
    }
    given.append(("id", .text(id)))
    if action.lasts {
      guard try arguments.duration("for") != nil, let text = arguments.string("for") else {
        throw UsageError("--for is missing: how long, such as --for 2h")
      }
      given.append(("for", .text(text)))
    } else if arguments.string("for") != nil {
      throw UsageError("--for belongs to shelve and maintenance-start")
    }
    for option in ["devices", "rooms"] {
      guard let names = arguments.string(option) else { continue }
      guard action == .startMaintenance else {
        throw UsageError("--\(option) belongs to maintenance-start")
      }
      given.append((option, .text(names)))
    }
    if action.needsReason, arguments.string("reason") == nil {
      throw UsageError("--reason is missing: say why")
    }
    if let reason = arguments.string("reason") { given.append(("reason", .text(reason))) }
    return ControlRequest("alarms.\(action.rawValue)", given)
  }

  private static func show(
    _ result: JSON5Node?, _ format: JournalCommand.Format, _ console: Console
  ) {
    guard let result else { return }
    switch format {
    case .json: console.data(JSONText(result).indented)
    case .text:
      let alarms = result["alarms"]?.elements ?? []
      for alarm in alarms { console.data(AlarmText.text(of: alarm)) }
      let open = alarms.count { $0["state"]?.text?.hasSuffix("unacknowledged") == true }
      console.words("\(counted(alarms.count, "alarm")), \(open) unacknowledged")
    }
  }
}
