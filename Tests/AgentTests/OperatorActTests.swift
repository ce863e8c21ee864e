import Agent
import Alarms
import Readings
import Testing

@Suite("An act of a person")
struct OperatorActTests {
  private let id = TestSite.hot

  private func text(_ record: JournalRecord?, _ name: String) -> String? {
    guard case .text(let text)? = record?.fields.first(where: { $0.name == name })?.value else {
      return nil
    }
    return text
  }

  @Test("is on record with who, when and why, and answered only when the disk has it")
  func acknowledged() throws {
    var site = try TestSite.hotSite()
    let effects = site.agent.handle(
      .commanded(OperatorAct(.acknowledge(id), user: "kim", reason: "on my way"), ticket: 9),
      at: site.now)
    let records = effects.compactMap { if case .record(let record) = $0 { record } else { nil } }
    #expect(records.map(\.kind) == [.acknowledged])
    #expect(text(records.first, "actor") == "kim")
    #expect(text(records.first, "comment") == "on my way")
    #expect(text(records.first, "from_state") == "unacknowledged")
    #expect(text(records.first, "to_state") == "acknowledged")
    #expect(text(records.first, "occurrence_id") == id + "#1")
    #expect(!effects.contains { if case .answer = $0 { true } else { false } })
    let written = site.agent.handle(
      .journalWritten(through: records[0].sequence), at: site.now)
    #expect(written.contains(.answer(ticket: 9, .done("\(id) is acknowledged"))))
  }

  @Test(
    "that the alarm does not allow is on record as refused, with the reason",
    arguments: [
      (OperatorAct.Kind.unshelve(""), "the alarm is not shelved"),
      (.reset(""), "nothing to reset: the alarm is not latched"),
      (.shelve("", for: .seconds(60)), "give a reason"),
      (.shelve("", for: .seconds(9 * 3600)), "an alarm is shelved for at most 480 minutes"),
      (.returnToService(""), "the alarm is in service"),
      (.acknowledge("nothing"), "no alarm has this identifier"),
    ])
  func refused(kind: OperatorAct.Kind, reason: String) throws {
    var site = try TestSite.hotSite()
    let act = OperatorAct(kind.of(kind.subject.isEmpty ? id : kind.subject), user: "kim")
    let effects = site.agent.handle(.commanded(act, ticket: 1), at: site.now)
    let records = effects.compactMap { if case .record(let record) = $0 { record } else { nil } }
    #expect(records.map(\.kind) == [.refused])
    #expect(text(records.first, "refusal") == reason)
    #expect(text(records.first, "actor") == "kim")
    let written = site.agent.handle(
      .journalWritten(through: records[0].sequence), at: site.now)
    #expect(
      written.contains(.answer(ticket: 1, .refused("\(act.kind.subject): \(reason)"))))
  }

  @Test("by somebody who may not is on record and changes nothing")
  func forbidden() throws {
    var site = try TestSite.hotSite()
    let before = site.agent.alarms.snapshot(at: site.now, wall: site.wallStart)
    let effects = site.agent.handle(
      .commandRefused(
        OperatorAct(.acknowledge(id), user: "eve"), because: "eve may only view", ticket: 2),
      at: site.now)
    let records = effects.compactMap { if case .record(let record) = $0 { record } else { nil } }
    #expect(records.map(\.kind) == [.refused])
    #expect(text(records.first, "act") == "ack")
    #expect(text(records.first, "act_on") == id)
    #expect(site.agent.alarms.snapshot(at: site.now, wall: site.wallStart) == before)
  }

  @Test("on an alarm says between which instants its value was asked for and had, and in what unit")
  func pollSpan() throws {
    let site = try TestSite.hotSite()
    let occurred = site.records.first { $0.kind == .occurred && text($0, "id") == id }
    let start = try #require(text(occurred, "t_poll_start").flatMap(WallTime.init(rfc3339:)))
    let end = try #require(text(occurred, "t_poll_end").flatMap(WallTime.init(rfc3339:)))
    #expect(end.since(start) == site.latency)
    #expect(text(occurred, "level") == "high")
    #expect(text(occurred, "site") == "test")
    #expect(text(occurred, "config_version") == "0123abcd")
    #expect(text(occurred, "event_id")?.hasPrefix("test-") == true)
    #expect(text(occurred, "quality") == "good")
  }
}

extension OperatorAct.Kind {
  /// The same act on another alarm.
  fileprivate func of(_ id: String) -> OperatorAct.Kind {
    switch self {
    case .acknowledge: .acknowledge(id)
    case .reset: .reset(id)
    case .shelve(_, let duration): .shelve(id, for: duration)
    case .unshelve: .unshelve(id)
    case .removeFromService: .removeFromService(id)
    case .returnToService: .returnToService(id)
    case .startMaintenance, .endMaintenance: self
    }
  }
}
