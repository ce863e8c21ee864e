import Configuration
import Plant
import Testing

@testable import Simulation

@Suite("Scenario files")
struct ScenarioFileTests {
  static func problems(_ event: String) throws -> [String] {
    let text = "{ name: \"x\", duration: \"1m\", events: [ \(event) ] }"
    return ScenarioFile.read(text, file: "x.json5", hall: try DemoHall.hall()).1
      .map(\.description)
  }

  @Test(
    "every event can be written",
    arguments: [
      #"{ at: "1s", event: "utility_lost", target: "feed:A" }"#,
      #"{ at: "1s", event: "utility_restored" }"#,
      #"{ at: "1s", event: "utility_sag", remaining: 0.6, for: "300ms" }"#,
      #"{ at: "1s", event: "generator_fault", fault: "fail_to_start" }"#,
      #"{ at: "1s", event: "generator_repaired", target: "gen-1", fault: "fail_to_start" }"#,
      #"{ at: "1s", event: "fuel_level", level: 0.4 }"#,
      #"{ at: "1s", event: "cooling_trip", target: "class:cooling/9" }"#,
      #"{ at: "1s", event: "cooling_restored", target: "crv-2" }"#,
      #"{ at: "1s", event: "ups_bypass", target: "ups-a" }"#,
      #"{ at: "1s", event: "ups_normal" }"#,
      #"{ at: "1s", event: "generator_exercise", for: "30m" }"#,
      #"{ at: "1s", event: "pumps_stopped", target: "class:cooling" }"#,
      #"{ at: "1s", event: "pumps_restored" }"#,
      #"{ at: "1s", event: "ups_self_test", target: ["ups-a", "ups-b"] }"#,
      #"{ at: "1s", event: "battery_aged", target: "ups-a", health: 0.6 }"#,
      #"{ at: "1s", event: "battery_runaway", target: "battery-a1" }"#,
      #"{ at: "1s", event: "battery_runaway", heating: 300 }"#,
      #"{ at: "1s", event: "fire_panel_reset" }"#,
      #"{ at: "1s", event: "suppression_manual", target: "room:hall-1" }"#,
      #"{ at: "1s", event: "suppression_automatic" }"#,
      #"{ at: "1s", event: "humidity", target: "room:hall-1", kilograms_per_hour: 4 }"#,
      #"{ at: "1s", event: "device_lost", target: "room:battery-room" }"#,
      #"{ at: "1s", event: "leak", target: "leak-hall", distance: 2, metres_per_minute: 0.5 }"#,
      #"{ at: "1s", event: "rack_load", level: 1.2 }"#,
      #"{ at: "1s", event: "outdoor_temperature", celsius: 38 }"#,
      #"{ at: "1s", event: "leak", target: "leak-hall", distance: 12 }"#,
      #"{ at: "1s", event: "leak_dried" }"#,
      #"{ at: "1s", event: "leak_cable_broken", target: "class:leak" }"#,
      #"{ at: "1s", event: "leak_cable_repaired" }"#,
      #"{ at: "1s", event: "fire", target: "room:hall-1", smoke: 0.001, heat: 2000 }"#,
      #"{ at: "1s", event: "fire_out" }"#,
      #"{ at: "1s", event: "contact_set", target: "fire-hall", point: "fire_alarm" }"#,
      #"{ at: "1s", event: "contact_cleared", target: "fire-hall", point: "fire_alarm" }"#,
      #"{ at: "1s", event: "contact_released", target: "fire-hall", point: "fire_alarm" }"#,
      #"{ at: "1s", event: "aspirator_blocked", target: "smoke-hall" }"#,
      #"{ at: "1s", event: "aspirator_freed", target: "smoke-hall" }"#,
      #"{ at: "1s", event: "sensor_stuck", target: "hot-1" }"#,
      #"{ at: "1s", event: "sensor_drift", target: "hot-1", per_hour: 3 }"#,
      #"{ at: "1s", event: "sensor_lost", target: "hot-1", point: "air_temperature" }"#,
      #"{ at: "1s", event: "sensor_repaired", target: "hot-1" }"#,
      #"{ at: "1s", event: "device_lost", target: "hot-1" }"#,
      #"{ at: "1s", event: "device_back", target: "class:ups" }"#,
      #"{ at: "1s", event: "marker", say: "somebody calls" }"#,
      #"{ at: "1s", event: "point_set", target: "hot-1", point: "air_temperature", value: 24 }"#,
      #"{ at: "1s", event: "point_set", target: "fire-hall", point: "fire_alarm", value: true }"#,
      #"{ at: "1s", event: "point_set", target: "ups-a", point: "ups_status", value: ["online"] }"#,
      #"{ at: "1s", event: "point_ramp", target: "hot-1", point: "air_temperature", to: 60, for: "9s" }"#,
      #"{ at: "1s", event: "point_lost", target: "hot-1", point: "air_temperature" }"#,
      #"{ at: "1s", event: "point_free", target: "hot-1", point: "air_temperature" }"#,
    ])
  func events(text: String) throws {
    #expect(try Self.problems(text) == [])
  }

  @Test("times count from the end of the lead, and an event may be repeated")
  func leadAndRepetition() throws {
    let text = """
      { name: "x", lead: "1m", duration: "10m", events: [
        { at: "-30s", event: "marker", say: "before" },
        { at: "10s", every: "20s", until: "50s", event: "marker", say: "again" },
      ] }
      """
    let (scenario, problems) = ScenarioFile.read(text, file: "x", hall: try DemoHall.hall())
    #expect(problems.map(\.description) == [])
    #expect(scenario?.events.map(\.at) == [30, 70, 90, 110].map { .seconds($0) })
    #expect(scenario?.duration == .seconds(660))
  }

  @Test("no kind of event is missing from the test above")
  func allKinds() {
    #expect(ScenarioEventKind.allCases.count == 44)
  }

  @Test(
    "mistakes are said with their place and what would be right",
    arguments: [
      (
        #"{ at: "1s", event: "utility_lst" }"#,
        "events[0].event: unknown \"utility_lst\"; did you mean `utility_lost`?"
      ),
      (
        #"{ at: "1s", event: "utility_lost", target: "feed:C" }"#,
        "events[0].target: no feed \"C\"; known: A, B"
      ),
      (
        #"{ at: "1s", event: "utility_lost", target: "ups-a" }"#,
        "events[0].target: expected a feed, such as \"feed:A\", or no target for all"
      ),
      (
        #"{ at: "1s", event: "cooling_trip", target: "crv-9" }"#,
        "events[0].target: no device \"crv-9\"; did you mean `crv-1`?"
      ),
      (
        #"{ at: "1s", event: "cooling_trip", target: "ups-a" }"#,
        "events[0].target: ups-a is of class ups; the event is for cooling"
      ),
      (
        #"{ at: "1s", event: "cooling_trip", target: "class:pdu" }"#,
        "events[0].target: the site has no device of class pdu"
      ),
      (
        #"{ at: "1s", event: "device_lost", target: ["hot-1", "hot-7"] }"#,
        "events[0].target[1]: no device \"hot-7\"; did you mean `hot-1`?"
      ),
      (
        #"{ at: "1s", event: "battery_runaway", target: "hot-1" }"#,
        "events[0].target: hot-1 is of class environment; the event is for battery or ups"
      ),
      (
        #"{ at: "1s", event: "marker" }"#,
        "events[0]: a marker needs `say`: what it marks"
      ),
      (
        #"{ at: "1s", event: "point_set", target: "hot-1", point: "temprature", value: 24 }"#,
        "events[0].point: hot-1 has no point \"temprature\""
      ),
      (
        #"{ at: "1s", event: "point_set", target: "fire-hall", point: "fire_alarm", value: 24 }"#,
        "events[0].point: fire_alarm of fire-hall is true or false"
      ),
      (
        #"{ at: "-1s", event: "marker", say: "before" }"#,
        "events[0].at: \"-1s\" is no duration; write a whole number and ms, s, m, h or d, such as "
          + "\"5s\""
      ),
      (
        #"{ at: "9s", every: "1s", event: "marker", say: "again" }"#,
        "events[0]: `every` needs `until`, at most 10000 times later"
      ),
      (
        #"{ at: "1s", event: "rack_load", level: 9 }"#,
        "events[0].level: 9 is out of range; expected a number from 0 to 3"
      ),
      (
        #"{ at: "1s", event: "fire_out", taget: "room:hall-1" }"#,
        "events[0].taget: unknown key; did you mean `target`?"
      ),
    ])
  func mistakes(event: String, message: String) throws {
    // The place in the file is tested with the reader of files; here it is the path and the words.
    let said = try Self.problems(event).map { $0.drop { $0 != " " }.dropFirst() }
    #expect(said == [message[...]])
  }

  @Test("expectations must say for which site they are made")
  func expectationsNeedSite() throws {
    let text = """
      { name: "x", duration: "1m", events: [],
        expect: [{ alarm: "a", device: "b", after: "1s", within: "1s" }] }
      """
    let problems = ScenarioFile.read(text, file: "x.json5", hall: try DemoHall.hall()).1
    #expect(
      problems.map(\.description) == [
        "x.json5:1:1: `expect` names devices of one site; add `site: \"demo-hall\"`"
      ])
  }

  @Test("a story may extend another: all of it happens, and what is added")
  func extends() throws {
    let base = """
      { name: "base", lead: "1m", duration: "5m", site: "demo-hall",
        events: [{ at: "10s", event: "marker", say: "base" }],
        expect: [{ alarm: "a", device: "b", after: "1s", within: "1s" }] }
      """
    let text = """
      { name: "x", extends: "base", events: [{ at: "-30s", event: "marker", say: "added" }],
        expect: [{ alarm: "room_loss", of: "hall-1", after: "2s", within: "1s" }] }
      """
    let (read, problems) = ScenarioFile.read(
      text, file: "x", hall: try DemoHall.hall(), base: { $0 == "base" ? base : nil })
    #expect(problems.map(\.description) == [])
    let scenario = try #require(read)
    #expect(scenario.events.map(\.at) == [.seconds(70), .seconds(30)])
    #expect(scenario.duration == .seconds(360))
    #expect(scenario.site == "demo-hall")
    #expect(scenario.expectations.map(\.after) == [.seconds(61), .seconds(62)])
    #expect(scenario.expectations[1].place == "hall-1")
    let other = ScenarioFile.read(
      "{ name: \"x\", extends: \"y\", events: [] }", file: "x.json5", hall: try DemoHall.hall())
    #expect(other.1.map(\.description) == ["x.json5:1:23: extends: no scenario \"y\" to extend"])
  }
}
