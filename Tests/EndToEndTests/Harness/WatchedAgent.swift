import Foundation

/// `hallwatch run` or `hallwatch demo`, seen through its web listener.
final class WatchedAgent {
  let process: ChildProcess
  let port: UInt16
  private let folder: ScratchFolder

  /// The simulated hall with the agent in it.
  static func demo(_ arguments: [String] = []) async throws -> WatchedAgent {
    let port = try LoopbackSocket.freePort()
    let agent = try WatchedAgent(
      ["demo", "--listen", "127.0.0.1:\(port)"] + arguments, port: port, folder: ScratchFolder())
    try await agent.answers()
    return agent
  }

  /// The agent on a site file, whose own web listener is put in place of `WEB`, for those allowed.
  ///
  /// - Parameter descriptors: how many it may have; nil for as many as the tests.
  static func run(
    site: String, allow: [String] = ["127.0.0.0/8"], descriptors: Int? = nil
  ) async throws -> WatchedAgent {
    let port = try LoopbackSocket.freePort()
    let folder = try ScratchFolder()
    let text = site.replacing(
      "WEB", with: "web: { listen: [\"127.0.0.1:\(port)\"], allow: \(allow) }")
    let file = try folder.write(text, to: "site.json5")
    let agent = try WatchedAgent(
      ["run", "--config", file.path], port: port, folder: folder, descriptors: descriptors)
    try await agent.answers()
    return agent
  }

  private init(
    _ arguments: [String], port: UInt16, folder: ScratchFolder, descriptors: Int? = nil
  ) throws {
    if let descriptors {
      process = try ChildProcess(
        URL(filePath: "/usr/bin/prlimit"),
        ["--nofile=\(descriptors)", Programs.hallwatch.path] + arguments, in: folder)
    } else {
      process = try ChildProcess(Programs.hallwatch, arguments, in: folder)
    }
    self.port = port
    self.folder = folder
  }

  private func answers() async throws {
    try await eventually("\(process.name) answers on port \(port)") {
      if let status = process.exitStatus {
        throw HarnessError("\(process.name) ended with \(status): \(process.errors)")
      }
      return WebAnswer.get("/-/healthy", port: port)?.status == 200
    }
  }

  /// The exposition as text 0.0.4, or in the format that `accept` asks for.
  func text(accept: String? = nil) throws -> String {
    guard let answer = WebAnswer.get("/metrics", port: port, accept: accept), answer.status == 200
    else { throw HarnessError("/metrics does not answer: \(process.errors)") }
    return answer.text
  }

  func page(accept: String? = nil) throws -> ScrapedPage { ScrapedPage(try text(accept: accept)) }

  /// The page, once it holds what is asked for.
  @discardableResult
  func page(
    when what: String, within limit: Duration = .seconds(60), _ holds: (ScrapedPage) -> Bool
  ) async throws -> ScrapedPage {
    var last = try page()
    try await eventually(what, within: limit) {
      last = try page()
      return holds(last)
    }
    return last
  }

  /// The page, once every device is up.
  @discardableResult
  func pageWithAllDevices() async throws -> ScrapedPage {
    try await page(when: "every device is up") { page in
      let up = page.samples("hallwatch_device_up")
      return !up.isEmpty && up.values.allSatisfy { $0 == 1 }
    }
  }
}
