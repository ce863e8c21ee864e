import Agent
import Configuration
import Testing

@Suite("Effective settings")
struct EffectiveTextTests {
  @Test("show every default and read back as JSON5")
  func text() throws {
    let (site, problems) = loadSite(
      #"""
      { site: "x", state_directory: "/var/lib/h",
        lines: { "tcp://h": { gap: "5ms", hole: 2 } },
        devices: [{ name: "a", endpoint: "tcp://h", profile: "acme", labels: { aisle: "cold \"1\"" } }],
        alarms: [
          { name: "hot", on: { quantity: "air_temperature_celsius", labels: { aisle: "cold \"1\"" } }, low: 15.5, high: 27, deadband: 0.5, on_delay: "90s", priority: "high", consequence: "c", response: "r" },
          { name: "off", on: { quantity: "device_state" }, is_not: "running", latch: true, priority: "journal" },
        ] }
      """#)
    #expect(problems == [])
    let loaded = try #require(site)
    let text = loaded.effectiveText
    #expect(
      text == """
        // Settings in effect, defaults included.
        // SHA-256 of the files: \(loaded.settings.configurationHash)
        // file: "site.json5"
        // file: "profiles/acme.json5"
        {
          site: "x",
          state_directory: "/var/lib/h",
          journal: { keep_megabytes: 512, segment_age: "7d" },
          control: { users: {}, groups: {} },
          web: { listen: ["127.0.0.1:9877"], allow: ["127.0.0.0/8", "::1/128"] },
          lines: {
            "tcp://h": { gap: "5ms", hole: 2, connect_timeout: "2s" },
          },
          devices: [
            { name: "a", profile: "acme", endpoint: "tcp://h", unit: 4, interval: "5s", timeout: "1s", max_age: "15s", max_registers: 125, hole: 2, gap: "0s", labels: { aisle: "cold \\"1\\"" }, points: 4 },
          ],
          exposition: { alarm_states: "all" },
          alarms: [
            { name: "hot", on: { quantity: "air_temperature_celsius", labels: { aisle: "cold \\"1\\"" } }, high: 27, low: 15.5, deadband: 0.5, priority: "high", hazard: "none", on_delay: "90s", off_delay: "0s", latch: false, acknowledgement: "on_return", consequence: "c", response: "r" },
            { name: "off", on: { quantity: "device_state" }, is_not: "running", priority: "journal", hazard: "none", on_delay: "0s", off_delay: "0s", latch: true, acknowledgement: "on_return" },
          ],
        }

        """)
    #expect(JSON5.parse(text, file: "t").problems == [])
  }

  @Test("a secret is masked however it is printed")
  func secrets() {
    let secret = Secret("swordfish")
    var writer = SettingsWriter()
    writer.member("password", .secret(secret))
    #expect(writer.text == "password: \"<secret>\",\n")
    var dumped = ""
    dump([secret], to: &dumped)
    for shown in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
      #expect(!shown.contains("swordfish"))
    }
    #expect(secret.reveal() == "swordfish")
  }

  @Test("any text is written so that it reads back")
  func texts() throws {
    let text = "a\"b\\c\nd\te\u{1}f'ü😀\u{7F}"
    var writer = SettingsWriter()
    writer.nest(nil, ("{", "}")) { $0.member("1st key", .text(text)) }
    let (root, problems) = JSON5.parse(writer.text, file: "t")
    #expect(problems == [])
    guard case .object(let members) = try #require(root).content else { return }
    #expect(members.map(\.key) == ["1st key"])
    guard case .string(let read) = members[0].value.content else { return }
    #expect(read == text)
  }
}
