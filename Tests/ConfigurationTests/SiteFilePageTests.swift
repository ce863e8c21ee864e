import Agent
import Configuration
import Foundation
import Testing

@Suite("The page about the site file")
struct SiteFilePageTests {
  private static let page = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/hallwatch/Hallwatch.docc/SiteFile.md")

  @Test("names every key that the reader knows")
  func everyKey() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    // An unknown key far from any is answered with all known ones.
    let (_, problems) = loadSite(
      """
      { site: "x", zzzzzzzz: 1, web: { zzzzzzzz: 1 }, poll: { zzzzzzzz: 1 }, journal: { zzzzzzzz: 1 }, control: { zzzzzzzz: 1 },
        notify: [{ zzzzzzzz: 1, name: "n", syslog: "/dev/log" }],
        lines: { "tcp://h": { zzzzzzzz: 1 } },
        alarm_defaults: { zzzzzzzz: 1 }, exposition: { zzzzzzzz: 1 },
        topology: { zzzzzzzz: 1, rooms: { r: { zzzzzzzz: 1 } },
          power: { p: { zzzzzzzz: 1, kind: "ups" } },
          redundancy: { g: { zzzzzzzz: 1, scheme: "N", members: ["a"] } } },
        devices: [{ zzzzzzzz: 1, name: "a", endpoint: "tcp://h", profile: "acme" }],
        alarms: [{ zzzzzzzz: 1, name: "a", on: { zzzzzzzz: 1, device: "a" }, high: 1, priority: "low" }] }
      """)
    let lists = problems.compactMap { problem in
      problem.message.split(separator: "known: ", maxSplits: 1).dropFirst().first
    }
    #expect(lists.count == 16)
    let keys = lists.flatMap { $0.split(separator: ", ").map(String.init) }
    #expect(keys.count > 50)
    for key in keys where !key.hasPrefix("…") {
      #expect(page.contains("`\(key)`"), "\(key) is missing on the page")
    }
  }

  @Test("shows an example that loads")
  func example() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let start = try #require(page.range(of: "```json5\n"))
    let end = try #require(page[start.upperBound...].range(of: "```"))
    let (site, problems) = loadSite(String(page[start.upperBound..<end.lowerBound]))
    #expect(problems.map(\.description) == [])
    #expect(site?.settings.devices.count == 1)
  }
}
