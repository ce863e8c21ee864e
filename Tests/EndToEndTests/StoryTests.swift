import Foundation
import Testing

extension EndToEnd {
  /// Stories on real sockets: the plant as Modbus servers in one process, the agent in another, both
  /// faster than life by the same factor.
  @Suite("Stories on real sockets")
  struct StoryTests {
    @Test(
      "Pangyo to +600 s and the failure of the mains: every alarm comes by its deadline, and fire is told at once"
    )
    func stories() async throws {
      let stall = StallWatch()
      // Both at once: a minute and a quarter.
      let pangyo = try await PlayedStory(
        "pangyo-2022", site: "pangyo-b3", speed: 8, from: 3580, until: 4200)
      let mains = try await PlayedStory(
        "utility-failure", site: "demo-hall", speed: 4, from: 0, until: 150)
      try await mains.end()
      try await pangyo.end()
      let slack = stall.longest()
      for story in [pangyo, mains] {
        let journal = try story.journal()
        #expect(journal.contradictions == [])
        let missed = try story.missed(in: journal, slack: slack)
        #expect(missed == [], "the machine stood still for \(slack) at most")
      }
      try tellsOfFireAtOnce(pangyo.journal())
    }

    /// Acceptance 2 and 6: each fire alarm has an attempt to tell somebody within five seconds, and
    /// the flood that follows loses no record.
    private func tellsOfFireAtOnce(_ journal: RecordedJournal) throws {
      let fires = journal.records.filter {
        $0.kind == "occurred" && $0.text("hazard") == "fire" && $0.text("priority") == "critical"
      }
      #expect(fires.count >= 3)
      for fire in fires {
        let at = try #require(fire.fields["monotonic_ns"] as? Int)
        let attempt = journal.records.first {
          $0.kind.hasPrefix("notify_") && $0.sequence > fire.sequence
            && ($0.fields["through"] as? Int ?? 0) >= fire.sequence
        }
        let told = try #require(
          attempt?.fields["monotonic_ns"] as? Int, "\(fire.text("id") ?? "") was never told")
        #expect(told - at < 5_000_000_000)
      }
      #expect(journal.records.count { $0.kind == "occurred" } > 10)
    }
  }
}
