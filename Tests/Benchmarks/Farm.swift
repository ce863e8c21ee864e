/// The devices of a benchmark, in a process of their own.
final class Farm {
  /// What happens to who connects to a dead device.
  enum Death: String, CaseIterable { case refuses, ignores, drops }

  /// What the living devices saw since the last report.
  struct Report {
    var requests: Double
    var polls: Double
    /// Intervals between the beginnings of polls, in milliseconds.
    var median: Double
    var p99: Double
    var longest: Double
    /// The most connections that one device has.
    var connections: Int
    /// The most connections made to one dead device.
    var attempts: Int
  }

  let child: Child
  let ports: [Int]

  init(devices: Int, dead: Int = 0, _ death: Death = .refuses, delayMilliseconds: Int = 0) throws {
    child = try Child.floor([
      "farm", String(devices), String(dead), death.rawValue, String(delayMilliseconds),
    ])
    let child = child
    ports = try (0..<devices).map { _ in try child.number() }
  }

  func report() throws -> Report {
    child.write("\n")
    let fields = try child.line().split(separator: " ").compactMap { Double($0) }
    guard fields.count == 7 else { throw BenchmarkError("the farm's report is damaged") }
    return Report(
      requests: fields[0], polls: fields[1], median: fields[2] / 1000, p99: fields[3] / 1000,
      longest: fields[4] / 1000, connections: Int(fields[5]), attempts: Int(fields[6]))
  }
}
