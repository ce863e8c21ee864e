import Agent
import Alarms
import DeviceProfiles
import Readings
import Registers
import Testing

@Suite("Maintenance, and alarms that are gone")
struct MaintenanceTests {
  private let hot = TestSite.hot

  private func site(resuming: ResumedState = ResumedState()) throws -> VirtualSite {
    var settings = try TestSite.settings()
    settings.devices[0].labels.append(.init("room", "hall-1"))
    var site = try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: 29)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ], resuming: resuming)
    site.run(for: .seconds(3))
    return site
  }

  private func text(_ record: JournalRecord, _ name: String) -> String? {
    guard case .text(let text)? = record.fields.first(where: { $0.name == name })?.value else {
      return nil
    }
    return text
  }

  @Test(
    "is refused in words, on record",
    arguments: [
      (
        OperatorAct.Kind.startMaintenance(
          MaintenanceScope(name: "w", devices: ["ups-z"]), for: .seconds(60)),
        "there is no device ups-z"
      ),
      (
        .startMaintenance(MaintenanceScope(name: "w", rooms: ["attic"]), for: .seconds(60)),
        "no device has the room attic"
      ),
      (
        .startMaintenance(MaintenanceScope(name: "w"), for: .seconds(60)), "give a reason"
      ),
      (.endMaintenance("w"), "no maintenance w is under way"),
    ])
  func refusals(kind: OperatorAct.Kind, refusal: String) throws {
    var site = try site()
    let before = site.agent.alarms.counts
    site.ask(OperatorAct(kind, user: "kim"), ticket: 1)
    site.run(for: .milliseconds(1))
    #expect(site.answers == [.refused("w: \(refusal)")])
    let record = try #require(site.records.last)
    #expect(record.kind == .refused)
    #expect(text(record, "refusal") == refusal)
    #expect(text(record, "actor") == "kim")
    #expect(site.agent.alarms.counts == before)
  }

  @Test("maintenance hides alarms, but no hazard, and ends by itself")
  func maintenance() throws {
    var site = try site()
    site.ask(
      OperatorAct(
        .startMaintenance(MaintenanceScope(name: "permit-9", rooms: ["hall-1"]), for: .seconds(60)),
        user: "kim", reason: "new probe"), ticket: 1)
    site.run(for: .seconds(1))
    let alarm = try #require(site.agent.alarms.index(of: hot))
    let loss = try #require(site.agent.alarms.index(of: "communication_loss/probe-1"))
    #expect(site.agent.alarms[alarm].state == .outOfService)
    #expect(site.agent.alarms[loss].state == .normal)
    #expect(site.agent.alarms.maintenance.map(\.scope.name) == ["permit-9"])
    // Nothing else is hidden: the UPS stands elsewhere.
    let battery = try #require(site.agent.alarms.index(of: "on_battery/ups-a/status"))
    #expect(site.agent.alarms[battery].state == .normal)

    site.devices[TestSite.probeLine]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(10))
    #expect(site.agent.alarms[loss].state == .unacknowledged)
    site.devices[TestSite.probeLine]?[1]?.manner = .answers
    site.run(for: .seconds(60))
    #expect(site.agent.alarms.maintenance.isEmpty)
    #expect(site.agent.alarms[alarm].state == .unacknowledged)
    #expect(site.records.contains { $0.kind == .maintenanceEnded })
  }

  /// A site whose probe has a limit of 35 °C that is 28 °C while somebody works in its room.
  private func tightenedSite(resuming: ResumedState = ResumedState()) throws -> VirtualSite {
    var rule = TestSite.temperatureRule
    rule.test = .limits([.high: 35])
    rule.hazard = .heat
    rule.inMaintenance = .limits([.high: 28])
    var settings = try TestSite.settings(alarmRules: [rule])
    for device in settings.devices.indices {
      settings.devices[device].labels.append(.init("room", "hall-1"))
    }
    var site = try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: 29)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ], resuming: resuming)
    site.run(for: .seconds(3))
    return site
  }

  private func setpoint(_ site: VirtualSite) throws -> Double {
    let page = site.agent.alarmList(all: true, at: site.now).compact
    let alarm = try #require(page.firstRange(of: "\"id\":\"\(hot)\""))
    let rest = page[alarm.upperBound...]
    let start = try #require(rest.firstRange(of: "\"setpoint\":")).upperBound
    return try #require(Double(String(rest[start...].prefix { $0.isNumber })))
  }

  @Test("work in the room tightens a limit for as long as it lasts, on record both ways")
  func tightened() throws {
    var site = try tightenedSite()
    let alarm = try #require(site.agent.alarms.index(of: hot))
    #expect(site.agent.alarms[alarm].state == .normal)
    #expect(try setpoint(site) == 35)
    // Work on the UPS, in the same room as the probe.
    site.ask(
      OperatorAct(
        .startMaintenance(MaintenanceScope(name: "w", devices: ["ups-a"]), for: .seconds(60)),
        user: "kim", reason: "batteries are moved"), ticket: 1)
    site.run(for: .seconds(2))
    #expect(site.agent.alarms[alarm].state == .unacknowledged)
    #expect(try setpoint(site) == 28)
    let occurred = try #require(site.records.last { $0.kind == .occurred && text($0, "id") == hot })
    #expect(occurred.fields.contains { $0.name == "limit" && $0.value == .number(28) })
    let changed = try #require(site.records.first { $0.kind == .limitChanged })
    #expect(text(changed, "alarm_id") == hot && text(changed, "comment") == "maintenance w")
    site.run(for: .seconds(60))
    #expect(site.agent.alarms.maintenance.isEmpty)
    #expect(site.agent.alarms[alarm].state == .returnedUnacknowledged)
    #expect(site.records.count { $0.kind == .limitChanged } == 2)
    #expect(try setpoint(site) == 35)
  }

  @Test("what work tightened is as tight after a restart, and is no change of the site file")
  func tightenedOverRestart() throws {
    var first = try tightenedSite()
    first.ask(
      OperatorAct(
        .startMaintenance(MaintenanceScope(name: "w", rooms: ["hall-1"]), for: .seconds(600)),
        user: "kim", reason: "batteries are moved"), ticket: 1)
    first.run(for: .seconds(2))
    let wall = first.wallStart + .seconds(10)
    let started = try #require(first.records.last { $0.kind == .maintenanceStarted })
    let fields = Dictionary(started.fields.map { ($0.name, $0.value) }) { first, _ in first }
    let occurred = try #require(
      first.records.last { $0.kind == .occurred && text($0, "id") == hot })
    var resumed = ResumedState(
      lastSequence: 99, alarms: first.agent.alarms.snapshot(at: first.now, wall: wall),
      identities: [hot: occurred.fields],
      maintenance: [try #require(MaintenanceSnapshot(journalFields: fields))], wall: wall)
    resumed.configurationVersion = "another"
    let second = try tightenedSite(resuming: resumed)
    let alarm = try #require(second.agent.alarms.index(of: hot))
    #expect(second.agent.alarms[alarm].state == .unacknowledged)
    #expect(try setpoint(second) == 28)
    #expect(!second.records.contains { $0.kind == .limitChanged })
  }

  @Test("work tightens a rise too")
  func tightenedRise() throws {
    var rule = TestSite.temperatureRule
    rule.test = .change(by: 4, within: .seconds(60))
    rule.hazard = .heat
    rule.inMaintenance = .change(by: 2, within: .seconds(60))
    var site = try VirtualSite(
      TestSite.settings(alarmRules: [rule]),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: 24)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(30))
    let alarm = try #require(
      site.agent.alarms.index(of: "cold_aisle_temperature/probe-1/temperature"))
    site.devices[TestSite.probeLine]?[1]?.words[.inputRegister]?[1] = 270
    site.run(for: .seconds(2))
    #expect(site.agent.alarms[alarm].state == .normal)
    site.ask(
      OperatorAct(
        .startMaintenance(MaintenanceScope(name: "w", devices: ["probe-1"]), for: .seconds(60)),
        user: "kim", reason: "r"))
    site.run(for: .seconds(2))
    #expect(site.agent.alarms[alarm].state == .unacknowledged)
  }

  @Test(
    "an alarm of a hazard is shelved only where its rule says so; any other unless it says not",
    arguments: [
      (AlarmHazard.heat, nil, false), (.heat, true, true), (.none, nil, true),
      (.none, false, false),
    ] as [(AlarmHazard, Bool?, Bool)])
  func shelvable(hazard: AlarmHazard, shelvable: Bool?, isAllowed: Bool) throws {
    var rule = TestSite.temperatureRule
    rule.hazard = hazard
    rule.shelvable = shelvable
    var site = try VirtualSite(
      TestSite.settings(alarmRules: [rule]),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: 29)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(3))
    let alarm = try #require(site.agent.alarms.index(of: hot))
    site.ask(OperatorAct(.shelve(hot, for: .seconds(60)), user: "kim", reason: "r"), ticket: 1)
    site.run(for: .seconds(1))
    #expect((site.agent.alarms[alarm].state == .shelved) == isAllowed)
    guard isAllowed else { return }
    // Out of service is another matter: there is no end to it.
    if hazard != .none {
      site.ask(OperatorAct(.removeFromService(hot), user: "kim", reason: "r"), ticket: 2)
      site.run(for: .milliseconds(1))
      #expect(site.records.last?.kind == .refused)
    }
    // Another site file does not allow it any more.
    let wall = site.wallStart + .seconds(5)
    rule.shelvable = hazard == .none ? false : nil
    var again = try VirtualSite(
      TestSite.settings(alarmRules: [rule]), devices: site.devices,
      resuming: ResumedState(
        lastSequence: 99, alarms: site.agent.alarms.snapshot(at: site.now, wall: wall), wall: wall))
    again.run(for: .seconds(3))
    #expect(again.agent.alarms[alarm].state == .unacknowledged)
  }

  @Test("maintenance goes on over a restart, and one that ended meanwhile does not")
  func maintenanceOverRestart() throws {
    var first = try site()
    first.ask(
      OperatorAct(
        .startMaintenance(MaintenanceScope(name: "w", devices: ["probe-1"]), for: .seconds(600)),
        user: "kim", reason: "new probe"), ticket: 1)
    first.run(for: .seconds(1))
    for (away, state) in [
      (Duration.seconds(10), AlarmState.outOfService), (.seconds(900), .unacknowledged),
    ] {
      let wall = first.wallStart + away
      let record = try #require(first.records.last { $0.kind == .maintenanceStarted })
      let fields = Dictionary(record.fields.map { ($0.name, $0.value) }) { first, _ in first }
      let maintenance = try #require(MaintenanceSnapshot(journalFields: fields))
      let second = try site(
        resuming: ResumedState(
          lastSequence: 99, alarms: first.agent.alarms.snapshot(at: first.now, wall: wall),
          maintenance: [maintenance], wall: wall))
      let alarm = try #require(second.agent.alarms.index(of: hot))
      #expect(second.agent.alarms[alarm].state == state)
      let battery = try #require(second.agent.alarms.index(of: "on_battery/ups-a/status"))
      #expect(second.agent.alarms[battery].state == .normal)
    }
  }

  @Test("an alarm that left the configuration stays on record until somebody acknowledges it")
  func removed() throws {
    let gone = AlarmSnapshot(
      id: "gone/x", facts: AlarmFacts(condition: .active, isAcknowledged: false, quality: .bad),
      priority: .high, activations: 1, activeSince: nil, shelving: nil)
    var site = try site(resuming: ResumedState(alarms: [gone]))
    let record = try #require(site.records.first { $0.kind == .removed })
    #expect(text(record, "id") == "gone/x")
    site.ask(OperatorAct(.acknowledge("gone/x"), user: "kim"), ticket: 1)
    site.run(for: .milliseconds(1))
    #expect(site.agent.alarms.removed.isEmpty)
    let acknowledged = try #require(site.records.last)
    let fields = Dictionary(acknowledged.fields.map { ($0.name, $0.value) }) { first, _ in first }
    #expect(AlarmSnapshot(journalFields: fields)?.facts.state == .normal)
  }
}
