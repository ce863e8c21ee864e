import Agent
import Alarms
import Configuration
import DeviceProfiles
import Readings
import Testing

@Suite("Alarms that follow from rooms, feeds and redundancy")
struct TopologyAlarmTests {
  /// Two feeds with a meter, an uninterruptible supply each and a generator for both.
  private static let feeds = #"""
    { site: "x",
      topology: {
        power: {
          "mains-a": { kind: "utility", feed: "A", devices: ["m-a"] },
          "mains-b": { kind: "utility", feed: "B", dead_when: { device: "u-b", quantity: "ups_on_battery", is: true } },
          "gen": { kind: "generator", devices: ["g"] },
          "ups-a": { kind: "ups", feed: "A", fed_by: ["mains-a", "gen"], devices: ["u-a"] },
          "ups-b": { kind: "ups", feed: "B", fed_by: ["mains-b", "gen"], devices: ["u-b"] },
        },
        redundancy: { ups: { scheme: "2N", members: ["ups-a", "ups-b"] } },
      },
      devices: [
        { name: "m-a", endpoint: "tcp://h", unit: 1, labels: { room: "r1", feed: "A" }, points: [
          { point: "l1", table: "input", address: 1, type: "u16", quantity: "electric_voltage_volts", labels: { phase: "l1" } },
          { point: "l2", table: "input", address: 2, type: "u16", quantity: "electric_voltage_volts", labels: { phase: "l2" } }] },
        { name: "g", endpoint: "tcp://i", unit: 1, points: [
          { point: "state", table: "input", address: 1, quantity: "genset_state",
            states: [{ raw: 0, name: "stopped" }, { raw: 3, name: "running" }] }] },
        { name: "u-a", endpoint: "tcp://j", profile: "apc-smart-ups", labels: { room: "r2" } },
        { name: "u-b", endpoint: "tcp://k", profile: "apc-smart-ups", labels: { room: "r3", feed: "B" } },
      ] }
    """#

  @Test("a leak beside batteries or switchgear is critical, whatever the device calls it")
  func leakByRoom() throws {
    func priority(_ use: String) throws -> AlarmPriority? {
      let (site, problems) = loadSite(
        """
        { site: "x", topology: { rooms: { r: { use: "\(use)" } } },
          devices: [{ name: "a", endpoint: "tcp://h", unit: 1, labels: { room: "r" }, points: [
            { point: "tray", table: "discrete", address: 9, severity: "warning", hazard: "leak" }] }] }
        """)
      #expect(problems.map(\.description) == [])
      return AlarmBinding.definitions(for: try #require(site).settings)
        .first { $0.hazard == .leak }?.priority
    }
    #expect(try priority("it") == .high)
    for use in ["battery", "electrical"] { #expect(try priority(use) == .critical) }
  }

  @Test("feeds have alarms of their own: devices silent together, sources that all give nothing")
  func feedAlarms() throws {
    let (site, problems) = loadSite(Self.feeds)
    #expect(problems.map(\.description) == [])
    let settings = try #require(site).settings
    let definitions = AlarmBinding.definitions(for: settings)
    func named(_ name: String) -> [AlarmDefinition] { definitions.filter { $0.name == name } }
    // The meter has the label, the UPS measures a node of the feed. B has one device.
    #expect(named("feed_loss").map(\.id) == ["feed_loss/A"])
    #expect(
      named("feed_loss").first?.condition
        == .coincidentLoss(
          [DeviceIndex(rawValue: 0), DeviceIndex(rawValue: 2)], within: .seconds(60)))
    #expect(named("feed_dead").map(\.id) == ["feed_dead/A", "feed_dead/B"])
    for alarm in named("feed_dead") {
      #expect(alarm.priority == .critical && alarm.onDelay == .seconds(30))
    }
    guard case .expression(.all(let sources))? = named("feed_dead").first?.condition else {
      Issue.record("no sources")
      return
    }
    // Both phases of the mains, and the state of the generator.
    #expect(sources.map(\.terms.count) == [2, 1])
    #expect(AlarmBinding.untoldSources(of: settings) == [])
    let bare = Self.feeds.replacing(#", devices: ["m-a"]"#, with: "")
    let untold = try #require(loadSite(bare).0).settings
    #expect(AlarmBinding.untoldSources(of: untold) == ["mains-a"])
    #expect(
      AlarmBinding.definitions(for: untold).filter { $0.name == "feed_dead" }.map(\.id)
        == ["feed_dead/B"])
  }

  @Test("a UPS of 2N carries less than half, or nothing stands in for anything")
  func redundancyLoad() throws {
    func limits(_ text: String) throws -> [AlarmCondition] {
      let (site, problems) = loadSite(text)
      #expect(problems.map(\.description) == [])
      return AlarmBinding.definitions(for: try #require(site).settings)
        .filter { $0.name == "redundancy_load" }.map(\.condition)
    }
    func limit(_ level: LimitLevel, _ setpoint: Double) -> AlarmCondition {
      .limit(level, setpoint: setpoint, deadband: 0.02)
    }
    // Each of the two says its load in watts and in volt-amperes.
    let half = [limit(.highHigh, 0.5), limit(.high, 0.4)]
    #expect(try limits(Self.feeds) == half + half + half + half)
    let less = Self.feeds.replacing("\"2N\"", with: "\"2N\", max_load: 0.45")
    #expect(try limits(less).prefix(2) == [limit(.highHigh, 0.45), limit(.high, 0.36)])
    #expect(try limits(Self.feeds.replacing("\"2N\"", with: "\"N\"")) == [])
    let off = Self.feeds.replacing(
      "devices: [\n", with: "alarm_defaults: { off: ['redundancy_load'] }, devices: [\n")
    #expect(try limits(off) == [])
  }

  @Test(
    "a UPS whose output has no voltage is lost to its group, on the phases that it has",
    arguments: [
      // The voltages of the three phases; nil is one that is not fitted.
      ([230, 230, 230], false), ([0, 0, 0], true), ([0, 230, 230], false),
      ([0, nil, nil], true), ([230, nil, nil], false), ([nil, nil, nil], false),
    ] as [([Double?], Bool)])
  func deadOutput(voltages: [Double?], isLost: Bool) throws {
    let phases = (1...3).map {
      "{ point: \"l\($0)\", table: \"input\", address: \($0), type: \"u16\", "
        + "quantity: \"electric_voltage_volts\", labels: { side: \"output\", phase: \"l\($0)\" } }"
    }.joined(separator: ", ")
    let (site, problems) = loadSite(
      """
      { site: "x",
        topology: { redundancy: { ups: { scheme: "2N", members: ["u-a", "u-b"] } } },
        devices: [
          { name: "u-a", endpoint: "tcp://h", unit: 1, points: [\(phases)] },
          { name: "u-b", endpoint: "tcp://i", unit: 1, points: [\(phases)] },
        ] }
      """)
    #expect(problems.map(\.description) == [])
    var board = AlarmBoard(AlarmBinding.definitions(for: try #require(site).settings))
    var transitions: [AlarmTransition] = []
    for second in 0...20 {
      let now = Instant.origin + .seconds(second)
      for place in 0..<6 {
        let voltage = place < 3 ? voltages[place] : 230
        board.observe(
          PointIndex(rawValue: place),
          Reading(voltage.map { .value(.number($0)) } ?? .none(.notFitted), at: now),
          quality: voltage == nil ? .bad : .good, at: now, into: &transitions)
      }
      board.timeReached(at: now, into: &transitions)
    }
    let alarm = try #require(board.index(of: "redundancy_lost/ups"))
    #expect(board[alarm].isActive == isLost)
  }
}
