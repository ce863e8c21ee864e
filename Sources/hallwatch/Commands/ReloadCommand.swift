import Configuration
import Control
import ModbusLink
import Readings

/// Has the running agent read its site file anew.
enum ReloadCommand: Command {
  static let name = "reload"
  static let summary = "have the running agent read its site file anew"
  static let parameters = Parameters(
    options: StateDirectoryChoice.options + [
      .init(
        name: "watch", value: "TIME",
        help: "how long devices that were well are watched (60s, longer for slow ones)"),
      .init(name: "no-rollback", help: "stay with the new configuration whatever fails"),
      .init(name: "no-wait", help: "do not wait to see whether it stays"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("reload", "read the site file anew, and wait to see whether every device stays well"),
    ("reload --no-rollback", "stay with it although a device is known to fail under it"),
    ("check new.json5 --against /var/lib/hallwatch", "see first what would change"),
  ]
  static let details = """
    The file is validated whole before anything changes. Devices, alarms and lines that did not
    change go on without a break; what changed begins anew alone; acknowledgements, latches and
    shelving stay. If a device that was well fails under the new configuration, the agent goes back
    to the earlier one by itself. SIGHUP does the same. Exit code 0: in force. 1: refused or rolled
    back, the reason is on standard error; what ran before goes on.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    var given: [(name: String, value: ControlRequest.Argument)] = []
    if arguments.has("no-rollback") {
      guard arguments.string("watch") == nil else {
        throw UsageError("--watch has no meaning with --no-rollback")
      }
      given.append(("no_rollback", .flag(true)))
    }
    if try arguments.duration("watch") != nil, let text = arguments.string("watch") {
      given.append(("watch", .text(text)))
    }
    guard let state = try StateDirectoryChoice.directory(arguments, console: console) else {
      return .invalid
    }
    let answer = try ControlAnswer.ask(ControlRequest("reload", given), state)
    guard answer.outcome == .done else {
      console.words(
        console.paint("\(answer.outcome.rawValue), nothing changed: ", .red) + answer.reason)
      return answer.outcome == .invalid ? .invalid : .failed
    }
    console.words(answer.result?.text ?? "done")
    guard !arguments.has("no-wait"), !arguments.has("no-rollback") else { return .done }
    return try wait(state, console: console)
  }

  /// Waits until the trial is over.
  private static func wait(_ state: String, console: Console) throws -> ExitCode {
    while true {
      let answer = try ControlAnswer.ask(ControlRequest("status"), state)
      let configuration = answer.result?["configuration"]
      if let failure = configuration?["failure"]?.text {
        console.progress?("")
        console.words(console.paint("failed: ", .red) + failure)
        return .failed
      }
      guard let left = configuration?["trial"]?["ends_in_seconds"]?.shown.flatMap(Double.init)
      else {
        console.progress?("")
        console.words("It stays.")
        return .done
      }
      console.progress?("watching for \(Int(left.rounded(.up))) s more")
      MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(500))
    }
  }
}
