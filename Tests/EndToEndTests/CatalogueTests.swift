import Foundation
import Testing

extension EndToEnd {
  /// The whole catalogue at once: simulated, polled, scraped.
  @Suite("The catalogue")
  struct CatalogueTests {
    private struct Family: Decodable {
      var profile: String
    }

    private static func families() async throws -> [String] {
      let result = try await ChildProcess.run(
        Programs.hallwatch, ["profiles", "list", "--json"])
      return try JSONDecoder().decode([Family].self, from: Data(result.output.utf8))
        .map(\.profile)
    }

    @Test("one device of every family, all at once, is polled with no bad point")
    func everyFamily() async throws {
      let families = try await Self.families()
      #expect(families.count >= 76)
      let ports = try LoopbackSocket.freePorts(families.count)
      let devices = zip(families, ports).map { family, port in
        "{ name: \"\(family)\", profile: \"\(family)\", unit: 1, interval: \"2s\","
          + " endpoint: \"tcp://127.0.0.1:\(port)\" },"
      }.joined(separator: "\n")
      let folder = try ScratchFolder()
      let site = try folder.write(
        "{ site: \"bench\", devices: [\(devices)] }", to: "site.json5")
      let simulator = try ChildProcess(
        Programs.hallwatch, ["simulate", site.path, "--scenario", "quiet"], in: folder)
      try await eventually("the simulator listens") {
        if simulator.exitStatus != nil { throw HarnessError(simulator.errors) }
        return try ports.allSatisfy { try LoopbackSocket().connect(to: $0) }
      }
      let agent = try await WatchedAgent.run(
        site: "{ site: \"bench\", WEB, devices: [\(devices)] }")
      let page = try await agent.pageWithAllDevices()
      #expect(page.samples("hallwatch_device_up").count == families.count)
      #expect(page.faults == [])
      try await eventually("every point has a value, or the device says that it has none") {
        try Self.badPoints(agent.port).isEmpty
      }
      let text = try agent.text()
      let result = try await ChildProcess.run(
        Programs.promtool(), ["check", "metrics"], input: text)
      #expect(result.status == 0, "\(result.output) \(result.errors)")
      let prometheus = try await PrometheusServer(
        scraping: [.init(name: "hallwatch", port: agent.port)])
      try await eventually("Prometheus has every family") {
        try prometheus.query("hallwatch_device_up == 1").count == families.count
      }
      let accepted = try prometheus.query("scrape_samples_scraped").first?.value ?? 0
      #expect(accepted == Double(page.samples.count) || accepted > 2000)
    }

    private struct Readings: Decodable {
      var readings: [Reading]

      struct Reading: Decodable {
        var device: String
        var point: String
        var quality: String
      }
    }

    /// Points without a value, other than those of which the device says that there is none.
    private static func badPoints(_ port: UInt16) throws -> [String] {
      guard let answer = WebAnswer.get("/api/v1/readings", port: port), answer.status == 200 else {
        throw HarnessError("no readings")
      }
      let fine: Set = ["good", "not_applicable", "not_fitted", "not_available"]
      return try JSONDecoder().decode(Readings.self, from: answer.body).readings
        .filter { !fine.contains($0.quality) }
        .map { "\($0.device) \($0.point) \($0.quality)" }
    }

    @Test("the schema accepts every file, and refuses what hallwatch refuses")
    func schema() async throws {
      let catalogue = Programs.repository.appending(path: "Sources/DeviceProfiles/Catalog")
      let result = try await ChildProcess.run(
        Programs.python(),
        [
          Programs.scripts.appending(path: "validate_profiles.py").path, Programs.hallwatch.path,
          catalogue.path,
        ])
      #expect(result.status == 0, "\(result.errors)")
      let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
      #expect(report.disagreements == [])
      #expect(report.whole >= 76)
      #expect(report.damaged >= 150)
    }

    private struct Report: Decodable {
      var whole: Int
      var damaged: Int
      var disagreements: [String]
    }
  }
}
