import Agent
import Alarms
import Readings
import Testing

@Suite("A changed configuration")
struct ConfigurationChangeTests {
  private let id = "cold_aisle_temperature/probe-1/temperature/high"

  private func kinds(version: String, limit: Double) throws -> [JournalRecord] {
    var resumed = ResumedState(
      lastSequence: 9, identities: [id: [.init("limit", .number(limit))]],
      wall: WallTime(nanoseconds: 0))
    resumed.configurationVersion = version
    var agent = try Agent(
      settings: TestSite.settings(), startedAt: .origin + .seconds(1), resuming: resumed)
    return agent.handle(.started(wall: WallTime(nanoseconds: 0)), at: .origin + .seconds(1))
      .compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  @Test("is on record at the start, with every limit that it moved")
  func changed() throws {
    let records = try kinds(version: "ffff", limit: 25)
    #expect(
      records.map(\.kind).prefix(3) == [.agentStart, .configurationLoaded, .limitChanged])
    #expect(records[2].fields.prefix(3).map(\.name) == ["alarm_id", "before", "limit"])
    #expect(records[2].fields[1].value == .number(25))
    #expect(records[2].fields[2].value == .number(27))
  }

  @Test("is none when it is the same")
  func same() throws {
    #expect(try kinds(version: "0123abcd", limit: 27).map(\.kind)[1] == .checkpointBegin)
    #expect(!(try kinds(version: "ffff", limit: 27).map(\.kind).contains(.limitChanged)))
  }
}

@Suite("A target that cannot be told")
struct NotificationFailingTests {
  private func report(_ isDelivered: Bool) -> AgentEvent {
    .notified(
      NotificationReport(
        target: "pager", delivery: 1, attempt: 1, isDelivered: isDelivered, records: "1",
        through: 0, detail: "connection refused", duration: .zero))
  }

  @Test("is an alarm after two minutes, and no more once it was told")
  func failing() throws {
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    func stands() throws -> Bool {
      let alarm = try #require(site.agent.alarms.index(of: "notification_failing"))
      return site.agent.alarms[alarm].isActive
    }
    site.run(for: .seconds(5))
    _ = site.agent.handle(report(false), at: site.now)
    site.run(for: .seconds(110))
    #expect(try !stands())
    site.run(for: .seconds(15))
    #expect(try stands())
    #expect(site.announcements.contains { $0.text.contains("notification_failing, pager") })
    _ = site.agent.handle(report(true), at: site.now)
    site.run(for: .seconds(5))
    #expect(try !stands())
  }
}
