import Agent
import Alarms
import Readings
import Testing

@Suite("A checkpoint of the alarms")
struct CheckpointTests {
  private let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)

  /// The agent resumed after this many records, with one alarm standing and one normal that has
  /// occurred; then so many seconds pass.
  private func records(
    after lastSequence: UInt64, seconds: Int64 = 0
  ) throws -> [JournalRecord] {
    let settings = try TestSite.settings()
    let ids = AlarmBinding.definitions(for: settings).map(\.id)
    let standing = AlarmSnapshot(
      id: ids[1], facts: AlarmFacts(condition: .active, isAcknowledged: true), priority: .high,
      activations: 3, activeSince: wall + .seconds(-100), shelving: nil)
    let normal = AlarmSnapshot(
      id: ids[0], facts: AlarmFacts(), priority: .high, activations: 1, activeSince: nil,
      shelving: nil)
    let start = Instant.origin + .seconds(1)
    var agent = try Agent(
      settings: settings, startedAt: start,
      resuming: ResumedState(
        lastSequence: lastSequence, alarms: lastSequence == 0 ? [] : [normal, standing],
        notifiedThrough: lastSequence == 0 ? [:] : ["pager": 7], wall: wall))
    var effects = agent.handle(.started(wall: wall), at: start)
    effects += agent.handle(.timeReached, at: start + .seconds(seconds))
    return effects.compactMap { if case .record(let record) = $0 { record } else { nil } }
      .filter { $0.kind != .communicationLost }
  }

  /// What the first thing is that is recorded of each target.
  private func cursors(of targets: [String], told: [String: UInt64]) throws -> [String: UInt64] {
    var settings = try TestSite.settings()
    settings.notificationTargets = targets
    let start = Instant.origin + .seconds(1)
    var agent = try Agent(
      settings: settings, startedAt: start,
      resuming: ResumedState(
        lastSequence: told.isEmpty ? 0 : 17, alarms: [], notifiedThrough: told, wall: wall))
    var cursors: [String: UInt64] = [:]
    for effect in agent.handle(.started(wall: wall), at: start) {
      guard case .record(let record) = effect, record.kind == .notifyCursor,
        case .text(let target)? = fields(record)["target"],
        case .count(let through)? = fields(record)["through"]
      else { continue }
      cursors[target] = UInt64(through)
    }
    return cursors
  }

  /// Seed 309476: killed between the record of the first alarm ever and the word to the pager.
  @Test("whoever was never told of anything is on record from the first start on")
  func neverTold() throws {
    #expect(try cursors(of: ["pager"], told: [:]) == ["pager": 1])
    #expect(try cursors(of: [], told: [:]) == [:])
    let later = try cursors(of: ["pager", "new"], told: ["pager": 7])
    #expect(later["pager"] == 7)
    #expect(try #require(later["new"]) >= 18)
  }

  private func fields(_ record: JournalRecord) -> [String: JournalRecord.FieldValue] {
    Dictionary(
      record.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("is made at a start that resumes: every alarm that ever occurred, between two marks")
  func atStart() throws {
    let records = try records(after: 17)
    #expect(
      records.map(\.kind) == [
        .agentStart, .checkpointBegin, .checkpoint, .checkpoint, .statistics, .notifyCursor,
        .checkpointEnd,
      ])
    #expect(records.map(\.sequence) == Array(18...24))
    let read = try #require(AlarmSnapshot(journalFields: fields(records[3])))
    #expect(read.id == "cold_aisle_temperature/probe-1/temperature/high")
    #expect(read.facts.state == .acknowledged)
    #expect(read.activations == 3)
    #expect(read.activeSince == wall + .seconds(-100))
    #expect(fields(records[5])["through"] == .count(7))
    #expect(fields(records[6])["begin"] == .count(19))
  }

  @Test("is made again after a day, whatever happened")
  func afterADay() throws {
    #expect(try records(after: 0).map(\.kind) == [.agentStart])
    #expect(try records(after: 0, seconds: 86_399).map(\.kind) == [.agentStart])
    let day = try records(after: 0, seconds: 86_400).map(\.kind)
    #expect(day.contains(.checkpointBegin) && day.last == .checkpointEnd)
  }
}
