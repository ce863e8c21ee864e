import Agent
import Configuration
import Control
import Glibc
import Web

/// What is in force somewhere, held against a site file.
enum RunningSettings {
  /// Prints what a site changes about what runs, and what happens to devices.
  static func show(_ running: String, against site: Site, console: Console) throws -> ExitCode {
    if running.hasPrefix("http://") || running.hasPrefix("unix:") {
      return try show(text: fetch(running), against: site, console: console)
    }
    var status = stat()
    guard stat(running, &status) == 0 else {
      throw UsageError(
        "--against \(running): \(String(cString: strerror(errno))); give a site file, the state "
          + "directory of a running agent, or a URL such as http://127.0.0.1:9877")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return try show(text: ask(running), against: site, console: console)
    case S_IFSOCK:
      let directory = running.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      return try show(
        text: ask(directory.joined(separator: "/")), against: site, console: console)
    default:
      guard let earlier = CheckCommand.loadSite(running, console: console) else {
        return .invalid
      }
      for line in earlier.difference(to: site) { console.data(line) }
      for line in earlier.restartsNeeded(for: site) {
        console.data("needs a restart: " + line)
      }
      say(SettingsCarry(from: earlier.settings, to: site.settings), site.settings, console)
      return .done
    }
  }

  private static func show(
    text: String, against site: Site, console: Console
  ) throws -> ExitCode {
    let difference = try SettingsDifference(from: text, to: site.effectiveText)
    for line in difference.lines { console.data(line) }
    if difference.isEmpty {
      console.words(
        text.contains(site.settings.configurationHash)
          ? "The same files are in force."
          : "The files differ in nothing that the settings in effect show; profiles and secrets "
            + "are not compared.")
    }
    return .done
  }

  /// Which devices go on and which begin anew, for people.
  private static func say(
    _ carry: SettingsCarry, _ settings: AgentSettings, _ console: Console
  ) {
    let anew = carry.restarted.filter { carry.devices[$0] != nil }
      .map { settings.devices[$0].name }
    let going = carry.goesOn.count { $0 }
    var words = "\(counted(going, "device")) would go on without a break"
    if !anew.isEmpty {
      words += ", \(anew.count) would begin anew: " + anew.prefix(10).joined(separator: ", ")
      if anew.count > 10 { words += " and \(anew.count - 10) more" }
    }
    console.words(words)
  }

  /// The settings in effect of the agent of a state directory.
  private static func ask(_ directory: String) throws -> String {
    let answer = try ControlAnswer.ask(ControlRequest("config"), directory)
    guard answer.outcome == .done, let text = answer.result?.text else {
      throw StartFailure("\(directory): \(answer.reason)")
    }
    return text
  }

  private static func fetch(_ url: String) throws -> String {
    guard let destination = HTTPDestination(url) else {
      throw UsageError("--against \(url): expected a URL such as http://127.0.0.1:9877")
    }
    let base =
      destination.path.hasSuffix("/") ? String(destination.path.dropLast()) : destination.path
    let client = HTTPClient(destination, headers: [], timeout: .seconds(10))
    switch client.get(path: base + "/config") {
    case .answered(200, let text): return text
    case .answered(let status, _): throw StartFailure("\(url) answers with HTTP \(status)")
    case .failed(let reason): throw StartFailure("\(url): \(reason)")
    }
  }
}
