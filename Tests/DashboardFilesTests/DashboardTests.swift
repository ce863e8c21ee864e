import Agent
import Configuration
import DeviceProfiles
import Exposition
import Foundation
import Plant
import Readings
import Simulation
import Testing

@testable import DashboardFiles

@Suite("The dashboards")
struct DashboardTests {
  private static let shipped = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Dashboards")

  @Test("the files in Dashboards are what their description says")
  func fresh() throws {
    for file in ShippedFile.all {
      let stored = try? String(
        contentsOf: Self.shipped.appending(path: file.path), encoding: .utf8)
      #expect(
        stored == file.text,
        "Dashboards/\(file.path) is not fresh: run `swift run hallwatch dashboards Dashboards`")
    }
    let grafana = try FileManager.default.contentsOfDirectory(
      atPath: Self.shipped.appending(path: "Grafana").path)
    #expect(grafana.sorted() == Dashboard.all.map { $0.name + ".json" }.sorted())
  }

  @Test("every dashboard has a name and an identifier of its own")
  func identifiers() {
    #expect(Set(Dashboard.all.map(\.name)).count == Dashboard.all.count)
    for dashboard in Dashboard.all { #expect(dashboard.name.count <= 30) }
  }

  @Test("dashboards and rules speak only names that the agent emits")
  func names() throws {
    let settings = try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
    var simulation = try Simulation(
      settings: settings, hall: Hall(simulating: settings, seed: 1), seed: 1)
    simulation.run(until: .seconds(30))
    let page = simulation.agent.exposition(
      format: .text004, at: Simulation.origin + simulation.elapsed)
    var known = Set(Quantity.vocabulary.map(\.metricName))
    for line in String(decoding: page, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE "), words.count == 4 { known.insert(String(words[2])) }
    }
    #expect(known.contains("hallwatch_alarm_active"))
    // Made by the runtime, which is not in this simulation.
    known.formUnion([
      "hallwatch_build_info", "hallwatch_scrape_duration_seconds", "hallwatch_notifications_total",
      "hallwatch_notifications_pending", "hallwatch_drill",
    ])
    for file in ShippedFile.all where !file.path.hasSuffix("test.yml") {
      for name in file.text.matches(of: /\b(facility|hallwatch)_[a-z_]+\b/).map({ String($0.0) }) {
        // Recording rules make names of their own with colons, which end a word.
        #expect(known.contains(name) || Self.isNoSeries(name), "\(file.path): \(name)")
      }
    }
  }

  /// Words of the files that look like series and are none.
  private static func isNoSeries(_ name: String) -> Bool {
    name == "facility_" || name.hasPrefix("hallwatch_sd")
  }
}
