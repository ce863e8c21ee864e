import Configuration
import Testing

@Suite("A run over a bad configuration")
struct SiteMistakeRunTests {
  @Test("reports every mistake of every file at once, in the order of files and lines")
  func allAtOnce() {
    let (site, problems) = loadSite(
      """
      {
        site: "x",
        include: ["more.d/*.json5"],
        web: { listen: ["127.0.0.1"], alow: [] },
        poll: { timeout: 1 },
        lines: { "tcp://nowhere": {} },
        devices: [
          { name: "a", endpoint: "tcp://h", profile: "acme", interval: "5" },
          { name: "b", endpoint: "rtu+tcp://h:502", profile: "acme" },
          { name: "c", endpoint: "tcp://i", profile: "acme", labels: { alarm: "x" } },
        ],
        alarms: [
          { name: "hot", on: { quantity: "air_temperature_celsius" }, high: 30, low: 31, priority: "top" },
        ],
      }
      """,
      and: [
        (
          "more.d/1.json5",
          "{ devices: [{ name: \"c\", endpoint: \"tcp://j\", profile: \"acme\" }] }"
        ),
        ("more.d/2.json5", "{\n web: {},\n alarms: 5 }"),
        ("more.d/3.json5", "{ devices: [ }"),
        ("profiles/bad.json5", "{ profile: \"bad\" }"),
      ])
    #expect(site == nil)
    #expect(
      problems.map(\.description) == [
        #"site.json5:4:19: web.listen[0]: "127.0.0.1" has no port; write one such as "127.0.0.1:9877", "[::1]:9877" or "unix:/path""#,
        #"site.json5:4:33: web.alow: unknown key; did you mean `allow`?"#,
        #"site.json5:5:20: poll.timeout: the number 1 has no unit; write a whole number and ms, s, m, h or d, such as "5s""#,
        #"site.json5:6:29: lines["tcp://nowhere"]: no device is on this line; remove it"#,
        #"site.json5:8:66: devices[0].interval: "5" is no duration; write a whole number and ms, s, m, h or d, such as "5s""#,
        #"site.json5:9:28: devices[1].endpoint: h:502 is tcp://h:502 on line 8 of site.json5; one address has one framing, so write the same here"#,
        #"site.json5:10:73: devices[2].labels.alarm: the label `alarm` is reserved; choose another name"#,
        #"site.json5:13:80: alarms[0].low: `low` is 31 but must be below `high`, which is 30"#,
        #"site.json5:13:94: alarms[0].priority: unknown "top"; known: critical, high, medium, low, journal"#,
        #"more.d/1.json5:1:21: devices[0].name: the name "c" is taken by the device on line 10 of site.json5; choose another"#,
        #"more.d/2.json5:2:7: web: belongs in the site file itself; included files hold lines, devices and alarms"#,
        #"more.d/2.json5:3:10: alarms: expected a list: [ … ], found the number 5"#,
        #"more.d/3.json5:1:14: devices[0]: found `}` where a value is needed"#,
        #"profiles/bad.json5:1:1: `class` is missing; add `class: "meter"`"#,
        #"profiles/bad.json5:1:1: `title` is missing; add `title: "ACME Meter 3"`"#,
        #"profiles/bad.json5:1:1: `points` is missing; add `points: [ … ]`"#,
      ])
  }

  @Test("a device with a mistake does not make its alarms mistakes")
  func noEchoes() {
    let (_, problems) = loadSite(
      """
      { site: "x",
        lines: { "tcp://h": { gap: "1ms" } },
        devices: [{ name: "a", endpoint: "tcp://h", profile: "acme", unit: 300 }],
        alarms: [{ name: "hot", on: { device: "a", quantity: "air_temperature_celsius" }, high: 30,
          priority: "low", consequence: "c", response: "r" }] }
      """)
    #expect(problems.map(\.path) == ["devices[0].unit"])
  }

  @Test("two alarms of one name are a mistake, because names outlive restarts")
  func sameAlarmTwice() {
    let (_, problems) = loadSite(
      """
      { site: "x", devices: [{ name: "a", endpoint: "tcp://h", unit: 1, points: [
          { point: "t", table: "input", address: 1, type: "u16", quantity: "air_temperature_celsius",
            series: [{ quantity: "air_dew_point_celsius" }] }] }],
        alarms: [{ name: "hot", on: { point: "t" }, high: 30, priority: "low", consequence: "c", response: "r" }] }
      """)
    #expect(
      problems.map(\.description) == [
        "site.json5:1:1: two alarms would be hot/a/t/high; narrow `on` of the rule hot to one series "
          + "of t, or rename the rule"
      ])
  }

  @Test("a file that cannot be read is one mistake")
  func unreadable() {
    let (site, problems) = SiteFile.load(path: "no.json5", files: HeldSiteFiles([]))
    #expect(site == nil)
    #expect(problems.map(\.description) == ["no.json5:1:1: cannot read no.json5: no such file"])
  }
}
