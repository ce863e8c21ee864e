import Foundation
import Testing

@testable import hallwatch

/// A drill in virtual time, from the command line. On sockets: EndToEndTests.
@Suite("The command drill")
struct DrillCommandTests {
  private func report(_ arguments: [String]) throws -> (CommandRun, [String: Any]) {
    let run = CommandRun(["drill"] + arguments + ["--format", "json"])
    let object = try JSONSerialization.jsonObject(with: Data(run.data.utf8))
    return (run, try #require(object as? [String: Any]))
  }

  @Test("gives one JSON object that says it is a drill, what came, when, and what told of it")
  func json() throws {
    let (run, report) = try report(["demo-hall", "--scenario", "utility-failure"])
    #expect(run.code == .done, "\(run.words)")
    #expect(report["drill"] as? Bool == true)
    #expect(report["scenario"] as? String == "utility-failure")
    #expect(report["good"] as? Bool == true)
    let alarms = try #require(report["alarms"] as? [[String: Any]])
    #expect(alarms.contains { $0["alarm"] as? String == "ups_on_battery" })
    for alarm in alarms {
      #expect(alarm["at_seconds"] is Double && alarm["priority"] is String)
      #expect((alarm["device"] as? String)?.isEmpty == false || alarm["alarm"] is String)
    }
    let perils = try #require(report["perils"] as? [[String: Any]])
    let battery = try #require(
      perils.first { ($0["what"] as? String)?.hasSuffix("runs on battery") == true })
    #expect(battery["alarm"] is [String: Any])
    #expect((battery["delay_seconds"] as? Double).map { $0 < 15 } == true)
    let deadlines = try #require(report["deadlines"] as? [[String: Any]])
    #expect(!deadlines.isEmpty)
    #expect(deadlines.allSatisfy { $0["met"] as? Bool == true })
  }

  @Test("names what nobody would have noticed, on a site that watches too little")
  func unnoticed() throws {
    let folder = URL(filePath: NSTemporaryDirectory()).appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // A UPS whose own alarms are all that there is, and racks in a room without a probe.
    let site = folder.appending(path: "site.json5")
    try """
    {
      site: "blind",
      devices: [
        { name: "crv-1", profile: "vertiv-liebert-crv", endpoint: "tcp://10.0.0.1:502", unit: 1,
          interval: "5s", labels: { room: "hall-1", feed: "A" } },
      ],
      alarm_defaults: { off: "all" },
    }
    """.write(to: site, atomically: true, encoding: .utf8)
    let story = folder.appending(path: "outage.json5")
    try """
    {
      name: "outage", title: "Cooling stays off", duration: "20m",
      events: [{ at: "10s", event: "cooling_trip", say: "the cooling trips" }],
    }
    """.write(to: story, atomically: true, encoding: .utf8)
    let (_, report) = try report([site.path, "--scenario", story.path])
    let unnoticed = try #require(report["unnoticed"] as? [[String: Any]])
    let words = unnoticed.compactMap { $0["what"] as? String }
    #expect(words.contains { $0.contains("above 32") }, "\(words)")
    let text = CommandRun(["drill", site.path, "--scenario", story.path]).data
    #expect(text.hasPrefix("DRILL, nothing of this happened"))
    #expect(text.contains("Nobody would have noticed"))
  }

  @Test(
    "refuses what only a drill on sockets has",
    arguments: [["--speed", "2"], ["--notify"], ["--state", "/tmp/x"], ["--listen", "[::1]:1"]])
  func onlyReal(arguments: [String]) {
    let run = CommandRun(["drill", "demo-hall"] + arguments)
    #expect(run.code == .invalid)
    #expect(run.words.contains("--real"))
  }
}
