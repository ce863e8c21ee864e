import Agent
import Alarms
import Readings
import Testing

@Suite("A checkpoint of the alarms")
struct CheckpointTests {
  private let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)

  /// The agent resumed after this many records, with one alarm standing and one normal.
  private func records(after lastSequence: UInt64) throws -> [JournalRecord] {
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
      resuming: ResumedState(lastSequence: lastSequence, alarms: [normal, standing], wall: wall))
    var effects = agent.handle(.started(wall: wall), at: start)
    effects += agent.handle(.timeReached, at: start + .milliseconds(10))
    effects += agent.handle(.timeReached, at: start + .milliseconds(20))
    return effects.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  @Test("says how every alarm stands that is not normal, once the round number is passed")
  func standing() throws {
    let records = try records(after: Limits.checkpointRecords - 1)
    #expect(records.map(\.kind) == [.agentStart, .checkpoint])
    #expect(records.map(\.sequence) == [Limits.checkpointRecords, Limits.checkpointRecords + 1])
    let fields = Dictionary(
      records[1].fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let read = try #require(AlarmSnapshot(journalFields: fields))
    #expect(read.id == "cold_aisle_temperature/probe-1/temperature/high")
    #expect(read.facts.state == .acknowledged)
    #expect(read.activations == 3)
    #expect(read.activeSince == wall + .seconds(-100))
  }

  @Test("is not made between round numbers")
  func between() throws {
    #expect(try records(after: Limits.checkpointRecords).map(\.kind) == [.agentStart])
    #expect(try records(after: 17).map(\.kind) == [.agentStart])
  }
}
