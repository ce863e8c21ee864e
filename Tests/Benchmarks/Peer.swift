import Foundation

/// Another program that does the job: polls the same farm, decodes what it reads, and keeps it
/// ready to be scraped, as hallwatch does. Peers judge no limits; nobody scrapes them.
enum Peer: String, CaseIterable {
  /// As its manual shows; the peer of the bar.
  case pymodbus
  /// With what hallwatch does, done for it by hand.
  case tunedPymodbus = "pymodbus, tuned"
  case collectd
  /// Reads when it is scraped, so it is scraped: each device once a second.
  case exporter = "modbus_exporter"

  private static let folder = URL(filePath: ".build/counterparts")

  private var program: URL {
    switch self {
    case .pymodbus, .tunedPymodbus: Self.folder.appending(path: "python/bin/python3")
    case .collectd: Self.folder.appending(path: "usr/sbin/collectd")
    case .exporter: Self.folder.appending(path: "modbus_exporter")
    }
  }

  /// What is missing; nil when the peer can be run here.
  var problem: String? {
    var needed = [program]
    if self == .pymodbus || self == .tunedPymodbus {
      needed += ["prometheus_client", "decorator.py"].map {
        Self.folder.appending(path: "usr/lib/python3/dist-packages").appending(path: $0)
      }
    }
    guard needed.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) else {
      return "\(rawValue) is not all in .build/counterparts: .ci/benchmark-peers unpacks it"
    }
    return nil
  }

  /// Polls every port once a second.
  ///
  /// - Parameter exposes: whether what it reads can be scraped.
  func start(ports: [Int], points: Int, exposes: Bool) throws -> RunningPeer {
    if let problem { throw BenchmarkError(problem) }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let web = try KeptConnection.freePort()
    let arguments: [String]
    switch self {
    case .pymodbus, .tunedPymodbus:
      let script = folder.appending(path: "poll.py")
      try PeerFiles.python.write(to: script, atomically: true, encoding: .utf8)
      let style = self == .pymodbus ? "manual" : "tuned"
      arguments =
        [script.path, style, String(points), String(web), Self.folder.path]
        + ports.map(String.init)
    case .collectd:
      let files = PeerFiles.collectd(
        ports: ports, points: points, web: exposes ? web : nil, plugins: Self.folder.path,
        state: folder.path)
      for (name, text) in files {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      }
      arguments = ["-f", "-C", folder.appending(path: "collectd.conf").path]
    case .exporter:
      let file = folder.appending(path: "modbus.yml")
      try PeerFiles.exporter(points: points).write(to: file, atomically: true, encoding: .utf8)
      arguments = ["--config.file=\(file.path)", "--web.listen-address=127.0.0.1:\(web)"]
    }
    let libraries = "\(Self.folder.path)/usr/lib/x86_64-linux-gnu"
    let child = try Child(
      program, arguments, errors: .nullDevice, environment: ["LD_LIBRARY_PATH": libraries])
    let probes = self == .exporter ? ProbeLoop(web: web, ports: ports) : nil
    return RunningPeer(child: child, folder: folder, probes: probes)
  }
}

/// A peer at work; ends with its reference.
final class RunningPeer {
  let child: Child
  private let folder: URL
  private let probes: ProbeLoop?

  init(child: Child, folder: URL, probes: ProbeLoop?) {
    self.child = child
    self.folder = folder
    self.probes = probes
  }

  deinit { stop() }

  func stop() {
    probes?.stop()
    child.stop()
    try? FileManager.default.removeItem(at: folder)
  }
}
