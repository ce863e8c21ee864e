import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("What the agent adds to readings")
struct DerivedTests {
  private static let line = LineIndex(rawValue: 0)

  /// One device with these points, read every second.
  private func settings(
    _ points: [PointDefinition], heartbeat: Heartbeat? = nil
  ) throws -> AgentSettings {
    var profile = DeviceProfile(
      name: "family", deviceClass: .environment, title: "Family", points: points)
    profile.heartbeat = heartbeat
    profile.completeDewPoints()
    profile.completeHeartbeat()
    #expect(profile.problems().map(\.description) == [])
    return AgentSettings(
      site: "test",
      lines: [
        LineSettings(name: "tcp://127.0.0.1:1502", medium: .tcp(host: "127.0.0.1", port: 1502))
      ],
      devices: [
        DeviceSettings(
          name: "d", profile: profile, line: Self.line, unit: try #require(UnitID(rawValue: 1)),
          interval: .seconds(1), timeout: .milliseconds(500), maximumAge: .seconds(5))
      ],
      alarmRules: [], configurationHash: "0123abcd")
  }

  private func site(
    _ settings: AgentSettings, _ words: [UInt16: UInt16], resuming: ResumedState = ResumedState()
  ) throws -> VirtualSite {
    try VirtualSite(
      settings, devices: [Self.line: [1: .init(words: [.inputRegister: words])]],
      resuming: resuming)
  }

  private func point(
    _ name: String, _ address: UInt16, scale: Double = 1, _ quantity: String
  ) throws -> PointDefinition {
    let quantity = try #require(Quantity.named(quantity))
    return PointDefinition(
      name: name, table: .inputRegister, address: address, encoding: RegisterEncoding(.u16),
      meaning: .number(Scaling(scale: scale)), sentinels: [.value(0xFFFF, .notAvailable)],
      series: [SeriesDefinition(quantity)])
  }

  // MARK: Dew point

  private func air() throws -> AgentSettings {
    try settings([
      point("temperature", 1, scale: 0.1, "air_temperature_celsius"),
      point("humidity", 2, scale: 0.001, "air_relative_humidity_ratio"),
    ])
  }

  private static let dewPoint = #"facility_air_dew_point_celsius{device="d",source="computed"}"#

  @Test("a dew point is worked out where the device gives none")
  func dewPoint() throws {
    // Tables of moist air: 24.5 degrees at 48.2 per cent condense at 12.9 degrees, 30 at 100 at 30.
    for (temperature, humidity, expected) in [
      (245, 482, 12.86), (300, 1000, 30), (200, 500, 9.26), (50, 800, 1.84),
    ] {
      var site = try site(air(), [1: UInt16(temperature), 2: UInt16(humidity)])
      site.run(for: .seconds(3))
      let value = try #require(try site.exposition()[Self.dewPoint])
      #expect(abs(value - expected) < 0.06, "\(value)")
    }
  }

  @Test("without a good humidity there is no dew point, and it does not outlive one of the two")
  func noDewPoint() throws {
    var site = try site(air(), [1: 245, 2: 482])
    site.run(for: .seconds(3))
    #expect(try site.exposition()[Self.dewPoint] != nil)
    site.devices[Self.line]?[1]?.words[.inputRegister]?[2] = 0xFFFF
    site.run(for: .seconds(2))
    #expect(try site.exposition()[Self.dewPoint] == nil)
    site.devices[Self.line]?[1]?.words[.inputRegister]?[2] = 482
    site.run(for: .seconds(2))
    #expect(try site.exposition()[Self.dewPoint] != nil)
    // The device begins to refuse the humidity.
    site.devices[Self.line]?[1]?.words[.inputRegister]?[2] = nil
    site.run(for: .seconds(20))
    let samples = try site.exposition()
    #expect(samples[#"facility_air_temperature_celsius{device="d"}"#] == 24.5)
    #expect(samples[Self.dewPoint] == nil)
  }

  @Test("a device that measures its dew point keeps its own")
  func ownDewPoint() throws {
    let settings = try settings([
      point("temperature", 1, scale: 0.1, "air_temperature_celsius"),
      point("humidity", 2, scale: 0.001, "air_relative_humidity_ratio"),
      point("dew", 3, scale: 0.1, "air_dew_point_celsius"),
    ])
    #expect(settings.devices[0].profile.points.count == 3)
  }

  // MARK: Counters

  private static let pulses = #"facility_contact_pulses_total{device="d"}"#

  private func counter() throws -> AgentSettings {
    var point = try point("pulses", 1, "contact_pulses_total")
    point.sentinels = []
    point.rollsOverAt = 65536
    return try settings([point])
  }

  private func pulses(_ site: inout VirtualSite, _ count: UInt16) throws -> Double? {
    site.devices[Self.line]?[1]?.words[.inputRegister]?[1] = count
    site.run(for: .milliseconds(1500))
    return try site.exposition()[Self.pulses]
  }

  @Test("a counter goes on over its roll-over, again and again")
  func rollOver() throws {
    var site = try site(counter(), [1: 65000])
    site.run(for: .seconds(2))
    #expect(try pulses(&site, 65535) == 65535)
    #expect(try pulses(&site, 3) == 65539)
    #expect(try pulses(&site, 60000) == 125_536)
    #expect(try pulses(&site, 0) == 131_072)
  }

  @Test("a counter that is set back in the middle starts again, as a counter does")
  func setBack() throws {
    var site = try site(counter(), [1: 30000])
    site.run(for: .seconds(2))
    #expect(try pulses(&site, 10) == 10)
    #expect(try pulses(&site, 65535) == 65535)
    #expect(try pulses(&site, 30000) == 30000)
  }

  @Test("turns, and a turn made while the agent was away, are known after a restart")
  func restart() throws {
    var first = try site(counter(), [1: 64000])
    first.run(for: .seconds(2))
    #expect(try pulses(&first, 5) == 65541)
    #expect(try pulses(&first, 50000) == 115_536)
    var snapshots: [CounterSnapshot] = []
    for record in first.records where record.kind == .counter {
      var fields: [String: JournalRecord.FieldValue] = ["kind": .text(record.kind.rawValue)]
      for field in record.fields { fields[field.name] = field.value }
      snapshots.append(try #require(CounterSnapshot(journalFields: fields)))
    }
    #expect(snapshots.last?.turns == 1)
    // A record for the start, the turn and the eighth that was reached; not one for every reading.
    #expect(snapshots.count == 3)
    let last = try #require(snapshots.last)
    var second = try site(
      counter(), [1: 51000], resuming: ResumedState(lastSequence: 9, counters: [last]))
    second.run(for: .seconds(2))
    #expect(try second.exposition()[Self.pulses] == 116_536)
    var third = try site(
      counter(), [1: 700], resuming: ResumedState(lastSequence: 9, counters: [last]))
    third.run(for: .seconds(2))
    #expect(try third.exposition()[Self.pulses] == 131_772)
  }

  // MARK: Heartbeat

  @Test("what a device says while its heartbeat stands still is nothing, and it is told")
  func heartbeat() throws {
    let gas = try point("gas", 1, "gas_concentration_ppm")
    var beat = gas
    beat.name = "beat"
    beat.address = 2
    beat.series = []
    let settings = try settings(
      [gas, beat], heartbeat: Heartbeat(point: "beat", limit: .seconds(10)))
    var site = try site(settings, [1: 40, 2: 1])
    let value = #"facility_gas_concentration_ppm{device="d"}"#
    let stale = #"facility_device_heartbeat_stale{device="d"}"#
    func samples(beating count: UInt16, for seconds: Int) throws -> [String: Double] {
      site.devices[Self.line]?[1]?.words[.inputRegister]?[2] = count
      site.run(for: .seconds(seconds))
      return try site.exposition()
    }
    // Until it has beaten once, nobody knows.
    var seen = try samples(beating: 2, for: 8)
    #expect(seen[value] == 40 && seen[stale] == nil)
    seen = try samples(beating: 3, for: 9)
    #expect(seen[value] == 40 && seen[stale] == 0)
    seen = try samples(beating: 3, for: 8)
    #expect(seen[value] == nil)
    #expect(seen[stale] == 1)
    #expect(seen[#"hallwatch_device_up{device="d"}"#] == 0)
    #expect(site.announcements.contains { $0.text.contains("device_heartbeat_stale") })
    seen = try samples(beating: 4, for: 5)
    #expect(seen[value] == 40 && seen[stale] == 0)
    #expect(seen[#"hallwatch_device_up{device="d"}"#] == 1)
  }

  @Test("a heartbeat that stands still is one through a silence and a restart, until it beats")
  func standingHeartbeat() throws {
    let gas = try point("gas", 1, "gas_concentration_ppm")
    let settings = try settings([gas], heartbeat: Heartbeat(point: "gas", limit: .seconds(10)))
    var site = try site(settings, [1: 40])
    let id = "device_heartbeat_stale/d/heartbeat_stale"
    func isActive(_ site: VirtualSite) -> Bool? {
      site.agent.alarms.index(of: id).map { site.agent.alarms[$0].isActive }
    }
    site.run(for: .seconds(15))
    #expect(isActive(site) == true)
    site.devices[Self.line]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(60))
    site.devices[Self.line]?[1]?.manner = .answers
    site.run(for: .seconds(40))
    #expect(isActive(site) == true)
    #expect(!site.records.contains { $0.kind == .returned })
    #expect(try site.exposition()[#"facility_device_heartbeat_stale{device="d"}"#] == 1)
    let standing = site.agent.alarms.snapshot(at: site.now, wall: WallTime(nanoseconds: 0))
    var second = try self.site(
      settings, [1: 40], resuming: ResumedState(lastSequence: 9, alarms: standing))
    second.run(for: .seconds(8))
    #expect(isActive(second) == true)
    second.devices[Self.line]?[1]?.words[.inputRegister]?[1] = 41
    second.run(for: .seconds(8))
    #expect(isActive(second) == false)
  }

  @Test("a device that was silent for long is not taken for one that stands still")
  func silence() throws {
    let gas = try point("gas", 1, "gas_concentration_ppm")
    let settings = try settings([gas], heartbeat: Heartbeat(point: "gas", limit: .seconds(10)))
    var site = try site(settings, [1: 40])
    site.run(for: .seconds(3))
    site.devices[Self.line]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(60))
    site.devices[Self.line]?[1]?.manner = .answers
    site.run(for: .seconds(40))
    // It stands still since it answers again, and is told only after the limit.
    #expect(
      try site.exposition()[#"facility_device_heartbeat_stale{device="d"}"#] == 1)
  }
}
