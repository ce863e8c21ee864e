import Foundation
import Testing

extension EndToEnd {
  /// A drill on sockets, as the people of a site would hold it.
  @Suite("A drill on sockets")
  struct DrillTests {
    @Test("bears its mark on page, metrics and every record, and leaves the site's own alone")
    func marked() async throws {
      let folder = try ScratchFolder()
      let (port, sink) = (try LoopbackSocket.freePort(), try LoopbackSocket.freePort())
      // A plant that must not be asked, a journal that must not be written, people who must not be
      // told: nobody listens there.
      let site = try folder.write(
        """
        {
          site: "icn1", state_directory: "\(folder.url.path)/own",
          web: { listen: ["127.0.0.1:\(try LoopbackSocket.freePort())"] },
          poll: { interval: "250ms", timeout: "200ms" },
          devices: [
            { name: "ups-a", profile: "apc-smart-ups", endpoint: "tcp://192.0.2.1:502", unit: 1,
              labels: { room: "power", feed: "A" } },
          ],
          alarms: [
            { name: "on_battery", on: { quantity: "ups_on_battery" }, is: true, priority: "high",
              consequence: "It ends.", response: "Look." },
          ],
          notify: [{ name: "pager", webhook: "http://127.0.0.1:\(sink)/" }],
        }
        """, to: "site.json5")
      let story = try folder.write(
        """
        { name: "short-outage", title: "The mains fail", duration: "8s",
          events: [{ at: "2s", event: "utility_lost", say: "the mains are lost" }] }
        """, to: "short-outage.json5")
      let drill = try ChildProcess(
        Programs.hallwatch,
        [
          "drill", site.path, "--scenario", story.path, "--real", "--listen", "127.0.0.1:\(port)",
          "--state", "\(folder.url.path)/drill", "--format", "json",
        ], in: folder)
      try await eventually("the alarm of the drill is on the page") {
        WebAnswer.get("/metrics", port: port)?.text.contains(
          #"hallwatch_alarm_active{alarm="on_battery",device="ups-a""#) == true
          && WebAnswer.get("/metrics", port: port)?.text.contains("\nhallwatch_drill 1\n") == true
      }
      #expect(try await drill.end() == 0, "\(drill.errors)")
      let report = try #require(
        JSONSerialization.jsonObject(with: Data(drill.output.utf8)) as? [String: Any])
      #expect(report["drill"] as? Bool == true)
      let alarms = try #require(report["alarms"] as? [[String: Any]])
      #expect(alarms.contains { $0["alarm"] as? String == "on_battery" })
      let segments = try FileManager.default.contentsOfDirectory(
        atPath: "\(folder.url.path)/drill/journal")
      let records = try segments.map {
        try String(contentsOfFile: "\(folder.url.path)/drill/journal/\($0)", encoding: .utf8)
      }.joined().split(separator: "\n").filter { $0.contains("\"kind\":") }
      #expect(records.contains { $0.contains("\"kind\":\"occurred\"") })
      #expect(records.allSatisfy { $0.contains("\"drill\":\"short-outage\"") })
      #expect(!FileManager.default.fileExists(atPath: "\(folder.url.path)/own"))
      #expect(!records.contains { $0.contains("notify_") })
    }
  }
}
