import Foundation

/// `hallwatch run` on a site file made for the purpose.
final class Product {
  /// The product built beside this program.
  static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "hallwatch")

  let child: Child
  let web: KeptConnection
  private let folder: URL

  /// Polls the ports and waits until the page shows every device up, or as many as expected.
  convenience init(
    ports: [Int], points: Int, interval: String, maximumAge: String, hasAlarms: Bool,
    expected: Int? = nil
  ) throws {
    let site = SiteText(
      ports: ports, points: points, interval: interval, maximumAge: maximumAge, webPort: 0,
      hasAlarms: hasAlarms)
    try self.init(site: site, points: points, expected: expected ?? ports.count)
  }

  init(site: SiteText, points: Int, expected: Int) throws {
    var site = site
    folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let webPort = try KeptConnection.freePort()
    site.webPort = webPort
    let file = folder.appending(path: "site.json5")
    try site.text.write(to: file, atomically: true, encoding: .utf8)
    let profiles = folder.appending(path: "profiles")
    try FileManager.default.createDirectory(at: profiles, withIntermediateDirectories: true)
    try site.profile.write(
      to: profiles.appending(path: "bench.json5"), atomically: true, encoding: .utf8)
    let errors = folder.appending(path: "errors")
    try Data().write(to: errors)
    child = try Child(
      Self.program, ["run", "--config", file.path],
      errors: FileHandle(forWritingTo: errors))
    web = KeptConnection(port: webPort)
    let deadline = Date(timeIntervalSinceNow: 60)
    while true {
      // The page of a large site is only asked for when it is likely to be complete.
      if let word = try? web.get("/-/ready"), word.hasPrefix("Ready"),
        let page = try? web.get("/metrics"), Self.devicesUp(page) >= expected
      {
        break
      }
      guard Date() < deadline, child.isRunning else {
        let words = try String(contentsOf: errors, encoding: .utf8).suffix(2000)
        throw BenchmarkError("not all devices came up in 60 s: \(words)")
      }
      usleep(50_000)
    }
  }

  deinit {
    child.stop()
    try? FileManager.default.removeItem(at: folder)
  }

  private static func devicesUp(_ page: String) -> Int {
    page.split(separator: "\n").count { $0.hasPrefix("hallwatch_device_up{") && $0.hasSuffix(" 1") }
  }

  /// The number of samples on the page.
  func seriesCount() throws -> Int { try seriesCounts().all }

  /// The number of samples on the page, and how many of them are readings.
  func seriesCounts() throws -> (all: Int, readings: Int) {
    let samples = try web.get("/metrics").split(separator: "\n").filter { !$0.hasPrefix("#") }
    return (samples.count, samples.count { $0.hasPrefix("facility_battery_cell_voltage_volts{") })
  }

  /// The largest value of a family.
  func largest(_ name: String) throws -> Double {
    try web.get("/metrics").split(separator: "\n").filter { $0.hasPrefix("\(name){") }
      .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.max() ?? 0
  }

  /// The sum of a counter over its series.
  func total(_ name: String) throws -> Double {
    try web.get("/metrics").split(separator: "\n").filter { $0.hasPrefix("\(name){") }
      .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
  }
}
