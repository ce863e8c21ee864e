import Agent
import Alarms
import DeviceProfiles
import Readings
import Testing

@Suite("Maintenance, and alarms that are gone")
struct MaintenanceTests {
  private let hot = "cold_aisle_temperature/probe-1/temperature/high"

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
