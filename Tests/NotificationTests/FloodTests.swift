import Agent
import Alarms
import Foundation
import Notification
import Readings
import Testing

@Suite("A flood of news")
struct NotificationFloodTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// 10,000 transitions in 60 s, with a fire in the middle, to a webhook that takes 5 s for each
  /// request, and one that is dead throughout.
  @Test("9.5 tells the fire first, groups the rest by group and priority, and loses nothing")
  func flood() throws {
    var bench = NewsBench([
      NotificationTarget(name: "slow", kind: .webhook),
      NotificationTarget(name: "dead", kind: .webhook),
      NotificationTarget(name: "log", kind: .syslog),
    ])
    bench.manners[0] = .hangs
    bench.manners[1] = .isDead
    var settled = 0
    for round in 0..<10_000 {
      let isFire = round == 5000
      let priority: AlarmPriority = [.high, .medium, .low][round % 3]
      bench.tell(
        bench.news(
          isFire ? "fire_alarm/panel" : "alarm-\(round % 40)/device-\(round % 500)",
          round % 2 == 0 ? .unacknowledged : .normal,
          kind: round % 2 == 0 ? "occurred" : "returned",
          priority: isFire ? .critical : priority, hazard: isFire ? .fire : .none,
          extra: [
            "group": .text("feed-\(round % 4)"),
            "first_out": .text(round < 4 ? "first" : "tie"),
          ]))
      bench.run(for: .milliseconds(6))
      if round % 833 == 832, let last = bench.sent.last(where: { $0.target == 0 }) {
        settled += 1
        bench.settle(0, last.delivery)
      }
    }
    for _ in 0..<40 {
      bench.run(for: .seconds(11))
      if let last = bench.sent.last(where: { $0.target == 0 }) { bench.settle(0, last.delivery) }
    }
    let bodies = try bench.texts(0).map(object)
    // The first body that could hold the fire holds it, before everything else.
    let withFire = try #require(
      bodies.first { body in
        (body["events"] as? [[String: Any]])?.contains { $0["id"] as? String == "fire_alarm/panel" }
          ?? false
      })
    let first = (withFire["events"] as? [[String: Any]])?.first
    #expect(first?["id"] as? String == "fire_alarm/panel")
    // Every record is in exactly one body.
    var told = SequenceRanges()
    var count = 0
    for body in bodies {
      count += try #require(body["count"] as? Int)
      told.formUnion(SequenceRanges(text: try #require(body["records"] as? String)))
    }
    #expect(told.ranges == [101...10_100])
    let repeats = bodies.flatMap { ($0["events"] as? [[String: Any]]) ?? [] }
      .reduce(0) { $0 + (($1["repeats"] as? Int) ?? 1) - 1 }
    #expect(count + repeats == 10_000)
    // Groups say which came first, and bodies stay small.
    let groups = bodies.flatMap { ($0["groups"] as? [[String: Any]]) ?? [] }
    #expect(groups.contains { $0["first_out"] as? String == "alarm-0/device-0" })
    let names = Set(groups.compactMap { $0["group"] as? String })
    #expect(names == ["feed-0", "feed-1", "feed-2", "feed-3"])
    #expect(bench.texts(0).map(\.utf8.count).max() ?? 0 < 200_000)
    #expect(settled > 8)
    // What a dead target is to be told is bounded, and counted in full.
    #expect(bench.notifier.tallies[1].pending == 10_000)
    // The log has each by itself.
    #expect(bench.texts(2).flatMap { $0.split(separator: "\n") }.count == 10_000)
  }

  @Test("keeps at most so many one by one for a dead target; the rest is counted in groups")
  func bounded() throws {
    var bench = NewsBench([NotificationTarget(name: "dead", kind: .webhook)])
    bench.manners[0] = .isDead
    let total = 3 * NotificationLimits.queue
    for round in 0..<total {
      bench.tell(bench.news("alarm-\(round % 1000)/x", .unacknowledged, priority: .critical))
    }
    #expect(bench.notifier.tallies[0].pending == total)
    bench.manners[0] = .takes
    bench.run(for: .seconds(3600))
    #expect(bench.notifier.tallies[0].pending == 0)
    #expect(bench.reports.last?.through == 100 + UInt64(total))
  }

  @Test("9.4 one contact that chatters each second is told in groups every ten, not each time")
  func chatter() throws {
    var bench = NewsBench([NotificationTarget(name: "pager", kind: .webhook)])
    for second in 0..<120 {
      bench.tell(
        bench.news(
          "door/x", second % 2 == 0 ? .unacknowledged : .returnedUnacknowledged,
          kind: second % 2 == 0 ? "occurred" : "returned"))
      bench.run(for: .seconds(1))
    }
    #expect(bench.sent.count <= 13)
    let last = try object(try #require(bench.texts().last))
    let event = try #require((last["events"] as? [[String: Any]])?.first)
    #expect((event["repeats"] as? Int ?? 0) >= 9)
  }
}
