import Agent
import Alarms
import Configuration
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

/// Loads a site file that is alone, or one of several files.
func loadSite(
  _ text: String, and others: [(path: String, text: String)] = []
) -> (Site?, [ConfigurationProblem]) {
  let held = [("site.json5", text), ("profiles/acme.json5", acmeProfile)]
  return SiteFile.load(path: "site.json5", files: HeldSiteFiles(held + others))
}

/// A small family of our own, so that these tests do not hang on the catalogue.
let acmeProfile = #"""
  { profile: "acme", class: "environment", title: "ACME probe", default_unit: 4,
    sources: ["its data sheet"], confidence: "high", read: { maximum_hole: 2 },
    points: [
      { point: "temperature", table: "input", address: 1, type: "i16", scale: 0.1, quantity: "air_temperature_celsius", labels: { position: "room" } },
      { point: "relative_humidity", table: "input", address: 2, type: "u16", scale: 0.001, quantity: "air_relative_humidity_ratio" },
      { point: "leak", table: "discrete", address: 0, quantity: "leak_detected" },
      { point: "mode", table: "input", address: 5, quantity: "device_state",
        states: [{ raw: 0, name: "stopped" }, { raw: 1, name: "running" }] },
    ] }
  """#

@Suite("Site file")
struct SiteFileTests {
  /// The example of the design's chapter on the site file, letter for letter.
  static let example = #"""
    {
      site: "icn1",
      state_directory: "/var/lib/hallwatch",
      include: ["devices.d/*.json5"],            // each file holds any of: lines, devices, alarms
      web: { listen: ["127.0.0.1:9877"], allow: ["127.0.0.0/8", "::1/128"] },
      poll: { interval: "5s", timeout: "1s", max_age: "15s" },   // defaults for devices
      lines: {                                    // optional, by endpoint
        "rtu:/dev/serial/by-id/usb-485-1?baud=9600&parity=none": { gap: "35ms", hole: 0 },
      },
      devices: [
        { name: "ups-a", profile: "apc-smart-ups", endpoint: "tcp://10.20.1.11:502", unit: 1, interval: "1s",
          labels: { room: "power-a", feed: "A" } },
        { name: "gen-1", profile: "deepsea-gencomm", endpoint: "rtu+tcp://10.20.1.40:4001", unit: 10 },
        { name: "probe-7", endpoint: "rtu:/dev/serial/by-id/usb-485-1?baud=9600&parity=none", unit: 7,
          labels: { room: "hall-1", aisle: "cold" },
          points: [
            { point: "temperature", table: "input", address: 1, type: "i16", scale: 0.1, quantity: "air_temperature_celsius", labels: { sensor: "top" }, invalid: [-32768, 32767] },
            { point: "humidity", table: "input", address: 2, type: "u16", scale: 0.001, quantity: "air_relative_humidity_ratio" },
          ] },
      ],
      alarms: [
        { name: "cold_aisle_temperature", on: { quantity: "air_temperature_celsius", labels: { aisle: "cold" } },
          high: 27, high_high: 32, low: 15, deadband: 1, on_delay: "60s", off_delay: "120s", priority: "high",
          consequence: "Servers throttle, then stop.", response: "Check the CRAC units of the room.", time_to_respond: "10m" },
      ],
    }
    """#

  @Test("the example of the design loads as it stands")
  func designExample() throws {
    let more = #"""
      { devices: [{ name: "meter-9", profile: "eastron-sdm630", unit: 3,
        endpoint: "rtu:/dev/serial/by-id/usb-485-1" }] }
      """#
    let (loaded, problems) = loadSite(Self.example, and: [("devices.d/meters.json5", more)])
    #expect(problems.map(\.description) == [])
    let site = try #require(loaded)
    let settings = site.settings
    #expect(site.stateDirectory == "/var/lib/hallwatch")
    #expect(site.files.starts(with: ["site.json5", "devices.d/meters.json5"]))
    #expect(site.web.listen.map(\.description) == ["127.0.0.1:9877"])
    #expect(site.web.allow.map(\.description) == ["127.0.0.0/8", "::1/128"])
    #expect(settings.site == "icn1")
    #expect(settings.devices.map(\.name) == ["ups-a", "gen-1", "probe-7", "meter-9"])
    // The probe and the included meter are on one serial line.
    #expect(settings.devices.map(\.line.rawValue) == [0, 1, 2, 2])
    #expect(settings.lines[0].medium == .tcp(host: "10.20.1.11", port: 502))
    #expect(settings.lines[1].medium == .rtuOverTCP(host: "10.20.1.40", port: 4001))
    #expect(
      settings.lines[2].medium
        == .serial(SerialSettings(path: "/dev/serial/by-id/usb-485-1", baud: 9600)))
    #expect(settings.lines[2].gap == .milliseconds(35))
    #expect(settings.lines[2].maximumHole == 0)

    let ups = settings.devices[0]
    #expect(ups.interval == .seconds(1))
    #expect(ups.maximumAge == .seconds(15))
    #expect(ups.labels == [Label("feed", "A"), Label("room", "power-a")])
    let probe = settings.devices[2]
    #expect(probe.unit.rawValue == 7)
    #expect(probe.timeout == .seconds(1))
    #expect(probe.profile.points.map(\.name) == ["temperature", "humidity"])
    #expect(probe.profile.points[0].series[0].labels == [Label("sensor", "top")])

    let rule = try #require(settings.alarmRules.first)
    #expect(rule.test == .limits([.high: 27, .highHigh: 32, .low: 15]))
    #expect(rule.deadband == 1)
    #expect(rule.onDelay == .seconds(60))
    #expect(rule.offDelay == .seconds(120))
    #expect(rule.priority == .high)
    #expect(rule.timeToRespond == .seconds(600))
    #expect(settings.configurationHash.utf8.count == 64)
  }

  @Test("five lines are enough for a first device")
  func firstDevice() throws {
    let (loaded, problems) = loadSite(
      #"""
      { site: "here", devices: [
        { name: "probe", endpoint: "tcp://192.168.1.50", unit: 1, points: [
          { point: "temperature", table: "holding", address: 0, type: "i16", scale: 0.1, quantity: "air_temperature_celsius" } ] },
      ] }
      """#)
    #expect(problems == [])
    let site = try #require(loaded)
    #expect(site.warnings == [])
    #expect(site.web.listen.map(\.description) == ["127.0.0.1:9877"])
    #expect(site.settings.devices[0].interval == .seconds(5))
    #expect(site.settings.devices[0].maximumAge == .seconds(15))
    #expect(site.settings.lines[0].medium == .tcp(host: "192.168.1.50", port: 502))
  }

  @Test("the hash is what sha256sum says of the files one after another")
  func hash() throws {
    let (site, _) = loadSite(
      "{ site: \"x\", include: [\"more.json5\"] }\n", and: [("more.json5", "{}\n")])
    #expect(
      try #require(site).settings.configurationHash
        == "e76dbfd77da074b241cdc489ed2d658632a953205717fa2e87ba7ee8036f6a64")
  }

  @Test("a device polled more slowly than the others keeps its values for three of its polls")
  func slowDevice() throws {
    let (site, problems) = loadSite(
      #"""
      { site: "x", poll: { interval: "5s", max_age: "15s" }, devices: [
        { name: "slow", endpoint: "tcp://10.0.0.1", profile: "acme", unit: 1, interval: "60s" },
        { name: "fast", endpoint: "tcp://10.0.0.2", profile: "acme", unit: 1, interval: "1s" },
        { name: "own", endpoint: "tcp://10.0.0.3", profile: "acme", unit: 1, max_age: "6s" },
      ] }
      """#)
    #expect(problems == [])
    #expect(
      site?.settings.devices.map(\.maximumAge) == [.seconds(180), .seconds(15), .seconds(6)])
  }

  @Test("a device may replace, add and leave out points of its family")
  func overrides() throws {
    let (loaded, problems) = loadSite(
      #"""
      { site: "x", devices: [{
        name: "m", endpoint: "tcp://10.0.0.1", profile: "acme", unit: 1,
        max_registers: 1, gap: "20ms", hole: 3, timeout: "300ms",
        omit: ["relative_humidity"],
        points: [
          { point: "temperature", table: "input", address: 1, type: "i16", scale: 0.1, offset: -2, quantity: "air_temperature_celsius" },
          { point: "extra", table: "holding", address: 999, type: "u16" },
        ] }] }
      """#)
    #expect(problems.map(\.description) == [])
    let device = try #require(loaded?.settings.devices.first)
    let names = device.profile.points.map(\.name)
    #expect(names == ["temperature", "leak", "mode", "extra"])
    #expect(device.profile.contract.maximumRegisters == 1)
    #expect(device.profile.contract.gap == .milliseconds(20))
    #expect(device.profile.contract.maximumHole == 3)
    #expect(device.timeout == .milliseconds(300))
  }

  @Test("profiles of the site's own folder are known to its devices")
  func ownProfiles() throws {
    let profile = #"""
      { profile: "acme-2", class: "environment", title: "ACME probe", default_unit: 5,
        sources: ["its data sheet"], confidence: "high",
        points: [{ point: "temperature", table: "input", address: 1, type: "i16", scale: 0.1, quantity: "air_temperature_celsius" }] }
      """#
    let (loaded, problems) = loadSite(
      "{ site: \"x\", devices: [{ name: \"p\", endpoint: \"tcp://h\", profile: \"acme-2\" }] }",
      and: [("profiles/other.json5", profile)])
    #expect(problems.map(\.description) == [])
    #expect(loaded?.settings.devices.first?.unit.rawValue == 5)
    #expect(loaded?.profiles.map(\.name) == ["acme", "acme-2"])
    #expect(loaded?.files == ["site.json5", "profiles/acme.json5", "profiles/other.json5"])
  }

  @Test("devices that spell one endpoint in two ways share its line")
  func sharedLine() throws {
    let (loaded, problems) = loadSite(
      #"""
      { site: "x", devices: [
        { name: "a", endpoint: "tcp://Gateway.Example:502", profile: "acme", unit: 1 },
        { name: "b", endpoint: "tcp://gateway.example", profile: "acme", unit: 2 },
        { name: "c", endpoint: "tcp://[2001:DB8:0::1]:1502", profile: "acme", unit: 1 },
        { name: "d", endpoint: "tcp://[2001:db8::0:1]:1502", profile: "acme", unit: 2 },
      ] }
      """#)
    #expect(problems.map(\.description) == [])
    #expect(loaded?.settings.devices.map(\.line.rawValue) == [0, 0, 1, 1])
    #expect(
      loaded?.settings.lines.map(\.medium) == [
        .tcp(host: "gateway.example", port: 502), .tcp(host: "2001:db8::1", port: 1502),
      ])
  }

  @Test(
    "a pattern of files held in memory matches within a folder, however many stars it has",
    arguments: [
      ("d/*.json5", ["d/a.json5", "d/ab.json5"]), ("d/?.json5", ["d/a.json5"]),
      ("*/*", ["d/a.json5", "d/ab.json5", "e/a"]), ("*", ["top"]), ("?/a", ["e/a"]),
      ("d*", []), ("*a*b*.*5", []), ("d/*a*b*.*5", ["d/ab.json5"]), ("d/a.json5*", ["d/a.json5"]),
      // Found by fuzzing: each star doubled the time.
      ("d/" + String(repeating: "*", count: 70) + "x", []),
      ("d/" + String(repeating: "*?", count: 8), ["d/ab.json5"]),
      ("d/" + String(repeating: "*a", count: 40), []),
    ])
  func heldPattern(_ pattern: String, _ expected: [String]) throws {
    let files = HeldSiteFiles(
      ["top", "d/a.json5", "d/ab.json5", "d/e/f", "e/a"].map { ($0, "") })
    #expect(
      try files.paths(matching: pattern, relativeTo: "site.json5") == expected)
  }

  @Test("what works but was probably not meant is a warning")
  func warnings() throws {
    let (loaded, problems) = loadSite(
      #"""
      { site: "x",
        include: ["none.d/*.json5"],
        web: { listen: ["0.0.0.0:9877"] },
        devices: [
          { name: "a", endpoint: "tcp://h", profile: "acme", unit: 1, interval: "500ms", timeout: "1s" },
          { name: "b", endpoint: "tcp://h", profile: "acme", unit: 1 },
        ],
        alarms: [{ name: "hot", on: { device: "a", quantity: "air_temperature_celsius" }, high: 30, priority: "low" }] }
      """#)
    #expect(problems.map(\.description) == [])
    #expect(
      try #require(loaded).warnings.map(\.description) == [
        "site.json5:2:13: include[0]: \"none.d/*.json5\" matches no file",
        "site.json5:3:8: web: listens on 0.0.0.0:9877 for other machines, but `allow` lets only "
          + "this one in; add theirs",
        "site.json5:5:5: devices[0]: the timeout of 1s is longer than the interval of 500ms; a "
          + "dead device makes every cycle late",
        "site.json5:6:5: devices[1]: unit 1 of this line is also the device on line 5 of "
          + "site.json5",
        "site.json5:8:12: alarms[0]: no `consequence`: say what happens if nobody acts",
        "site.json5:8:12: alarms[0]: no `response`: say what a person must do; without one it is "
          + "not an alarm",
      ])
  }

  @Test("an alarm on a fire quantity is a fire alarm without saying so")
  func hazard() throws {
    let (loaded, problems) = loadSite(
      #"""
      { site: "x", devices: [{ name: "d", endpoint: "tcp://h", unit: 1, points: [
          { point: "smoke", table: "discrete", address: 0, quantity: "fire_alarm", severity: "none" } ] }],
        alarms: [{ name: "smoke", on: { quantity: "fire_alarm" }, is: true, priority: "critical" }] }
      """#)
    #expect(problems.map(\.description) == [])
    #expect(loaded?.settings.alarmRules.first?.hazard == .fire)
  }
}
