import Agent
import Alarms
import Foundation
import Notification
import Readings
import Testing

@Suite("A webhook")
struct WebhookTests {
  private let pager = NotificationTarget(name: "pager", kind: .webhook)

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func ids(_ text: String) throws -> [String] {
    try #require(object(text)["events"] as? [[String: Any]]).compactMap { $0["id"] as? String }
  }

  @Test("is told at once, with what to do, and the attempt is on record")
  func atOnce() throws {
    var bench = NewsBench(
      [pager],
      guidance: [
        "hot/probe": AlarmGuidance(
          consequence: "Servers stop.", response: "Cool.", contact: "Shift, 4711",
          runbook: "https://wiki.example/hot")
      ])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.run(for: .seconds(1))
    #expect(bench.sent.count == 1)
    #expect(bench.sent[0].at == .origin + .seconds(1000) + NotificationLimits.gathering)
    let body = try object(bench.texts()[0])
    let event = try #require((body["events"] as? [[String: Any]])?.first)
    #expect(event["response"] as? String == "Cool.")
    #expect(event["contact"] as? String == "Shift, 4711")
    #expect(event["runbook_url"] as? String == "https://wiki.example/hot")
    #expect(event["state"] as? String == "unacknowledged")
    #expect(event["seq"] as? Int == 101)
    #expect(event["event_id"] as? String == "icn1-101")
    #expect((event["labels"] as? [String: String]) == ["room": "hall-1"])
    #expect(body["flood"] as? Bool == false)
    let report = try #require(bench.reports.first)
    #expect(report.isDelivered && report.records == "101" && report.through == 101)
  }

  @Test("that is dead is tried again with growing pauses, and told everything once it lives")
  func retries() throws {
    var bench = NewsBench([pager])
    bench.manners[0] = .isDead
    bench.tell(bench.news("a/x", .unacknowledged))
    bench.run(for: .seconds(300))
    let times = bench.sent.map { $0.at.since(.origin + .seconds(1000)).nanoseconds / 1_000_000_000 }
    #expect(times == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243])
    #expect(bench.reports.map(\.attempt) == Array(1...10))
    #expect(bench.reports.allSatisfy { !$0.isDelivered && $0.through == 100 })
    // The same message each time, so that whoever got it and could not say so knows it again.
    #expect(Set(bench.texts()).count == 1)
    bench.tell(bench.news("b/y", .unacknowledged))
    bench.manners[0] = .takes
    bench.run(for: .seconds(120))
    #expect(try bench.texts().suffix(2).map(ids) == [["a/x"], ["b/y"]])
    #expect(bench.reports.last?.through == 102)
    #expect(bench.notifier.tallies[0].failed == 10)
    #expect(bench.notifier.tallies[0].delivered == 2)
  }

  @Test("that is dead delays no other")
  func isolation() throws {
    var bench = NewsBench([pager, NotificationTarget(name: "other", kind: .webhook)])
    bench.manners[0] = .hangs
    for round in 0..<10 {
      bench.tell(bench.news("a\(round)/x", .unacknowledged, priority: .critical))
      bench.run(for: .seconds(1))
    }
    #expect(bench.texts(0).count == 1)
    #expect(bench.texts(1).count == 10)
  }

  @Test("takes a body apart that is refused, and drops only what is refused alone")
  func split() throws {
    var bench = NewsBench([pager])
    bench.manners[0] = .isDead
    bench.tell(bench.news("a/x", .unacknowledged, priority: .critical))
    bench.run(for: .milliseconds(500))
    for id in ["b/x", "poison/x", "c/x"] {
      bench.tell(bench.news(id, .unacknowledged, priority: .critical))
    }
    bench.manners[0] = .refuses("poison")
    bench.run(for: .seconds(600))
    let accepted = try bench.texts().filter { !$0.contains("poison") }.flatMap(ids)
    #expect(Set(accepted) == ["a/x", "b/x", "c/x"])
    #expect(bench.notifier.tallies[0].dropped == 1)
    #expect(bench.notifier.tallies[0].pending == 0)
    #expect(bench.reports.last?.through == 104)
  }

  @Test("gets only what it wants: by priority, by label, and never what is only journaled")
  func filters() throws {
    var bench = NewsBench([
      NotificationTarget(name: "high", kind: .webhook, leastPriority: .high),
      NotificationTarget(name: "room", kind: .webhook, labels: [.init("room", "hall-2")]),
    ])
    bench.tell(bench.news("a/x", .unacknowledged, priority: .medium))
    bench.tell(bench.news("b/x", .unacknowledged, priority: .journal))
    bench.tell(
      bench.news("c/x", .unacknowledged, priority: .low, extra: ["room": .text("hall-2")]))
    bench.tell(bench.news("d/x", .unacknowledged, priority: .critical))
    bench.run(for: .seconds(60))
    #expect(try bench.texts(0).flatMap(ids) == ["d/x"])
    #expect(try bench.texts(1).flatMap(ids) == ["c/x"])
  }

  @Test("after a restart is told what was recorded and not told, and nothing twice")
  func restart() throws {
    var history = NotificationHistory()
    var bench = NewsBench([pager])
    let all = (0..<5).map { bench.news("a\($0)/x", .unacknowledged) }
    for news in all {
      history.take(
        sequence: news.sequence, kind: news.kind, time: news.time,
        fields: [
          "id": .text(news.id), "to_state": .text("unacknowledged"), "priority": .text("high"),
        ])
    }
    // Told of 101 and 103; the others were on their way when the power went.
    let report = NotificationReport(
      target: "pager", delivery: 1, attempt: 1, isDelivered: true, records: "101,103",
      through: 101, detail: "", duration: .zero)
    history.take(
      sequence: 106, kind: "notify_sent", time: NewsBench.wallStart,
      fields: Dictionary(
        report.journalFields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    #expect(history.untold(to: "pager").map(\.sequence) == [102, 104, 105])
    #expect(history.untold(to: "a target that is new").isEmpty)
    #expect(history.standing.count == 5)
    var second = NewsBench([pager], untold: ["pager": history.untold(to: "pager")])
    second.run(for: .seconds(30))
    #expect(try second.texts().flatMap(ids) == ["a1/x", "a3/x", "a4/x"])
  }
}
