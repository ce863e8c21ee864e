import DashboardFiles
import Glibc

/// Writes what Grafana and Prometheus need, so that it fits the agent that wrote it.
enum DashboardsCommand: Command {
  static let name = "dashboards"
  static let summary = "write the dashboards for Grafana and the rules for Prometheus"
  static let parameters = Parameters(
    positionals: [.init(name: "DIR", help: "a folder; it is made if it is not there")])
  static let examples: [(line: String, meaning: String)] = [
    ("dashboards hallwatch-dashboards", "Grafana/*.json to import, Prometheus/*.yml to include"),
    (
      "dashboards /etc/prometheus/hallwatch",
      "and Redundant/*: two agents, two Prometheus, two Alertmanagers, to start from"
    ),
  ]
  static let details = """
    Files of these names are written anew, others stay. Dashboards choose their data source by a
    variable. Rules alert on the agent's own alarms and on the agent, never on measurements.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let folder = arguments.positional(0) ?? ""
    try makeFolder(folder)
    for part in Set(ShippedFile.all.compactMap { $0.path.split(separator: "/").first }).sorted() {
      try makeFolder("\(folder)/\(part)")
    }
    for file in ShippedFile.all {
      let path = "\(folder)/\(file.path)"
      try write(Array(file.text.utf8), to: path)
      console.data(path)
    }
    return .done
  }

  private static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
    throw failure("cannot make the folder", path)
  }

  /// The file is whole or as it was: written beside its place and moved there.
  private static func write(_ bytes: [UInt8], to path: String) throws {
    let draft = path + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot write", draft) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        let problem = failure("cannot write", draft)
        close(descriptor)
        unlink(draft)
        throw problem
      }
      rest = rest.dropFirst(count)
    }
    close(descriptor)
    guard rename(draft, path) == 0 else { throw failure("cannot write", path) }
  }

  private static func failure(_ what: String, _ path: String) -> StartFailure {
    StartFailure("\(what) \(path): \(String(cString: strerror(errno)))")
  }
}
