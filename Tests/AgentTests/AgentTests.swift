import Agent
import Alarms
import DeviceProfiles
import Exposition
import Polling
import Readings
import Registers
import Testing

@Suite struct AgentTests {
  private let highAlarm =
    #"hallwatch_alarm_active{alarm="cold_aisle_temperature",device="probe-1",point="temperature",limit="high",priority="high"}"#
  private let probeLoss =
    #"hallwatch_alarm_active{alarm="communication_loss",device="probe-1",priority="high"}"#
  private let temperature = #"facility_air_temperature_celsius{device="probe-1",aisle="cold"}"#
  private let probeUp = #"hallwatch_device_up{device="probe-1"}"#

  private func site(
    probe: VirtualSite.Device = TestSite.probeWords(),
    ups: VirtualSite.Device = TestSite.upsWords(), identity: [IdentityCheck] = []
  ) throws -> VirtualSite {
    try VirtualSite(
      TestSite.settings(identity: identity),
      devices: [TestSite.probeLine: [1: probe], TestSite.upsLine: [1: ups]])
  }

  @Test("what a device holds is on the exposition after its first cycle, in base units")
  func firstCycle() throws {
    var site = try site()
    #expect(!site.agent.isReady)
    site.run(for: .seconds(2))
    let samples = try site.exposition()
    #expect(samples[temperature] == 24.5)
    #expect(
      samples[#"facility_air_relative_humidity_ratio{device="probe-1",aisle="cold"}"#] == 0.482)
    #expect(samples[probeUp] == 1)
    #expect(samples[#"facility_ups_on_battery{device="ups-a"}"#] == 0)
    #expect(site.agent.isReady)
  }

  @Test("an agent that took long to make has lost nobody and left nothing out when it starts")
  func slowStart() throws {
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ], preparation: .seconds(30))
    site.run(for: .seconds(2))
    #expect(!site.records.contains { $0.kind == .communicationLost })
    let samples = try site.exposition()
    #expect(samples[#"hallwatch_device_overruns_total{device="probe-1"}"#] == 0)
    #expect(samples[probeUp] == 1)
  }

  @Test("a lost device withdraws its measurements within a maximum age and keeps its alarms")
  func lostDevice() throws {
    var site = try site(probe: TestSite.probeWords(temperature: 29))
    site.run(for: .seconds(3))
    #expect(try site.exposition()[highAlarm] == 1)
    site.devices[TestSite.probeLine]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(6))
    var samples = try site.exposition()
    #expect(samples[temperature] == nil)
    #expect(samples[probeUp] == 0)
    #expect(samples[highAlarm] == 1)
    #expect(samples[probeLoss] == 1)
    #expect(
      samples[
        #"hallwatch_alarm_condition_known{alarm="cold_aisle_temperature",device="probe-1",point="temperature",limit="high",priority="high"}"#
      ] == 0)
    #expect(samples[#"hallwatch_device_up{device="ups-a"}"#] == 1)

    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords(temperature: 24)
    site.run(for: .seconds(40))
    samples = try site.exposition()
    #expect(samples[temperature] == 24)
    #expect(samples[probeUp] == 1)
    #expect(samples[highAlarm] == 0)
    #expect(samples[probeLoss] == 0)
  }

  @Test("what is read seldom goes within a maximum age of its device, too")
  func lostSlowPoint() throws {
    var settings = try TestSite.settings()
    settings.devices[0].profile.points[1].pace = .slow
    let humidity = #"facility_air_relative_humidity_ratio{device="probe-1",aisle="cold"}"#
    var site = try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(8))
    #expect(try site.exposition()[humidity] == 0.482)
    site.devices[TestSite.probeLine]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(7))
    #expect(try site.exposition()[humidity] == nil)
  }

  @Test("a device that refuses connections is lost, and found again when it comes back")
  func refusedDevice() throws {
    var device = TestSite.probeWords()
    device.manner = .refusesConnections
    var site = try site(probe: device)
    site.run(for: .seconds(6))
    #expect(try site.exposition()[probeLoss] == 1)
    #expect(site.agent.isReady)
    site.devices[TestSite.probeLine]?[1]?.manner = .answers
    site.run(for: .seconds(40))
    #expect(try site.exposition()[probeLoss] == 0)
  }

  @Test("an answer of another unit is never believed")
  func foreignUnit() throws {
    var site = try site()
    site.run(for: .seconds(2))
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords(temperature: 99)
    site.devices[TestSite.probeLine]?[1]?.manner = .answersAsUnit(2)
    site.run(for: .seconds(10))
    let samples = try site.exposition()
    #expect(samples[temperature] == nil)
    #expect(
      samples[#"hallwatch_dropped_responses_total{line="tcp://127.0.0.1:1502",reason="unit"}"#]
        ?? 0 > 0)
  }

  @Test("the device's own bit is an alarm, recorded before it is announced")
  func deviceAlarm() throws {
    var site = try site()
    site.run(for: .seconds(2))
    site.journalWorks = true
    site.devices[TestSite.upsLine]?[1] = TestSite.upsWords(status: 4)
    site.run(for: .seconds(2))
    let announcement = try #require(site.announcements.last)
    #expect(announcement.text.contains("ups-a: on_battery"))
    #expect(announcement.record.kind == .occurred)
    #expect(site.agent.journal.writtenThrough >= announcement.record.sequence)
    #expect(
      try site.exposition()[
        #"hallwatch_alarm_active{alarm="on_battery",device="ups-a",point="status",priority="medium"}"#
      ] == 1)
  }

  @Test("journal numbers have no gap")
  func journalNumbers() throws {
    var site = try site(probe: TestSite.probeWords(temperature: 29))
    site.run(for: .seconds(3))
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords(temperature: 20)
    site.run(for: .seconds(3))
    #expect(site.records.map(\.sequence) == Array(1...UInt64(site.records.count)))
    #expect(site.records.count >= 3)
  }

  @Test("a journal that cannot be written keeps nothing from people, and says so")
  func journalFails() throws {
    var site = try site()
    site.journalWorks = false
    site.devices[TestSite.upsLine]?[1] = TestSite.upsWords(status: 4)
    site.run(for: .seconds(2))
    let announcement = try #require(site.announcements.last)
    #expect(announcement.text.contains("journal not written: No space left on device"))
    #expect(try site.exposition()["hallwatch_journal_write_errors_total"] ?? 0 > 0)
  }

  @Test("a device that is another than its profile says publishes nothing")
  func identityMismatch() throws {
    let identity = [IdentityCheck(point: "model", expectation: .number(77))]
    var site = try site(ups: TestSite.upsWords(model: 78), identity: identity)
    site.run(for: .seconds(3))
    let samples = try site.exposition()
    #expect(samples[#"facility_ups_on_battery{device="ups-a"}"#] == nil)
    #expect(samples[#"hallwatch_device_up{device="ups-a"}"#] == 0)
    #expect(samples[#"hallwatch_device_identity_mismatch{device="ups-a"}"#] == 1)
    #expect(site.records.contains { $0.kind == .identityMismatch })
  }

  @Test("a device that is what its profile says publishes from its first cycle on")
  func identityVerified() throws {
    let identity = [IdentityCheck(point: "model", expectation: .number(77))]
    var site = try site(identity: identity)
    site.run(for: .milliseconds(1500))
    #expect(try site.exposition()[#"facility_ups_on_battery{device="ups-a"}"#] == 0)
  }

  @Test("a silent unit behind a gateway does not put the identity of the others in doubt")
  func silentNeighbour() throws {
    let identity = [IdentityCheck(point: "model", expectation: .number(77))]
    var settings = try TestSite.settings(identity: identity)
    var neighbour = settings.devices[1]
    neighbour.name = "ups-b"
    neighbour.unit = try #require(UnitID(rawValue: 2))
    settings.devices.append(neighbour)
    var silent = TestSite.upsWords()
    silent.manner = .neverAnswers
    var site = try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()],
        TestSite.upsLine: [1: TestSite.upsWords(), 2: silent],
      ])
    site.run(for: .seconds(3))
    for _ in 0..<27 {
      site.run(for: .seconds(1))
      #expect(try site.exposition()[#"facility_ups_on_battery{device="ups-a"}"#] == 0)
    }
    #expect(try site.exposition()[#"hallwatch_device_up{device="ups-a"}"#] == 1)
    #expect(try site.exposition()[#"hallwatch_device_up{device="ups-b"}"#] == 0)
  }

  @Test("a device that was lost before a restart and answers after it is found again")
  func lostOverRestart() throws {
    let settings = try TestSite.settings()
    let lost = AlarmSnapshot(
      id: "communication_loss/ups-a", facts: AlarmFacts(condition: .active), priority: .high,
      activations: 1, activeSince: nil, shelving: nil)
    var site = try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ], resuming: ResumedState(lastSequence: 7, alarms: [lost]))
    site.run(for: .seconds(4))
    let alarm = try #require(site.agent.alarms.index(of: lost.id))
    #expect(!site.agent.alarms[alarm].isActive)
    #expect(site.records.contains { $0.kind == .communicationRestored })
  }

  @Test("a step of the wall clock is recorded and moves no delay")
  func clockStep() throws {
    var site = try site()
    site.run(for: .seconds(2))
    let stepped = site.wallStart + .seconds(3602)
    let effects = site.agent.handle(.wallClockRead(stepped), at: site.now)
    guard case .record(let record)? = effects.first else {
      Issue.record("no record of the step")
      return
    }
    #expect(record.kind == .clockStep)
    #expect(record.fields.first?.value == .number(3600))
    #expect(try site.exposition()[probeUp] == 1)
  }

  @Test("every series of the exposition is there from the start, and none twice")
  func noDuplicates() throws {
    let site = try site()
    let text = String(
      decoding: site.agent.exposition(format: .text004, at: site.now), as: UTF8.self)
    let series = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0[..<($0.lastIndex(of: " ") ?? $0.endIndex)] }
    #expect(series.count > 100)
    #expect(Set(series).count == series.count)
  }
}
