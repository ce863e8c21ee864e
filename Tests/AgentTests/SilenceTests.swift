import Agent
import Readings
import Testing

/// A device that is lost because nothing was heard of it, though no cycle failed.
@Suite("A device lost to silence")
struct SilenceTests {
  /// Found by seed 30085: cycles that were good before the silence counted as news after it.
  @Test("is not found again by what it said before")
  func staysLost() throws {
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(10))
    // The process stands still for longer than the maximum age, and then the probe says nothing.
    site.stall(for: .seconds(30))
    site.devices[TestSite.probeLine]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(20))
    let kinds = site.records.filter {
      $0.fields.contains(JournalRecord.Field("device", .text("probe-1")))
    }.map(\.kind)
    #expect(kinds.contains(.communicationLost))
    #expect(!kinds.contains(.communicationRestored))
    #expect(site.agent.devices[TestSite.probe.rawValue].isLost)
    #expect(!site.agent.devices[TestSite.ups.rawValue].isLost)
  }
}
