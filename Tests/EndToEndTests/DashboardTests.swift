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

    /// Units that Grafana knows, as far as they are used.
    static let units: Set<String> = [
      "celsius", "percentunit", "volt", "amp", "watt", "hertz", "joule", "s", "rotrpm",
      "pressurepa",
      "short", "none", "reqps", "ops", "bytes",
    ]

    @Test(
      "every dashboard is classic JSON as Grafana takes it: kinds, units, references, no fixed source"
    )
    func classicJSON() throws {
      let grafana = Dashboard.folder.appending(path: "Grafana")
      let names = try FileManager.default.contentsOfDirectory(atPath: grafana.path)
      #expect(names.count == 8)
      for name in names {
        let data = try Data(contentsOf: grafana.appending(path: name))
        let root = try #require(
          try JSONSerialization.jsonObject(with: data) as? [String: Any], "\(name)")
        // An own number would overwrite another dashboard; a version is Grafana's to count.
        #expect(root["id"] is NSNull)
        #expect(root["schemaVersion"] as? Int == 39)
        #expect((root["uid"] as? String)?.hasPrefix("hallwatch-") == true)
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains("\"__inputs\""), "\(name) would ask for a source when imported")
        for panel in root["panels"] as? [[String: Any]] ?? [] {
          let title = panel["title"] as? String ?? ""
          let kind = panel["type"] as? String ?? ""
          #expect(
            ["row", "stat", "timeseries", "state-timeline", "table"].contains(kind), "\(title)")
          guard kind != "row" else {
            #expect((panel["panels"] as? [Any])?.isEmpty == true, "\(title) hides panels")
            continue
          }
          #expect((panel["description"] as? String)?.hasSuffix(".") == true, "\(title)")
          let field = panel["fieldConfig"] as? [String: Any]
          let defaults = field?["defaults"] as? [String: Any]
          #expect(Self.units.contains(defaults?["unit"] as? String ?? ""), "\(title)")
          #expect(field?["overrides"] is [Any], "\(title)")
          let targets = panel["targets"] as? [[String: Any]] ?? []
          let references = targets.compactMap { $0["refId"] as? String }
          #expect(Set(references).count == targets.count, "\(title)")
          let thresholds = defaults?["thresholds"] as? [String: Any]
          if let steps = thresholds?["steps"] as? [[String: Any]] {
            #expect(steps.first?["value"] is NSNull, "\(title): the first step has a bound")
            let bounds = steps.dropFirst().compactMap { ($0["value"] as? NSNumber)?.doubleValue }
            #expect(bounds.count == steps.count - 1 && bounds == bounds.sorted(), "\(title)")
          }
        }
        let variables =
          (root["templating"] as? [String: Any])?["list"] as? [[String: Any]] ?? []
        for variable in variables where variable["type"] as? String == "query" {
          #expect((variable["datasource"] as? [String: Any])?["uid"] as? String == "${datasource}")
          #expect(variable["allValue"] as? String == ".*")
          #expect((variable["definition"] as? String)?.hasPrefix("label_values(") == true)
        }
      }
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
