import Agent
import Alarms
import Readings
import Testing

@Suite("A journal that the disk does not take")
struct JournalQueueTests {
  private let id = "cold_aisle_temperature/probe-1/temperature/high"

  private func site() throws -> VirtualSite {
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: 30)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(2))
    return site
  }

  @Test("is bounded; what is dropped is counted and told, and leaves no gap in the numbers")
  func dropped() throws {
    var site = try site()
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
}
