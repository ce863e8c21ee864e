import Agent
import Readings
import Testing

/// What an agent says in a drill must never be taken for the plant's own.
@Suite("A drill")
struct DrillMarkTests {
  private func site(drill: String?) throws -> VirtualSite {
    var settings = try TestSite.settings()
    settings.drill = drill
    var site = try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords(temperature: 30)],
        TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(10))
    return site
  }

  @Test("is named by every record and announcement, and shown by a series of its own")
  func marked() throws {
    let site = try site(drill: "utility-failure")
    let mark = JournalRecord.Field("drill", .text("utility-failure"))
    #expect(site.records.allSatisfy { $0.fields.contains(mark) })
    #expect(site.records.contains { $0.kind == .occurred })
    #expect(site.announcements.allSatisfy { $0.record.fields.contains(mark) })
    #expect(!site.announcements.isEmpty)
    #expect(try site.exposition()["hallwatch_drill"] == 1)
  }

  @Test("is not spoken of when there is none")
  func unmarked() throws {
    let site = try site(drill: nil)
    #expect(!site.records.contains { $0.fields.contains { $0.name == "drill" } })
    #expect(try site.exposition()["hallwatch_drill"] == 0)
  }
}
