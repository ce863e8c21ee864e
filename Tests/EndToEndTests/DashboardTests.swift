import Foundation
import Testing

extension EndToEnd {
  /// What is shipped beside the agent, as files. `DemoTests` runs every expression against the demo.
  @Suite("The dashboards and rules, as files")
  struct DashboardTests {
    private let prometheus = Dashboard.folder.appending(path: "Prometheus")

    @Test("promtool finds the rules correct", arguments: ["recording-rules", "alerting-rules"])
    func rulesAreCorrect(_ name: String) async throws {
      let file = prometheus.appending(path: "\(name).yml").path
      let result = try await ChildProcess.run(Programs.promtool(), ["check", "rules", file])
      #expect(result.status == 0, "\(result.output) \(result.errors)")
      #expect(result.output.contains("SUCCESS"))
    }

    @Test("every rule passes its promtool unit tests")
    func ruleTestsPass() async throws {
      let file = prometheus.appending(path: "rules.test.yml").path
      let result = try await ChildProcess.run(Programs.promtool(), ["test", "rules", file])
      #expect(result.status == 0, "\(result.output) \(result.errors)")
    }

    @Test("every rule has a promtool unit test")
    func everyRuleIsTested() throws {
      let tests = try text("rules.test.yml")
      for name in try values(of: "- alert: ", in: "alerting-rules.yml") {
        #expect(tests.contains("alertname: \(name)\n"), "no test of \(name)")
        #expect(name.hasPrefix("Hallwatch"), "\(name) is not under the common prefix")
      }
      for name in try values(of: "- record: ", in: "recording-rules.yml") {
        #expect(tests.contains("expr: '\(name)'") || tests.contains("round(\(name),"), "\(name)")
      }
    }

    @Test("every alert has one of three severities, a summary and a description")
    func alertsAreComplete() throws {
      let rules = try text("alerting-rules.yml").components(separatedBy: "- alert: ").dropFirst()
      #expect(rules.count >= 15)
      for rule in rules {
        let name = rule.prefix { $0 != "\n" }
        let severities = ["critical", "warning", "info"].filter {
          rule.contains("severity: \($0)\n")
        }
        #expect(severities.count == 1, "\(name)")
        #expect(rule.contains("summary: ") && rule.contains("description: "), "\(name)")
        #expect(rule.contains("for: "), "\(name)")
      }
    }

    @Test("alerts watch the agent's own series, never measurements")
    func alertsLeaveMeasurementsToTheAgent() throws {
      #expect(try !text("alerting-rules.yml").contains("facility_"))
    }

    @Test("the example scrape configuration is one that Prometheus takes")
    func scrapeConfiguration() async throws {
      let file = prometheus.appending(path: "scrape.example.yml").path
      let result = try await ChildProcess.run(Programs.promtool(), ["check", "config", file])
      #expect(result.status == 0, "\(result.output) \(result.errors)")
    }

    @Test("every dashboard imports: one data source variable, whole panels, no overlap")
    func dashboardsAreWhole() throws {
      let dashboards = try Dashboard.all()
      #expect(!dashboards.isEmpty)
      for dashboard in dashboards {
        #expect((8...40).contains(dashboard.uid.count))
        let variables = dashboard.templating.list.map(\.name)
        #expect(variables == ["datasource", "site", "room", "feed", "device"])
        #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
        for panel in dashboard.panels where !panel.isRow {
          #expect(panel.description?.isEmpty == false, "\(panel.title) has no description")
          #expect(panel.fieldConfig?.defaults.unit?.isEmpty == false, "\(panel.title): no unit")
          #expect(panel.datasource?.uid == "${datasource}", "\(panel.title)")
          #expect(panel.targets?.isEmpty == false, "\(panel.title) asks nothing")
          for target in panel.targets ?? [] {
            #expect(target.datasource.uid == "${datasource}", "\(panel.title)")
            #expect(target.expr.contains("job=\"hallwatch\""), "\(panel.title)")
          }
          let others = dashboard.panels.filter { $0.id != panel.id }
          #expect(!others.contains { $0.gridPos.overlaps(panel.gridPos) }, "\(panel.title)")
          #expect(panel.gridPos.x + panel.gridPos.w <= 24, "\(panel.title)")
        }
      }
    }

    private func text(_ name: String) throws -> String {
      try String(contentsOf: prometheus.appending(path: name), encoding: .utf8)
    }

    private func values(of key: String, in name: String) throws -> [String] {
      try text(name).split(separator: "\n").compactMap {
        let line = $0.drop { $0 == " " }
        return line.hasPrefix(key) ? String(line.dropFirst(key.count)) : nil
      }
    }
  }
}
