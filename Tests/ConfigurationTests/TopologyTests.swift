import Agent
import Configuration
import Testing

@Suite("Topology")
struct TopologyTests {
  private static let text = #"""
    { site: "x",
      topology: {
        rooms: {
          "hall-1": { title: "Data hall 1", floor: "1", building: "east", use: "it", ashrae_class: "A2" },
          "bat": { use: "battery" },
        },
        power: {
          "utility-a": { kind: "utility", feed: "A" },
          "gen-1": { kind: "generator" },
          "ats-a": { kind: "transfer", feed: "A", fed_by: ["utility-a", "gen-1"] },
          "ups-a": { kind: "ups", feed: "A", fed_by: ["ats-a"], devices: ["a"], room: "hall-1" },
        },
        redundancy: {
          ups: { scheme: "2N", members: ["ups-a", "b"] },
          probes: { scheme: "N+1", members: ["a", "b"],
            lost_when: { quantity: "air_temperature_celsius", above: 60, deadband: 1 } },
        },
      },
      devices: [
        { name: "a", endpoint: "tcp://h", profile: "acme", labels: { room: "hall-1" } },
        { name: "b", endpoint: "tcp://i", profile: "acme", labels: { room: "bat" } },
      ] }
    """#

  @Test("says rooms, the power chain and redundancy in the order of the file")
  func whole() throws {
    let (loaded, problems) = loadSite(Self.text)
    #expect(problems.map(\.description) == [])
    let topology = try #require(loaded).settings.topology
    #expect(topology.rooms.map(\.name) == ["hall-1", "bat"])
    #expect(topology.room("hall-1")?.title == "Data hall 1")
    #expect(topology.room("hall-1")?.ashraeClass == .a2)
    #expect(topology.room("bat")?.use == .battery)
    #expect(topology.power.map(\.name) == ["utility-a", "gen-1", "ats-a", "ups-a"])
    #expect(topology.power[2].fedBy == ["utility-a", "gen-1"])
    #expect(topology.power[3].devices == ["a"])
    #expect(topology.redundancy.map(\.needed) == [1, 1])
    // A node of the power chain stands for the devices that measure it.
    #expect(topology.redundancy[0].members.map(\.devices) == [["a"], ["b"]])
    #expect(
      topology.redundancy[1].lostWhen
        == .points(
          PointSelector(quantity: "air_temperature_celsius"), .above(60, deadband: 1),
          quantifier: .any))
  }

  @Test("members of 2N that share a room are warned of")
  func sharedRoom() throws {
    let text = Self.text.replacing("room: \"bat\"", with: "room: \"hall-1\"")
    let (loaded, problems) = loadSite(text)
    #expect(problems.isEmpty)
    let warnings = try #require(loaded).warnings.map(\.message)
    #expect(warnings.contains("ups-a and b share the room hall-1: one fire takes both"))
  }

  @Test("a room that no device stands in is warned of")
  func emptyRoom() throws {
    let (loaded, _) = loadSite(Self.text.replacing("room: \"bat\"", with: "room: \"bath\""))
    let warnings = try #require(loaded).warnings.map(\.message)
    #expect(warnings.contains(#"no device has the label room = "bat"; did you mean `bath`?"#))
  }
}
