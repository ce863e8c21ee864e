import Agent
import Testing

@Suite("Odd clients on record")
struct OddClientRecordTests {
  @Test("each is a record that says who, why and how often")
  func records() throws {
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
    site.run(for: .seconds(2))
    let effects = site.agent.handle(
      .oddClients([
        OddClient(address: "10.0.0.9", reason: "not_allowed", count: 12),
        OddClient(address: nil, reason: "crowding", count: .max),
      ]), at: site.now)
    let records = effects.compactMap { effect in
      if case .record(let record) = effect { record } else { nil }
    }
    #expect(records.map(\.kind) == [.oddClient, .oddClient])
    #expect(
      records.map { Array($0.fields.prefix(3)) } == [
        [
          .init("address", .text("10.0.0.9")), .init("reason", .text("not_allowed")),
          .init("count", .count(12)),
        ],
        [
          .init("address", .none), .init("reason", .text("crowding")), .init("count", .count(.max)),
        ],
      ])
  }
}
