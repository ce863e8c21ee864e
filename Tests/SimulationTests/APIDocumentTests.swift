import Agent
import Alarms
import Configuration
import DeviceProfiles
import Foundation
import Plant
import Polling
import Readings
import Registers
import Testing

@testable import Simulation

/// The reference page of the JSON API, held against what the agent answers.
@Suite("The page about the JSON API")
struct APIDocumentTests {
  /// What a page says of one field.
  private struct Row {
    var type: String
    var isConditional: Bool
  }

  /// By endpoint and path, such as `/api/v1/alarms alarms[].id`.
  private static func documented() throws -> [String: Row] {
    let page = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/hallwatch/Hallwatch.docc/API.md")
    var rows: [String: Row] = [:]
    var (endpoint, prefix) = ("", "")
    for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("## /") {
        (endpoint, prefix) = (String(line.dropFirst(3)), "")
      } else if line.hasPrefix("### ") {
        prefix = line.dropFirst(4) + "."
      } else if line.hasPrefix("| `"), !endpoint.isEmpty {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        try #require(cells.count == 3, "\(line)")
        let name = cells[0].trimmingCharacters(in: ["`"])
        rows["\(endpoint) \(prefix)\(name)"] = Row(
          type: cells[1], isConditional: cells[2].hasPrefix("*where*"))
      }
    }
    return rows
  }

  /// Goes through an answer: every member of every object, by its path.
  private static func walk(
    _ json: JSONText, _ path: String, _ rows: [String: Row],
    _ visit: (_ path: String, _ value: JSONText) -> Void
  ) {
    switch json {
    case .object(let members):
      if rows[path]?.type.hasPrefix("map ") == true { return }
      for (name, value) in members {
        let own = path + (path.hasSuffix(" ") ? "" : ".") + name
        visit(own, value)
        walk(value, own, rows, visit)
      }
    case .array(let elements):
      for element in elements { walk(element, path + "[]", rows, visit) }
    default: break
    }
  }

  /// Whether a value is of the type that the page gives.
  private static func fits(_ value: JSONText, _ type: String) -> Bool {
    if case .null = value { return type.hasSuffix(" or null") }
    let base = type.replacing(" or null", with: "")
    switch (base, value) {
    case ("text", .text), ("flag", .flag), ("number", .number), ("number", .count),
      ("object", .object), ("list", .array):
      return true
    case ("time", .text(let text)): return WallTime(rfc3339: text) != nil
    case ("value", .number), ("value", .count), ("value", .flag), ("value", .text): return true
    case ("value", .array(let bits)): return bits.allSatisfy { fits($0, "text") }
    case ("list of text", .array(let elements)): return elements.allSatisfy { fits($0, "text") }
    case ("list of number", .array(let elements)):
      return elements.allSatisfy { fits($0, "number or null") }
    case ("map of text", .object(let members)): return members.allSatisfy { fits($0.1, "text") }
    case ("map of number", .object(let members)):
      return members.allSatisfy { fits($0.1, "number") }
    default: return false
    }
  }

  /// The demo's hall in the middle of a utility failure, with everything that a site may have.
  private static func answers() throws -> [(endpoint: String, answer: JSONText)] {
    let text = try #require(BuiltIn.sites.first { $0.name == BuiltIn.demoSite }).text
    let end = try #require(text.lastIndex(of: "]"))
    let rule = """
        { name: "warming", on: { quantity: "air_temperature_celsius", labels: { aisle: "hot" } },
          forecast: { high: 60, within: "10m", over: "1m" }, priority: "low", group: "hall-1",
          consequence: "c", response: "r" },

      """
    let files = HeldSiteFiles([("site.json5", text[..<end] + rule + text[end...])])
    let (site, problems) = SiteFile.load(path: "site.json5", files: files)
    var settings = try #require(site, "\(problems)").settings
    settings.drill = "utility-failure"
    let hall = Hall(simulating: settings, seed: 1)
    var simulation = try Simulation(settings: settings, hall: hall, seed: 1)
    let door = try #require(simulation.hall.device(named: "battery-a1"))
    simulation.schedule([
      HallEvent(at: .seconds(60), action: .utility(isPresent: false, feeds: [0, 1]), text: ""),
      HallEvent(at: .seconds(70), action: .reachability(false, devices: [door]), text: ""),
    ])
    simulation.run(until: .seconds(150))
    let now = Simulation.origin + simulation.elapsed
    var agent = simulation.agent
    let mains = try #require(
      agent.alarms.definitions.first { $0.name == "mains_failure" && $0.deviceName == "mains-a" })
    for act in [
      OperatorAct(.shelve(mains.id, for: .seconds(600)), user: "kim", reason: "known"),
      OperatorAct(
        .startMaintenance(
          MaintenanceScope(name: "yearly", devices: ["ups-b"], rooms: []), for: .seconds(600)),
        user: "kim", reason: "service"),
    ] {
      _ = agent.handle(.commanded(act, ticket: 1), at: now)
    }
    let ups = try #require(settings.devices.first { $0.name == "ups-a" })
    let item = try #require(ups.profile.pollItems().first { $0.pace == .normal }).item
    let taught = try Agent(
      settings: settings, startedAt: now,
      resuming: ResumedState(learned: [
        LearnedSnapshot(
          device: "ups-a", profile: "apc-smart-ups",
          lessons: [.init(.refused(item, .illegalDataAddress), findings: 1)])
      ]))
    return [
      ("/api/v1/alarms", agent.alarmList(all: false, at: now)),
      ("/api/v1/alarms", agent.alarmList(all: true, at: now)),
      ("/api/v1/devices", agent.deviceList(at: now)),
      ("/api/v1/readings", agent.readingList(at: now)),
      ("/api/v1/lines", agent.lineList(at: now)),
      ("/api/v1/lines", taught.lineList(at: now)),
      (
        "/api/v1/trends",
        try #require(agent.trendList(device: "cold-1-top", point: nil, at: now))
      ),
    ]
  }

  @Test("names every field that the agent answers, with its type, and no other")
  func complete() throws {
    let rows = try Self.documented()
    #expect(rows.count > 100)
    var seen: Set<String> = []
    var values: Set<String> = []
    for (endpoint, answer) in try Self.answers() {
      // Figures of one priority stand for those of all.
      Self.walk(answer, endpoint + " ", rows) { path, value in
        let path = ["high", "medium", "low"].reduce(path) {
          $0.replacing("by_priority.\($1).", with: "by_priority.critical.")
        }
        guard let row = rows[path] else {
          Issue.record("\(path) is not on the page")
          return
        }
        #expect(Self.fits(value, row.type), "\(path): \(value) is no \(row.type)")
        seen.insert(path)
        if case .null = value {} else { values.insert(path) }
      }
    }
    for path in rows.keys.sorted() {
      let isSaid = seen.contains(path)
      #expect(isSaid, "the page has \(path), and the agent never says it")
    }
    // What is null everywhere would prove nothing of its type.
    let silent = rows.keys.filter { !values.contains($0) }.sorted()
    let isNullable = silent.allSatisfy { rows[$0]?.type.hasSuffix("or null") == true }
    #expect(isNullable, "\(silent)")
    #expect(silent.count <= 8, "never seen with a value: \(silent)")
  }

  @Test("metrics that it names are those of /metrics")
  func metricNames() throws {
    for (endpoint, answer) in try Self.answers() where endpoint == "/api/v1/readings" {
      var names: Set<String> = []
      Self.walk(answer, "", [:]) { path, value in
        if path.hasSuffix("metric"), case .text(let name) = value { names.insert(name) }
      }
      #expect(names.contains("facility_ups_on_battery"))
      #expect(names.allSatisfy { $0.hasPrefix("facility_") })
    }
  }
}
