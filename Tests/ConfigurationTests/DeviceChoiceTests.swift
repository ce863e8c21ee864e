import Agent
import Configuration
import DeviceProfiles
import Registers
import Testing

/// What a site file chooses, names and changes of the profile of one device.
@Suite("Options, inputs and overrides of a device")
struct DeviceChoiceTests {
  private static let module = #"""
    { profile: "module", class: "io", title: "Module", default_unit: 1,
      options: {
        word_order: { choices: ["big", "little"], help: "order of the counters" },
        number: { from: 1, to: 4, default: 1 },
        input: { from: 0, to: 9 },
        element: { choices: ["pellistor", "toxic"], default: "toxic" },
      },
      defaults: { table: "holding" },
      points: [
        { point: "input_{n}", table: "discrete", address: 0, repeat: { count: 4, stride: 1, first: 0 },
          input: "{n}", quantity: "contact_active", labels: { input: "{n}" } },
        { point: "current_1", address: 0, type: "u16", scale: 0.001, unit: "amperes",
          input: "analog_1" },
        { point: "count", address: 10, type: "u32", word_order: { option: "word_order" } },
        { point: "far", address: 100, type: "u16", shift: { option: "number", stride: 1000 } },
        { point: "open", address: 200, type: "u16", shift: { option: "input", stride: 1 } },
        { point: "gas", address: 20, type: "u16", when: { element: "toxic" },
          quantity: "gas_concentration_ppm" },
        { point: "gas", address: 20, type: "u16", scale: 0.01, when: { element: ["pellistor"] },
          quantity: "gas_concentration_lel_ratio" },
        { point: "loop_{l}_detector_{d}", address: 1000, on_demand: true,
          repeat: [{ as: "l", count: 2, stride: 400 }, { as: "d", count: 159, stride: 1 }],
          input: "loop_{l}_detector_{d}",
          flags: [{ bit: 0, name: "alarm", quantity: "fire_alarm" }] },
      ] }
    """#

  private func load(_ device: String, profile: String = "module")
    -> (DeviceProfile?, [String])
  {
    let site = """
      { site: "s", devices: [{ name: "d", profile: "\(profile)", endpoint: "tcp://10.0.0.1", \(device) }] }
      """
    let heir = #"""
      { profile: "heir", base: "module", title: "Heir", omit: ["current_1"],
        options: { element: { choices: ["pellistor", "toxic"], default: "pellistor" } },
        points: [ { point: "count", table: "holding", address: 12, type: "u32" },
          { point: "more", table: "holding", address: 14, type: "u16" } ] }
      """#
    let (loaded, problems) = loadSite(
      site, and: [("profiles/heir.json5", heir), ("profiles/module.json5", Self.module)])
    return (loaded?.settings.devices.first?.profile, problems.map(\.description))
  }

  private func point(_ name: String, _ device: String) throws -> PointDefinition? {
    let (profile, problems) = load(device)
    #expect(problems == [])
    return try #require(profile).points.first { $0.name == name }
  }

  @Test("a word order that is not proven is read when the site says it")
  func wordOrder() throws {
    #expect(try point("count", "") == nil)
    let little = try point("count", "options: { word_order: \"little\" }")
    #expect(little?.encoding.wordOrder == .little)
  }

  @Test("a number moves addresses, a word chooses between points")
  func options() throws {
    #expect(try point("far", "")?.address == 1100)
    #expect(try point("far", "options: { number: 3 }")?.address == 3100)
    #expect(try point("open", "") == nil)
    #expect(try point("open", "options: { input: 4 }")?.address == 204)
    #expect(try point("gas", "")?.series[0].quantity.name == "gas_concentration_ppm")
    let pellistor = try point("gas", "options: { element: \"pellistor\" }")
    #expect(pellistor?.series[0].quantity.name == "gas_concentration_lel_ratio")
  }

  @Test("a contact takes the role, the labels and the sense that the site gives it")
  func roles() throws {
    let device = "inputs: { 3: { role: \"fire_alarm\", zone: \"battery-a\", inverted: true } }"
    let fire = try #require(try point("input_3", device))
    #expect(fire.series.map(\.text) == ["fire_alarm{input=3,zone=battery-a}"])
    #expect(fire.meaning == .flag(inverted: true))
    #expect(fire.alarms.map(\.name) == ["fire_alarm"])
    #expect(fire.alarms.first?.hazard == .fire)
    #expect(try point("input_2", device)?.series.map(\.text) == ["contact_active{input=2}"])
    let door = try point("input_0", "inputs: { 0: { role: \"door_open\", severity: \"warning\" } }")
    #expect(door?.series.map(\.text) == ["contact_active{input=0,role=door_open}"])
    #expect(door?.alarms.map(\.name) == ["door_open"])
  }

  @Test("a raw channel becomes a quantity by one more scale and offset")
  func channels() throws {
    let pressure = try #require(
      try point(
        "current_1",
        """
        inputs: { analog_1: { quantity: "air_differential_pressure_pascals", position: "filter",
          scale: 6250, offset: -25, plausible: [0, 100] } }
        """))
    #expect(
      pressure.series.map(\.text) == ["air_differential_pressure_pascals{position=filter}"])
    // 4 to 20 mA are 0 to 100 Pa: 12 mA are 50.
    #expect(pressure.meaning == .number(Scaling(scale: 6.25, offset: -25)))
    #expect(pressure.plausible == 0...100)
    #expect(pressure.unit == "pascals")
  }

  @Test("points that exist on demand are those that the site names")
  func onDemand() throws {
    #expect(load("").0?.points.contains { $0.name.hasPrefix("loop") } == false)
    let detector = try #require(
      try point(
        "loop_2_detector_17", "inputs: { loop_2_detector_17: { zone: \"hall-1\" } }"))
    #expect(detector.address == 1000 + 400 + 16)
    #expect(detector.series.map(\.text) == ["fire_alarm{zone=hall-1}"])
  }

  @Test("scale, unit and labels of a point are those of the device, not of the family")
  func overrides() throws {
    let (profile, problems) = load(
      """
      overrides: { gas: { scale: 0.5, plausible: [0, 50], labels: { gas: "h2" } },
        "*": { detector: "room" } }
      """)
    #expect(problems == [])
    let gas = try #require(profile?.points.first { $0.name == "gas" })
    #expect(gas.meaning == .number(Scaling(scale: 0.5)))
    #expect(gas.series.map(\.text) == ["gas_concentration_ppm{detector=room,gas=h2}"])
    let (probe, mistakes) = load(
      "overrides: { temperature: { unit: \"fahrenheit\" } }", profile: "acme")
    #expect(mistakes == [])
    guard case .number(let scaling)? = probe?.points.first?.meaning else {
      Issue.record("no number")
      return
    }
    #expect(abs(scaling.scale * 2120 + scaling.offset - 100) < 1e-9)
  }

  @Test("a profile that builds on another changes, adds and leaves out points of it")
  func base() throws {
    let (profile, problems) = load("", profile: "heir")
    #expect(problems == [])
    let points = try #require(profile).points
    #expect(points.first { $0.name == "count" }?.address == 12, "open in the base, fixed here")
    #expect(!points.contains { $0.name == "current_1" })
    #expect(points.contains { $0.name == "more" } && points.contains { $0.name == "input_3" })
    let gas = points.first { $0.name == "gas" }
    #expect(gas?.series[0].quantity.name == "gas_concentration_lel_ratio")
    #expect(profile?.title == "Heir" && profile?.deviceClass == .io)
  }

  @Test(
    "what cannot be meant is told with its place",
    arguments: [
      ("options: { word_ordr: \"big\" }", "module has no option \"word_ordr\"; did you mean"),
      ("options: { word_order: \"middle\" }", "unknown \"middle\"; known: big, little"),
      ("options: { number: 5 }", "5 is out of range; expected a whole number from 1 to 4"),
      ("inputs: { 7: { role: \"fire_alarm\" } }", "module has no input \"7\"; known: 0, 1, 2, 3"),
      (
        "inputs: { 1: { role: \"genset_state\" } }", "genset_state is a states; a contact is 0 or 1"
      ),
      ("inputs: { 1: { role: \"fire_alarm\", zon: \"a\" } }", "unknown key; did you mean `zone`?"),
      ("inputs: { 1: { quantity: \"fuel_level_ratio\" } }", "a contact has a `role`"),
      ("inputs: { analog_1: { role: \"leak_detected\" } }", "a number has a `quantity`"),
      (
        "inputs: { loop_9_detector_1: { zone: \"a\" } }",
        "module has no input \"loop_9_detector_1\""
      ),
      ("overrides: { gaz: { scale: 1 } }", "module has no point \"gaz\"; did you mean `gas`?"),
      ("overrides: { gas: { unit: \"kelvin\" } }", "gas is no temperature"),
      ("overrides: { gas: { labels: { side: \"a\" } } }", "nothing here has the label \"side\""),
      ("overrides: { input_1: { scale: 2 } }", "unknown key"),
    ])
  func mistakes(device: String, expected: String) {
    let (_, problems) = load(device)
    #expect(problems.count == 1 && problems[0].contains(expected), "\(problems)")
  }
}
