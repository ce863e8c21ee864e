import Configuration
import Testing

@Suite("The difference between two sites")
struct SettingsDifferenceTests {
  private func site(_ members: String) throws -> Site {
    let (site, problems) = loadSite("{ site: \"x\", \(members) }")
    #expect(problems == [])
    return try #require(site)
  }

  private let devices = """
    devices: [
      { name: "a", endpoint: "tcp://h", profile: "acme", labels: { aisle: "cold" } },
      { name: "b", endpoint: "tcp://i", profile: "acme" },
    ]
    """

  @Test("is nothing between a site and itself, whatever the order of its files' words")
  func nothing() throws {
    let left = try site(devices)
    #expect(left.difference(to: try site(devices + " /* another word */")) == [])
    #expect(left.restartsNeeded(for: left) == [])
  }

  @Test("names what is added, removed and changed, from what to what")
  func words() throws {
    let left = try site(devices)
    let right = try site(
      """
      state_directory: "/s", web: { listen: ["127.0.0.1:1"] },
      devices: [
        { name: "a", endpoint: "tcp://h", profile: "acme", interval: "2s", labels: { aisle: "hot" } },
        { name: "c", endpoint: "tcp://i", profile: "acme" },
      ],
      notify: [{ name: "pager", webhook: "http://127.0.0.1:9/x", headers: { A: "swordfish" } }],
      alarms: [{ name: "hot", on: { device: "a", point: "temperature" }, high: 27, priority: "high",
        consequence: "c", response: "r" }]
      """)
    let lines = left.difference(to: right)
    #expect(
      lines.contains { $0.hasPrefix("device a: ") && $0.contains("interval \"5s\" → \"2s\"") })
    #expect(lines.contains { $0.contains("labels.aisle \"cold\" → \"hot\"") })
    #expect(lines.contains { $0.hasPrefix("device c is added: ") })
    #expect(lines.contains("device b is removed"))
    #expect(lines.contains { $0.hasPrefix("alarm rule hot is added: ") })
    #expect(lines.contains { $0.hasPrefix("target pager is added: ") })
    #expect(lines.contains("web.listen [\"127.0.0.1:9877\"] → [\"127.0.0.1:1\"]"))
    #expect(!lines.contains { $0.contains("swordfish") })
    #expect(left.restartsNeeded(for: right).count == 1)
    #expect(right.difference(to: left).contains("device c is removed"))
  }

  @Test("names a device whose profile says something else under the same name")
  func profile() throws {
    let changed = acmeProfile.replacing("scale: 0.1", with: "scale: 0.2")
    #expect(changed != acmeProfile)
    let text = "{ site: \"x\", \(devices) }"
    let right = try #require(
      SiteFile.load(
        path: "site.json5",
        files: HeldSiteFiles([("site.json5", text), ("profiles/acme.json5", changed)])
      ).0)
    let lines = try site(devices).difference(to: right)
    #expect(lines.contains("device a: what its profile acme says"))
    #expect(lines.contains("device b: what its profile acme says"))
  }

  @Test("is refused of a text that is no settings")
  func nonsense() {
    for text in ["", "[]", "{ a: }", "<html>"] {
      #expect(throws: ConfigurationMistakes.self) {
        try SettingsDifference(from: text, to: "{}")
      }
    }
  }
}
