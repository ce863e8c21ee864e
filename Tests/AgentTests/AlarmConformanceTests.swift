import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

/// What of the list of conformance (field notes on alarms, chapter 9) is about records, the API and
/// metrics, and so about the whole agent.
@Suite("Conformance of the agent's alarms")
struct AlarmConformanceTests {
  private func text(_ record: JournalRecord, _ name: String) -> String? {
    guard case .text(let text)? = record.fields.first(where: { $0.name == name })?.value else {
      return nil
    }
    return text
  }

  private func site(
    _ settings: AgentSettings, resuming: ResumedState = ResumedState(), temperature: Double = 24.5
  ) throws -> VirtualSite {
    try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: temperature)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ], resuming: resuming)
  }

  private static let wordCount = 21

  /// A site whose UPS has words of 16 flags, each an alarm without delay, and a bit of fire.
  private func flagSite() throws -> AgentSettings {
    var settings = try TestSite.settings(alarmRules: [
      AlarmRule(
        name: "flag", selector: PointSelector(quantity: "device_alarm_active"),
        test: .isFlag(true), priority: .low)
    ])
    let quantity = try #require(Quantity.named("device_alarm_active"))
    settings.devices[1].profile.points =
      (0..<Self.wordCount).map { word in
        PointDefinition(
          name: "word-\(word)", table: .holdingRegister, address: UInt16(word),
          encoding: RegisterEncoding(.bits),
          meaning: .flags((0..<16).map { FlagName(bit: $0, name: "bit\($0)") }),
          series: (0..<16).map { bit in
            SeriesDefinition(
              quantity,
              labels: [Label("alarm", "flag_\(word)_\(bit)"), Label("severity", "warning")],
              extraction: .bit(bit))
          })
      } + [
        PointDefinition(
          name: "panel", table: .holdingRegister, address: 100, encoding: RegisterEncoding(.bits),
          meaning: .flags([FlagName(bit: 0, name: "fire")]),
          alarms: [
            DeviceAlarmDefinition(
              name: "fire_alarm", severity: .critical, hazard: .fire, extraction: .bit(0))
          ])
      ]
    return settings
  }

  private func words(_ value: UInt16, fire: UInt16 = 0) -> VirtualSite.Device {
    var words: [UInt16: UInt16] = [100: fire]
    for address in 0..<Self.wordCount { words[UInt16(address)] = value }
    return VirtualSite.Device(words: [.holdingRegister: words])
  }

  @Test("9.3 the records of an unplugged device are complete, its alarms stay on the metrics page")
  func unplugged() throws {
    var site = try site(TestSite.settings(), temperature: 29)
    site.run(for: .seconds(3))
    site.devices[TestSite.probeLine]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(10))
    let about = site.records.filter { text($0, "device") == "probe-1" }.map(\.kind)
    #expect(about == [.occurred, .communicationLost, .qualityChanged])
    let samples = try site.exposition()
    let alarm =
      #"{alarm="cold_aisle_temperature",device="probe-1",point="temperature",limit="high",priority="high"}"#
    #expect(samples["hallwatch_alarm_active" + alarm] == 1)
    #expect(samples["hallwatch_alarm_condition_known" + alarm] == 0)
    #expect(samples[#"facility_air_temperature_celsius{device="probe-1",aisle="cold"}"#] == nil)
  }

  @Test("a communication alarm of an earlier run goes once its device is found to answer")
  func communicationOverRestart() throws {
    let snapshot = AlarmSnapshot(
      id: "communication_loss/probe-1",
      facts: AlarmFacts(condition: .active, isAcknowledged: false, quality: .bad),
      priority: .high, activations: 1, activeSince: nil, shelving: nil)
    var site = try site(TestSite.settings(), resuming: ResumedState(alarms: [snapshot]))
    site.run(for: .seconds(5))
    let alarm = try #require(site.agent.alarms.index(of: "communication_loss/probe-1"))
    #expect(site.agent.alarms[alarm].state == .returnedUnacknowledged)
  }

  @Test("a device that is still lost after a restart is known to be, and is no news")
  func stillLost() throws {
    let snapshot = AlarmSnapshot(
      id: "communication_loss/probe-1", facts: AlarmFacts(condition: .active, quality: .bad),
      priority: .critical, activations: 1, activeSince: nil, shelving: nil)
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: VirtualSite.Device(manner: .neverAnswers)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ], resuming: ResumedState(alarms: [snapshot]))
    site.run(for: .seconds(20))
    let alarm = try #require(site.agent.alarms.index(of: "communication_loss/probe-1"))
    let status = site.agent.alarms[alarm]
    #expect(status.state == .acknowledged && status.isConditionKnown)
    #expect(status.priority == .critical && status.activations == 1)
    #expect(!site.records.contains { $0.kind == .communicationLost })
  }

  @Test("9.5 ten thousand transitions in a minute: all recorded, fire on top, memory bounded")
  func hugeFlood() throws {
    var site = try VirtualSite(
      flagSite(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: words(0)],
      ])
    site.run(for: .seconds(2))
    let before = site.records.count
    // 336 flags that go on and off every second, and fire in the middle of it.
    for second in 0..<34 {
      site.devices[TestSite.upsLine]?[1] = words(
        second % 2 == 0 ? 0xFFFF : 0, fire: second >= 15 ? 1 : 0)
      site.run(for: .seconds(1))
    }
    let records = site.records.dropFirst(before)
    let transitions = records.count { $0.kind == .occurred || $0.kind == .returned }
    #expect(transitions >= 10_000)
    #expect(site.records.map(\.sequence) == Array(1...UInt64(site.records.count)))
    #expect(records.count { $0.kind == .floodStarted } == 1)
    let list = site.agent.alarmList(all: false, at: site.now).compact
    let first = try #require(list.firstRange(of: #""alarms":[{"id":""#))
    #expect(list[first.upperBound...].hasPrefix("fire_alarm/ups-a/panel"))
    #expect(list.contains(#""flood_active":true"#))
    // A small part of a second's worth of records waits for the disk, no announcement is kept.
    #expect(site.agent.journal.pendingCount == 0)
    site.run(for: .seconds(700))
    #expect(site.records.last { $0.kind == .floodEnded } != nil)
    #expect(try site.exposition()["hallwatch_alarm_flood_active"] == 0)
    #expect(try site.exposition()["hallwatch_alarm_floods_total"] == 1)
  }

  @Test("only alarms that are not normal, or were, have series of their state when that is wanted")
  func fewerStates() throws {
    var settings = try TestSite.settings()
    settings.alarmStateSeries = .active
    var site = try site(settings)
    site.run(for: .seconds(3))
    func states() throws -> Int {
      try site.exposition().keys.count { $0.hasPrefix("hallwatch_alarm_state{") }
    }
    #expect(try states() == 0)
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords(temperature: 29)
    site.run(for: .seconds(3))
    #expect(try states() == 9)
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords()
    site.run(for: .seconds(3))
    #expect(try states() == 9)
    let active = #"hallwatch_alarm_active{alarm="on_battery",device="ups-a",point="status""#
    #expect(try site.exposition().keys.contains { $0.hasPrefix(active) })
  }

  @Test("the first alarm of a room is first-out in the journal and in the API, over a restart too")
  func firstOut() throws {
    var settings = try TestSite.settings()
    for index in settings.devices.indices {
      settings.devices[index].labels.append(Label("room", "r"))
    }
    var site = try site(settings)
    site.run(for: .seconds(5))
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords(temperature: 29)
    site.run(for: .seconds(5))
    site.devices[TestSite.upsLine]?[1] = TestSite.upsWords(status: 4)
    site.run(for: .seconds(5))
    let occurred = site.records.filter { $0.kind == .occurred }
    #expect(occurred.map { text($0, "group") } == ["r", "r"])
    #expect(occurred.map { text($0, "first_out") } == ["first", nil])
    #expect(
      site.agent.alarmList(all: false, at: site.now).compact.contains(#""first_out":"first""#))
    let fields = Dictionary(occurred[0].fields.map { ($0.name, $0.value) }) { first, _ in first }
      .merging(["id": .text(text(occurred[0], "id") ?? "")]) { first, _ in first }
    let snapshot = try #require(AlarmSnapshot(journalFields: fields))
    #expect(snapshot.firstOut == .first)
  }

  @Test("two devices of a room that fall silent together are one critical alarm more")
  func roomLoss() throws {
    var settings = try TestSite.settings()
    for index in settings.devices.indices {
      settings.devices[index].labels.append(Label("room", "r"))
    }
    var site = try site(settings)
    site.run(for: .seconds(5))
    for line in [TestSite.probeLine, TestSite.upsLine] {
      site.devices[line]?[1]?.manner = .neverAnswers
    }
    site.run(for: .seconds(20))
    let alarm = try #require(site.agent.alarms.index(of: "room_loss/r"))
    #expect(site.agent.alarms[alarm].state == .unacknowledged)
    #expect(
      try site.exposition()[
        #"hallwatch_alarm_active{alarm="room_loss",point="r",priority="critical"}"#] == 1)
    for line in [TestSite.probeLine, TestSite.upsLine] {
      site.devices[line]?[1]?.manner = .answers
    }
    site.run(for: .seconds(60))
    #expect(site.agent.alarms[alarm].state == .returnedUnacknowledged)
  }

  @Test("a device whose heartbeat stands still is an alarm although it answers")
  func heartbeat() throws {
    var settings = try TestSite.settings()
    settings.devices[0].profile.heartbeat = Heartbeat(point: "humidity", limit: .seconds(10))
    var site = try site(settings)
    site.run(for: .seconds(9))
    let alarm = try #require(
      site.agent.alarms.index(of: "heartbeat_frozen/probe-1/humidity"))
    #expect(site.agent.alarms[alarm].state == .normal)
    site.run(for: .seconds(4))
    #expect(site.agent.alarms[alarm].state == .unacknowledged)
    site.devices[TestSite.probeLine]?[1]?.words[.inputRegister]?[2] = 483
    site.run(for: .seconds(2))
    #expect(site.agent.alarms[alarm].state == .returnedUnacknowledged)
  }

  @Test("the figures of the alarm system are in the API and on the metrics page")
  func figures() throws {
    var site = try site(TestSite.settings())
    site.run(for: .seconds(3))
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords(temperature: 29)
    site.run(for: .seconds(5))
    site.ask(
      OperatorAct(
        .acknowledge("cold_aisle_temperature/probe-1/temperature/high"), user: "kim"))
    site.run(for: .seconds(1))
    let samples = try site.exposition()
    #expect(samples[#"hallwatch_alarm_annunciations_total{priority="high"}"#] == 1)
    #expect(samples[#"hallwatch_alarm_recent_annunciations{window="10m"}"#] == 1)
    #expect(samples[#"hallwatch_alarm_acknowledgements_total{priority="high"}"#] == 1)
    #expect(samples[#"hallwatch_alarm_acknowledge_seconds_total{priority="high"}"#] ?? 0 > 1)
    #expect(samples["hallwatch_alarm_top_offenders_ratio"] == 1)
    #expect(samples["hallwatch_alarm_flood_started_timestamp_seconds"] == nil)
    let list = site.agent.alarmList(all: false, at: site.now).compact
    #expect(list.contains(#""statistics":{"annunciations":{"last_10m":1"#))
    #expect(
      list.contains(
        #""top_offenders":[{"id":"cold_aisle_temperature/probe-1/temperature/high","occurrences":1}]"#
      ))
  }
}
