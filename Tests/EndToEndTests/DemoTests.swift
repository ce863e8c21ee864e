import Foundation
import Testing

extension EndToEnd {
  /// The demo as a newcomer and a Prometheus see it.
  @Suite("The demo")
  struct DemoTests {
    static let openMetrics = "application/openmetrics-text;version=1.0.0"

    @Test("README's demo shows every class of device, under ten lines of words, and ends by itself")
    func everyClass() async throws {
      let demo = try await WatchedAgent.demo(["--duration", "20s"])
      let page = try await demo.pageWithAllDevices()
      #expect(page.samples("hallwatch_device_up").count >= 24)
      for family in [
        "facility_electric_real_power_watts", "facility_ups_on_battery",
        "facility_battery_charge_ratio", "facility_battery_cell_voltage_volts",
        "facility_genset_state", "facility_fuel_level_ratio", "facility_air_temperature_celsius",
        "facility_air_relative_humidity_ratio", "facility_cooling_fan_speed_ratio",
        "facility_leak_detected", "facility_fire_alarm",
      ] {
        #expect(page.names.contains(family), "no \(family)")
      }
      let words = demo.process.output + demo.process.errors
      #expect(words.contains("http://127.0.0.1:\(demo.port)"))
      #expect(words.split(separator: "\n").count < 10, "\(words)")
      #expect(try await demo.process.end() == 0, "\(demo.process.errors)")
    }

    @Test("promtool finds no fault in the demo's whole exposition")
    func promtoolAccepts() async throws {
      let demo = try await WatchedAgent.demo()
      try await demo.pageWithAllDevices()
      let text = try demo.text()
      let result = try await ChildProcess.run(
        Programs.promtool(), ["check", "metrics"], input: text)
      #expect(result.status == 0, "\(result.output) \(result.errors)")
      let broken = try await ChildProcess.run(
        Programs.promtool(), ["check", "metrics"], input: text + "facility_x_percent{ 1\n")
      #expect(broken.status != 0, "promtool was not asked")
    }

    @Test("both formats hold the same series, once each, under their exact content types")
    func sameSeriesInBothFormats() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "quiet"])
      try await demo.pageWithAllDevices()
      let before = try demo.page()
      let other = try demo.page(accept: Self.openMetrics)
      let after = try demo.page()
      for page in [before, other, after] { #expect(page.faults == []) }
      let (first, last) = (Set(before.samples.keys), Set(after.samples.keys))
      let between = Set(other.samples.keys)
      #expect(first.intersection(last).subtracting(between) == [])
      #expect(between.subtracting(first.union(last)) == [])

      let text = WebAnswer.get("/metrics", port: demo.port)
      #expect(text?.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let open = WebAnswer.get("/metrics", port: demo.port, accept: Self.openMetrics)
      #expect(
        open?.headers["content-type"]
          == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      #expect(open?.text.hasSuffix("# EOF\n") == true)
    }

    @Test("a real Prometheus takes every series of every scrape, in both formats")
    func prometheusTakesEverything() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "quiet"])
      try await demo.pageWithAllDevices()
      let folder = try ScratchFolder()
      let textPort = try LoopbackSocket.freePort()
      let proxy = try ChildProcess(
        Programs.python(),
        [
          Programs.scripts.appending(path: "text_only.py").path, "\(textPort)", "\(demo.port)",
        ], in: folder)
      try await eventually("the proxy answers") {
        WebAnswer.get("/metrics", port: textPort)?.status == 200
      }
      let prometheus = try await PrometheusServer(scraping: [
        .init(name: "openmetrics", port: demo.port), .init(name: "text", port: textPort),
      ])
      try await eventually("ten scrapes of each job") {
        let counts = try prometheus.query("count_over_time(up[5m])").map(\.value)
        return counts.count == 2 && counts.allSatisfy { $0 >= 10 }
      }
      let up = try prometheus.query("min_over_time(up[5m])")
      #expect(up.map(\.value) == [1, 1], "a scrape failed: \(proxy.errors)")

      // Prometheus adds `up` and the `scrape_…` series to each target.
      let before = Set(try demo.page().samples.keys)
      let now = Date().timeIntervalSince1970
      let after = Set(try demo.page().samples.keys)
      for job in ["openmetrics", "text"] {
        let taken = try prometheus.query(
          "{job=\"\(job)\",__name__!~\"up|scrape_.+\"}", at: now)
        let series = Set(taken.map { sample in Self.asExposed(sample.labels) })
        #expect(series.count == taken.count)
        #expect(before.intersection(after).subtracting(series).isEmpty, "\(job) misses series")
        #expect(series.subtracting(before.union(after)).isEmpty, "\(job) has series too many")
        let counted = try prometheus.query(
          "count({job=\"\(job)\",__name__!~\"up|scrape_.+\"})", at: now)
        #expect(counted.first?.value == Double(series.count))
      }
    }

    /// A stored series without what the scrape added.
    private static func asExposed(_ labels: [String: String]) -> ScrapedPage.Series {
      var labels = labels
      let name = labels.removeValue(forKey: "__name__") ?? ""
      labels["job"] = nil
      labels["instance"] = nil
      return ScrapedPage.Series(name: name, labels: labels)
    }

    /// Panels and rules that are empty while nothing is wrong.
    static let mayBeEmpty: Set<String> = [
      "HallwatchDown", "HallwatchAbsent", "HallwatchRestarting", "HallwatchAlarmUnacknowledged",
      "HallwatchAlarmFlood", "HallwatchAlarmBlind", "HallwatchDeviceDown",
      "HallwatchDeviceMistaken", "HallwatchPollOverruns", "HallwatchPointsBad",
      "HallwatchLineSaturated", "HallwatchRequestsFailing", "HallwatchResponsesDropped",
      "HallwatchJournalFailing", "HallwatchConfigurationNotTaken", "HallwatchDescriptorsShort",
      "HallwatchAlarmCritical", "HallwatchAlarmHigh", "HallwatchAlarmMinor", "HallwatchSilent",
      "HallwatchEmpty", "HallwatchJournalRecordsLost", "HallwatchJournalBehind",
      "HallwatchNotificationsFailing", "HallwatchNotificationsDropped",
      "HallwatchNotificationsWaiting",
    ]

    @Test("the dashboard of fire shows the fire of Pangyo, and the overview what comes of it")
    func fire() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "pangyo-2022", "--speed", "20"])
      let prometheus = try await PrometheusServer(
        scraping: [.init(name: "hallwatch", port: demo.port)])
      try await demo.page(when: "smoke is seen", within: .seconds(120)) {
        $0.samples("facility_fire_alarm").values.contains(1)
      }
      for (dashboard, panel) in [
        ("hallwatch-fire-and-leak", "Fire alarm"), ("hallwatch-site-overview", "Fire"),
        ("hallwatch-site-overview", "Critical alarms"), ("hallwatch-site-overview", "Drill"),
        ("hallwatch-alarms", "Critical and high alarms"),
      ] {
        let found = try Dashboard.all().first { $0.uid == dashboard }?.questions()
          .first { $0.panel == panel }
        let expression = try #require(found, "\(dashboard) has no \(panel)").expression
        try await eventually("\(panel) shows it") {
          try prometheus.query(expression).contains { $0.value >= 1 }
        }
      }
    }

    @Test("every expression of rules and dashboards works while the mains are lost")
    func expressions() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "utility-failure", "--speed", "3"])
      let rules = ["recording-rules", "alerting-rules"].map {
        Dashboard.folder.appending(path: "Prometheus/\($0).yml")
      }
      let prometheus = try await PrometheusServer(
        scraping: [.init(name: "hallwatch", port: demo.port)], rules: rules)
      try await demo.page(when: "a UPS is on battery", within: .seconds(120)) {
        $0.samples("facility_ups_on_battery").values.contains(1)
      }
      try await eventually("an alert fires on an alarm of the plant, after a dozen scrapes") {
        try !prometheus.query(
          "hallwatch_alarm_active == 1 and on () ALERTS{alertname=~\"HallwatchAlarm(Critical|High|Minor)\",alertstate=\"firing\"}"
        ).isEmpty && (prometheus.query("count_over_time(up[5m])").first?.value ?? 0) >= 12
      }
      let worst = Date().timeIntervalSince1970
      for dashboard in try Dashboard.all() {
        for (panel, expression) in dashboard.questions() {
          let samples = try prometheus.query(expression, at: worst)
          #expect(!samples.isEmpty, "\(panel) shows nothing: \(expression)")
        }
      }
      for rule in try prometheus.rules() {
        #expect(rule.health == "ok", "\(rule.name): \(rule.lastError ?? "")")
        let samples = try prometheus.query(rule.query, at: worst)
        #expect(
          !samples.isEmpty || Self.mayBeEmpty.contains(rule.name), "\(rule.name) sees nothing")
      }
    }
  }
}
