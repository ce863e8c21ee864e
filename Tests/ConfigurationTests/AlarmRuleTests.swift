import Agent
import Alarms
import Configuration
import DeviceProfiles
import Readings
import Testing

@Suite("Alarm rules of a site file")
struct AlarmRuleTests {
  private func rule(_ keys: String) throws -> AlarmRule {
    try #require(
      loadAlarmSite(
        "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', \(keys) }]"
      )
      .alarmRules.first { $0.name == "x" })
  }

  private static let hot = "on: { quantity: 'air_temperature_celsius' }"

  @Test("limits may have a priority and a delay of their own")
  func limits() throws {
    let rule = try rule(
      "\(Self.hot), high: 27, high_high: { at: 32, priority: 'critical', on_delay: '5m' }")
    #expect(rule.test == .limits([.high: 27, .highHigh: 32]))
    #expect(rule.levels == [.highHigh: .init(priority: .critical, onDelay: .seconds(300))])
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', on_delay: '1m', "
        + "\(Self.hot), high: 27, high_high: { at: 32, priority: 'critical' } }]")
    let alarms = AlarmBinding.definitions(for: settings).filter { $0.name == "x" }
    #expect(alarms.prefix(2).map(\.priority) == [.critical, .low])
    #expect(alarms.allSatisfy { $0.onDelay == .seconds(60) })
  }

  @Test(
    "every kind of condition is read as it is meant",
    arguments: [
      ("\(hot), rise: 5, within: '15m'", AlarmRule.Test.change(by: 5, within: .seconds(900))),
      ("\(hot), fall: 5, within: '15m'", .change(by: -5, within: .seconds(900))),
      (
        "\(hot), forecast: { high: 32, within: '10m', over: '5m' }",
        .forecast(.high, 32, within: .seconds(600), over: .seconds(300))
      ),
      ("\(hot), deviates_by: 3", .deviation(by: 3, from: nil)),
      (
        "\(hot), deviates_by: 3, from: { device: 'b' }",
        .deviation(by: 3, from: PointSelector(device: "b"))
      ),
      ("\(hot), frozen_for: '10m'", .frozen(.seconds(600))),
      ("\(hot), stale_for: '5m'", .stale(.seconds(300))),
      (
        "on: { quantity: 'device_state' }, is: ['running', 'stopped']",
        .isState(["running", "stopped"], isNot: false)
      ),
      ("on: { quantity: 'leak_detected' }, is_not: true", .isFlag(false)),
      (
        "due: { on: '2026-05-01' }",
        .due(WallTime(rfc3339: "2026-05-01T00:00:00.000Z")!, device: nil)
      ),
      (
        "due: { since: '2014-02-28', years: 10, device: 'a' }",
        .due(WallTime(rfc3339: "2024-02-28T00:00:00.000Z")!, device: "a")
      ),
      (
        // A month that has no such day ends with its last.
        "due: { since: '2025-10-31', months: 4 }",
        .due(WallTime(rfc3339: "2026-02-28T00:00:00.000Z")!, device: nil)
      ),
      (
        "due: { since: '2025-12-31', days: 60 }",
        .due(WallTime(rfc3339: "2026-03-01T00:00:00.000Z")!, device: nil)
      ),
      (
        "when: { lost: 'a' }", .fact(.lost(device: "a"))
      ),
      (
        "when: { all: [{ device: 'a', quantity: 'leak_detected', is: true }, { not: { lost: 'b' } }] }",
        .fact(
          .all([
            .points(
              PointSelector(quantity: "leak_detected", device: "a"), .isFlag(true),
              quantifier: .any), .not(.lost(device: "b")),
          ]))
      ),
      (
        "when: { at_least: 2, of: { quantity: 'leak_detected', is: true }, degraded: 'hold' }",
        .fact(
          .atLeast(
            2,
            [.points(PointSelector(quantity: "leak_detected"), .isFlag(true), quantifier: .any)],
            degraded: .hold))
      ),
      (
        "after: { device: 'a', point: 'temperature', above: 30, deadband: 1 }, "
          + "expect: { quantity: 'device_state', is: 'running', match: 'every' }, within: '15s'",
        .sequence(
          after: .points(
            PointSelector(device: "a", point: "temperature"), .above(30, deadband: 1),
            quantifier: .any),
          expect: .points(
            PointSelector(quantity: "device_state"), .isState(["running"], isNot: false),
            quantifier: .every), within: .seconds(15))
      ),
    ])
  func kinds(keys: String, test: AlarmRule.Test) throws {
    #expect(try rule(keys).test == test)
  }

  @Test("a limit beyond what a point is believed to be able to say is warned of")
  func beyondBelief() throws {
    func warnings(_ high: Int) throws -> [String] {
      let (site, problems) = loadSite(
        """
        { site: "x", alarm_defaults: { off: "all" }, devices: [{ name: "p", endpoint: "tcp://h", unit: 1,
          points: [{ point: "t", table: "input", address: 1, type: "i16",
            quantity: "air_temperature_celsius", plausible: [-40, 85] }] }],
          alarms: [{ name: "x", on: { device: "p", point: "t" }, high: \(high), priority: "low",
            consequence: "c", response: "r" }] }
        """)
      #expect(problems.map(\.description) == [])
      return try #require(site).warnings.map(\.message)
    }
    #expect(try warnings(84) == [])
    #expect(
      try warnings(85) == [
        "t of p is believed from -40 to 85 only: it has no value beyond, and never passes 85"
      ])
  }

  @Test("that an alarm of fire, gas or leak may be shelved is allowed and warned of")
  func shelvable() throws {
    let keys =
      "alarms: [{ name: 'x', priority: 'high', consequence: 'c', response: 'r', "
      + "on: { quantity: 'leak_detected' }, is: true, shelvable: true }]"
    let site = try #require(loadSite(alarmSite(keys)).0)
    #expect(
      site.warnings.map(\.message) == [
        "alarms of the kind leak can be shelved by this: for up to 8 hours nobody is told of them"
      ])
    let alarms = AlarmBinding.definitions(for: site.settings)
    #expect(alarms.filter { $0.name == "x" }.allSatisfy { $0.hazard == .leak && $0.isShelvable })
    #expect(alarms.filter { $0.name != "x" && $0.hazard != .none }.allSatisfy { !$0.isShelvable })
  }

  @Test("`per` makes one alarm for each value of the label that has all the points")
  func per() throws {
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', per: 'room', when: "
        + "{ all: [{ quantity: 'leak_detected', is: true }, "
        + "{ quantity: 'air_temperature_celsius', above: 30 }] } }]")
    let alarms = AlarmBinding.definitions(for: settings).filter { $0.name == "x" }
    #expect(alarms.map(\.id) == ["x/r1", "x/r2"])
    #expect(alarms.map(\.group) == ["r1", "r2"])
    // The alarm of a room with one device is that device's.
    #expect(alarms.map(\.deviceName) == ["a", ""])
  }

  @Test("a vote has one voter for each point and a second alarm for those that are missing")
  func vote() throws {
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'x', priority: 'critical', hazard: 'leak', consequence: 'c', response: 'r', "
        + "when: { at_least: 2, of: { quantity: 'leak_detected', is: true } } }]")
    let alarms = AlarmBinding.definitions(for: settings).filter { $0.name.hasPrefix("x") }
    #expect(alarms.map(\.id) == ["x", "x/degraded"])
    #expect(alarms.map(\.priority) == [.critical, .high])
    guard case .expression(.atLeast(2, let voters, .reduce)) = alarms[0].condition else {
      Issue.record("no vote")
      return
    }
    #expect(voters.count == 3)
  }

  @Test("what suppresses an alarm is of its own device unless it says otherwise")
  func suppression() throws {
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', \(Self.hot), "
        + "high: 30, suppress_when: { quantity: 'device_state', is: 'stopped' }, max_suppression: '8h' }]"
    )
    let alarms = AlarmBinding.definitions(for: settings).filter { $0.name == "x" }
    #expect(alarms.count == 3)
    for alarm in alarms {
      guard case .term(.point(let point, _))? = alarm.suppressWhen else {
        Issue.record("no suppression")
        continue
      }
      #expect(point.device == alarm.device)
      #expect(alarm.maximumSuppression == .seconds(8 * 3600))
    }
  }

  @Test("neighbours are held against each other within a room, not against themselves")
  func deviation() throws {
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', \(Self.hot), "
        + "deviates_by: 3, per: 'room' }]")
    let alarms = AlarmBinding.definitions(for: settings).filter { $0.name == "x" }
    // The only probe of r1 has nobody to be held against.
    #expect(alarms.map(\.deviceName) == ["b", "c"])
    guard case .deviation(_, _, let partners) = alarms[0].condition else {
      Issue.record("no deviation")
      return
    }
    #expect(partners.map(\.device.rawValue) == [2])
  }

  @Test("a group takes the value of a label; without one it is the room")
  func groups() throws {
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', \(Self.hot), high: 30, "
        + "group: 'air-{aisle}' }]")
    let definitions = AlarmBinding.definitions(for: settings)
    #expect(
      definitions.filter { $0.name == "x" }.map(\.group) == ["air-cold", "air-cold", "air-hot"])
    #expect(
      definitions.filter { $0.name == "leak_detected" }.allSatisfy {
        $0.group?.hasPrefix("r") == true
      })
  }

  @Test("what /config shows of alarms and topology is read back as it was")
  func effectiveText() throws {
    let rules = [
      "\(Self.hot), high: 27, high_high: { at: 32, priority: 'critical', on_delay: '5m' }, deadband: 1",
      "\(Self.hot), rise: 5, within: '15m', deadband: 1", "\(Self.hot), fall: 5, within: '15m'",
      "\(Self.hot), forecast: { low: 5, within: '10m', over: '5m' }, latch: true",
      "\(Self.hot), deviates_by: 3, from: { device: 'b' }, deadband: 1",
      "\(Self.hot), stale_for: '5m', realarm_after: '8h'", "\(Self.hot), frozen_for: '10m'",
      "due: { since: '2014-05-01', years: 10, device: 'a' }",
      "when: { any: [{ lost: 'a' }, { not: { quantity: 'leak_detected', is: true } }] }",
      "per: 'room', when: { at_least: 1, of: { quantity: 'leak_detected', is: true }, degraded: 'hold' }",
      "after: { lost: 'a' }, expect: { quantity: 'device_state', is: ['running'], match: 'every' }, within: '15s'",
      "\(Self.hot), high: 40, low: 3, hazard: 'heat', shelvable: true, in_maintenance: { high: 30 }",
      "\(Self.hot), rise: 5, within: '15m', hazard: 'heat', in_maintenance: { rise: 2 }",
      "\(Self.hot), low: 3, group: 'g-{room}', suppress_when: { quantity: 'device_state', is_not: 'running' }, max_suppression: '8h'",
    ]
    let text = rules.enumerated().map {
      "{ name: 'x\($0.offset)', priority: 'low', consequence: 'c', response: 'r', \($0.element) }"
    }.joined(separator: ",\n")
    let topology = """
      topology: { rooms: { r1: { title: "One", use: "battery" } },
        power: { u: { kind: "utility" }, p: { kind: "ups", fed_by: ["u"], devices: ["a"] } },
        redundancy: { g: { scheme: "2N", members: ["p", "b"], lost_when: { quantity: "leak_detected", is: true } } } },
      """
    let (loaded, problems) = loadSite(alarmSite(topology + "alarms: [\(text)]"))
    #expect(problems.map(\.description) == [])
    let site = try #require(loaded)
    let shown = site.effectiveText
    let start = try #require(shown.firstRange(of: "  topology: {"))
    let end = try #require(shown.firstRange(of: "  exposition: {"))
    let alarms = try #require(shown.firstRange(of: "  alarms: ["))
    let again = alarmSite(
      String(shown[start.lowerBound..<end.lowerBound])
        + String(shown[alarms.lowerBound...].dropLast(2)))
    let (reloaded, more) = loadSite(again)
    #expect(more.map(\.description) == [])
    let settings = try #require(reloaded).settings
    #expect(settings.topology == site.settings.topology)
    #expect(
      settings.alarmRules.filter { $0.name.hasPrefix("x") }
        == site.settings.alarmRules.filter { $0.name.hasPrefix("x") })
  }

  // MARK: Alarms that come by themselves

  private func ids(_ keys: String) throws -> [String] {
    AlarmBinding.definitions(for: try loadAlarmSite(keys)).map(\.id)
  }

  @Test("hallwatch brings along alarms for inlets, by the class of the site or of the room")
  func defaults() throws {
    let keys = """
      alarm_defaults: { ashrae_class: "A2" }, topology: { rooms: { r2: { ashrae_class: "H1" } } }
      """
    let definitions = AlarmBinding.definitions(for: try loadAlarmSite(keys))
    func setpoint(_ id: String) -> Double? {
      guard case .limit(_, let setpoint, _)? = definitions.first(where: { $0.id == id })?.condition
      else { return nil }
      return setpoint
    }
    #expect(setpoint("inlet_temperature/a/temperature/high_high") == 35)
    #expect(setpoint("inlet_temperature/b/temperature/high_high") == 25)
    #expect(setpoint("inlet_temperature/b/temperature/high") == 22)
    // The hot aisle is no inlet.
    #expect(setpoint("inlet_temperature/c/temperature/high") == nil)
    #expect(definitions.contains { $0.id == "inlet_temperature_rise/a/temperature" })
  }

  @Test("a default makes way for a rule of the site that judges the same point on the same side")
  func defaultsMakeWay() throws {
    let ids = try ids(
      "alarms: [{ name: 'x', priority: 'low', consequence: 'c', response: 'r', "
        + "on: { device: 'a', quantity: 'air_temperature_celsius' }, high: 30 }]")
    #expect(!ids.contains("inlet_temperature/a/temperature/high"))
    #expect(ids.contains("inlet_temperature/a/temperature/low"))
    #expect(ids.contains("inlet_temperature/b/temperature/high"))
  }

  @Test("a rule of a default's name changes what it says and keeps the rest; null takes away")
  func changedDefault() throws {
    let settings = try loadAlarmSite(
      "alarms: [{ name: 'inlet_temperature', high: 25, low_low: null }]")
    let rule = try #require(settings.alarmRules.first { $0.name == "inlet_temperature" })
    #expect(rule.test == .limits([.highHigh: 32, .high: 25, .low: 18]))
    #expect(rule.deadband == 1)
    #expect(!rule.isDefault && !rule.response.isEmpty)
    #expect(settings.alarmRules.filter { $0.name == "inlet_temperature" }.count == 1)
  }

  @Test("a default is switched off by name, and all of them at once")
  func switchedOff() throws {
    let some = try ids("alarm_defaults: { off: ['inlet_humidity', 'room_loss'] }")
    #expect(!some.contains { $0.hasPrefix("inlet_humidity") || $0.hasPrefix("room_loss") })
    #expect(some.contains { $0.hasPrefix("inlet_temperature") })
    let none = try ids("alarm_defaults: { off: 'all' }")
    #expect(!none.contains { $0.hasPrefix("inlet_") })
    // What a device announces and its loss stay.
    #expect(none.contains { $0.hasSuffix("/a/leak") } && none.contains("communication_loss/a"))
  }

  @Test("rooms, redundancy and capacity have alarms of their own")
  func topologyAlarms() throws {
    let definitions = AlarmBinding.definitions(
      for: try loadAlarmSite(
        """
        topology: { redundancy: { probes: { scheme: "N+1", members: ["a", "b", "c"],
          lost_when: { quantity: "leak_detected", is: true } },
          pair: { scheme: "2N", members: ["a", "b"] } } }
        """))
    let ids = definitions.map(\.id)
    for id in [
      "room_loss/r2", "capacity_lost/probes", "redundancy_lost/probes", "capacity_lost/pair",
      "redundancy_lost/pair",
    ] { #expect(ids.contains(id), "\(id)") }
    #expect(!ids.contains("room_loss/r1"))
    #expect(!ids.contains("redundancy_reduced/pair"))
    let lost = try #require(definitions.first { $0.id == "redundancy_lost/probes" })
    guard case .expression(.atLeast(1, let members, .hold)) = lost.condition else {
      Issue.record("no vote of members")
      return
    }
    #expect(members.map(\.terms.count) == [2, 2, 2])
  }

  @Test("dates in the life of a device are alarms and metrics of it")
  func assets() throws {
    let (site, problems) = loadSite(
      """
      { site: "x", devices: [
        { name: "a", endpoint: "tcp://h", profile: "acme", asset: { installed: "2014-02-28",
          design_life_years: 10, last_service: "2025-11-02", service_days: 180 } },
        { name: "b", endpoint: "tcp://i", profile: "acme", asset: { installed: "2024-02-29", service_days: 1 } },
      ] }
      """)
    #expect(problems.map(\.description) == [])
    let settings = try #require(site).settings
    #expect(settings.devices[0].asset.endOfLife == WallTime(rfc3339: "2024-02-28T00:00:00.000Z"))
    #expect(
      settings.devices.map(\.asset.serviceDue) == [
        WallTime(rfc3339: "2026-05-01T00:00:00.000Z"),
        WallTime(rfc3339: "2024-03-01T00:00:00.000Z"),
      ])
    let definitions = AlarmBinding.definitions(for: settings)
    let due = definitions.filter { if case .dueDate = $0.condition { true } else { false } }
    #expect(due.map(\.id) == ["design_life_over/a", "service_due/a", "service_due/b"])
    #expect(due.map(\.deviceName) == ["a", "a", "b"])
  }

  @Test("every default is read without a mistake, and has consequence and response")
  func soundDefaults() throws {
    let (site, problems) = loadSite(
      """
      { site: "x", topology: { rooms: { bat: { use: "battery" }, tape: { use: "tape" },
        sub: { use: "electrical" } } },
        devices: [{ name: "all", endpoint: "tcp://h", unit: 1, labels: { aisle: "cold", room: "bat" },
          points: [\(Self.pointsOfDefaults)] },
          { name: "t", endpoint: "tcp://i", unit: 1, labels: { room: "tape" }, points: [
            { point: "t", table: "input", address: 1, type: "u16", quantity: "air_temperature_celsius" },
            { point: "h", table: "input", address: 2, type: "u16", quantity: "air_relative_humidity_ratio" }] },
          { name: "e", endpoint: "tcp://j", unit: 1, labels: { room: "sub" }, points: [
            { point: "t", table: "input", address: 1, type: "u16", quantity: "air_temperature_celsius" },
            { point: "h", table: "input", address: 2, type: "u16", quantity: "air_relative_humidity_ratio" }] }] }
      """)
    #expect(problems.map(\.description) == [])
    let rules = try #require(site).settings.alarmRules.filter(\.isDefault)
    let known: Set = [
      "inlet_temperature", "inlet_dew_point", "inlet_humidity", "inlet_temperature_rise",
      "ups_runtime", "ups_load", "ups_on_battery_prolonged", "ups_on_bypass_prolonged",
      "battery_charge", "battery_temperature", "generator_fuel", "engine_oil_pressure",
      "engine_coolant_temperature", "generator_not_in_auto", "battery_room_temperature",
      "battery_room_temperature_rise", "tape_room_temperature_rise", "hydrogen",
      "battery_room_humidity", "battery_room_humidity_rise", "electrical_room_humidity",
      "electrical_room_humidity_rise", "electrical_room_temperature", "tape_room_humidity_rise",
      "fire_trouble_prolonged", "fire_disabled_prolonged", "leak_cable_break_prolonged",
    ]
    #expect(Set(rules.map(\.name)) == known)
    for rule in rules {
      #expect(!rule.consequence.isEmpty && !rule.response.isEmpty, "\(rule.name)")
    }
    let oil = try #require(rules.first { $0.name == "engine_oil_pressure" })
    #expect(oil.suppressWhen != nil)
  }

  /// One point of each quantity that a default judges.
  private static var pointsOfDefaults: String {
    let numbers =
      [
        "air_temperature_celsius", "air_dew_point_celsius", "air_relative_humidity_ratio",
        "battery_runtime_seconds", "battery_charge_ratio", "battery_temperature_celsius",
        "fuel_level_ratio", "engine_oil_pressure_pascals", "engine_speed_rpm",
        "engine_coolant_temperature_celsius",
      ].map { "quantity: \"\($0)\"" } + [
        "quantity: \"electric_load_ratio\", labels: { side: \"output\" }",
        "quantity: \"gas_concentration_lel_ratio\", labels: { gas: \"h2\" }",
      ]
    let flags = [
      "ups_on_battery", "ups_on_bypass", "fire_trouble", "fire_disabled", "leak_cable_break",
    ].map { "quantity: \"\($0)\"" }
    let all =
      numbers.enumerated().map {
        "{ point: \"n\($0.offset)\", table: \"input\", address: \($0.offset), type: \"u16\", \($0.element) }"
      }
      + flags.enumerated().map {
        "{ point: \"f\($0.offset)\", table: \"discrete\", address: \($0.offset), \($0.element) }"
      } + [
        "{ point: \"mode\", table: \"input\", address: 99, quantity: \"genset_mode\", "
          + "states: [{ raw: 0, name: \"stop\" }, { raw: 1, name: \"auto\" }] }"
      ]
    return all.joined(separator: ",\n")
  }
}
