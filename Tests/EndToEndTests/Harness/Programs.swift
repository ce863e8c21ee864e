import Foundation

/// The programs that a test runs.
enum Programs {
  /// The folder of the tests' own files.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let scripts = repository.appending(path: "Tests/EndToEndTests/Counterparts")

  /// The product as it was built with this test, beside the test bundle.
  static let hallwatch = URL(filePath: CommandLine.arguments.first ?? "")
    .deletingLastPathComponent().appending(path: "hallwatch")

  static func prometheus() throws -> URL { try counterpart("prometheus", package: "prometheus") }
  static func promtool() throws -> URL { try counterpart("promtool", package: "prometheus") }
  static func alertmanager() throws -> URL {
    try counterpart("prometheus-alertmanager", package: "prometheus-alertmanager")
  }
  static func stunnel() throws -> URL { try counterpart("stunnel4", package: "stunnel4") }
  static func nginx() throws -> URL { try counterpart("nginx", package: "nginx") }
  /// The daemon, with the arguments and the environment that it needs where it was only unpacked.
  static func rsyslog() throws -> (program: URL, modules: String, libraries: String) {
    for folder in [fetched, URL(filePath: "/")] {
      let program = folder.appending(path: "usr/sbin/rsyslogd")
      guard FileManager.default.isExecutableFile(atPath: program.path) else { continue }
      let libraries = folder.appending(path: "usr/lib")
      let places = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
      for place in places.sorted() {
        let modules = libraries.appending(path: "\(place)/rsyslog")
        if FileManager.default.fileExists(atPath: modules.path) {
          return (program, modules.path, libraries.appending(path: place).path)
        }
      }
    }
    throw HarnessError("no rsyslogd: run .ci/counterparts, or install the package rsyslog")
  }

  static func mbpoll() throws -> URL { try counterpart("mbpoll", package: "mbpoll") }

  static func systemdAnalyze() throws -> URL {
    try counterpart("systemd-analyze", package: "systemd")
  }

  static func zsh() throws -> URL { try counterpart("zsh", package: "zsh") }

  /// A driver of Network UPS Tools.
  static func nut(_ driver: String) throws -> URL {
    for folder in [fetched.appending(path: "lib/nut"), URL(filePath: "/lib/nut")] {
      let program = folder.appending(path: driver)
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    throw HarnessError("no NUT driver \(driver): run .ci/counterparts, or install nut-modbus")
  }

  /// Python with pymodbus.
  static func python() throws -> URL {
    let program = fetched.appending(path: "python/bin/python")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw HarnessError("no Python with pymodbus: install python3-venv, then run .ci/counterparts")
    }
    return program
  }

  private static let fetched = repository.appending(path: ".build/counterparts")

  /// A program fetched by .ci/counterparts, or else installed. That it is missing fails the test:
  /// a promise that was not checked is not kept.
  private static func counterpart(_ name: String, package: String) throws -> URL {
    for folder in [
      fetched.appending(path: "usr/bin"), fetched.appending(path: "usr/sbin"),
      fetched.appending(path: "bin"), URL(filePath: "/usr/bin"), URL(filePath: "/usr/sbin"),
    ] {
      let program = folder.appending(path: name)
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    throw HarnessError("no \(name): run .ci/counterparts, or install the package \(package)")
  }
}
