import Agent
import Alarms
import Readings
import Testing

@Suite("A journal that the disk does not take")
struct JournalQueueTests {
  private let id = TestSite.hot

  @Test("is bounded; what is dropped is counted and told, and leaves no gap in the numbers")
  func dropped() throws {
    var site = try TestSite.hotSite()
    let before = site.agent.journal.lastSequence
    var sequences: [UInt64] = []
    var answers = 0
    var announcements = 0
    for round in 0..<(Limits.journalQueue + 500) {
      let effects = site.agent.handle(
        .commanded(OperatorAct(.unshelve(id), user: "kim"), ticket: UInt64(round)), at: site.now)
      for effect in effects {
        switch effect {
        case .record(let record): sequences.append(record.sequence)
        case .answer(_, .refused(let text)):
          answers += 1
          #expect(text.contains("journal not written"))
        case .announce: announcements += 1
        default: break
        }
      }
    }
    #expect(sequences.count == Limits.journalQueue)
    #expect(answers == 500)
    #expect(site.agent.journal.droppedCount == 500)
    #expect(try site.exposition()["hallwatch_journal_records_dropped_total"] == 500)
    #expect(site.agent.journal.pendingCount == UInt64(Limits.journalQueue))
    // An alarm that finds no place in the journal is told all the same.
    let told = site.agent.handle(
      .commanded(OperatorAct(.acknowledge(id), user: "kim"), ticket: 0), at: site.now)
    #expect(
      told.contains {
        guard case .announce(let told) = $0 else { return false }
        return told.text.contains("journal not written")
      })
    let written = site.agent.handle(
      .journalWritten(through: site.agent.journal.lastSequence), at: site.now)
    let records = written.compactMap { if case .record(let record) = $0 { record } else { nil } }
    #expect(records.first?.kind == .recordsLost)
    #expect(records.first?.fields.first?.value == .count(501))
    #expect(records.last?.kind == .checkpointEnd)
    let all = sequences + records.map(\.sequence)
    #expect(all == Array((before + 1)...site.agent.journal.lastSequence))
  }

  @Test("records that were refused behind it are counted and told like those it dropped itself")
  func refused() throws {
    var site = try TestSite.hotSite()
    let acknowledged = site.agent.handle(
      .commanded(OperatorAct(.acknowledge(id), user: "kim"), ticket: 7), at: site.now)
    let effects = site.agent.handle(.journalRefused(count: 1), at: site.now)
    // Who waits is told that it is not on disk.
    #expect(
      effects.contains {
        guard case .answer(7, .done(let text)) = $0 else { return false }
        return text.contains("journal not written: 1 records found no place before the disk")
      })
    #expect(try site.exposition()["hallwatch_journal_records_dropped_total"] == 1)
    let numbers = acknowledged.compactMap {
      if case .record(let record) = $0 { record.sequence } else { nil }
    }
    let written = site.agent.handle(
      .journalWritten(through: try #require(numbers.last)), at: site.now)
    let kinds = written.compactMap { if case .record(let record) = $0 { record.kind } else { nil } }
    #expect(kinds.first == .recordsLost)
  }

  @Test("what the agent lets wait finds a place before the disk, with a checkpoint besides")
  func room() {
    #expect(Limits.journalThreadQueue >= Limits.journalQueue + Limits.alarms + 2 * Limits.devices)
  }
}
