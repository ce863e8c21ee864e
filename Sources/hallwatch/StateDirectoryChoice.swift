import Configuration
import Glibc

/// Where a running agent keeps its journal and its control socket, as commands that talk to it are
/// told.
enum StateDirectoryChoice {
  /// Where packages put it.
  static let usual = "/var/lib/hallwatch"

  static let options: [Parameters.Option] = [
    .init(name: "state", value: "DIR", help: "the agent's state_directory (\(usual))"),
    .init(name: "config", value: "SITE", help: "the site file that names it"),
  ]

  /// The directory that the options name; nil after printing the mistakes of a site file.
  static func directory(_ arguments: Arguments, console: Console) throws -> String? {
    if let directory = arguments.string("state") {
      guard arguments.string("config") == nil else {
        throw UsageError("give --state or --config, not both")
      }
      return directory
    }
    guard let path = arguments.string("config") else { return usual }
    guard let site = CheckCommand.loadSite(path, console: console) else { return nil }
    guard let directory = site.stateDirectory else {
      throw UsageError("\(path) has no state_directory, so its agent keeps no journal")
    }
    return directory
  }
}
