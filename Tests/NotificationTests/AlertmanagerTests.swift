import Agent
import Alarms
import Foundation
import Notification
import Readings
import Testing

@Suite("What an Alertmanager is sent")
struct AlertmanagerTests {
  private let target = NotificationTarget(name: "am", kind: .alertmanager, hasHeartbeat: false)

  private struct Alert: Equatable {
    var labels: [String: String]
    var startsAt: WallTime
    var endsAt: WallTime
  }

  private func alerts(_ text: String) throws -> [Alert] {
    let list = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    return try list.map { alert in
      Alert(
        labels: try #require(alert["labels"] as? [String: String]),
        startsAt: try time(alert["startsAt"]), endsAt: try time(alert["endsAt"]))
    }
  }

  private func time(_ value: Any?) throws -> WallTime {
    try #require((value as? String).flatMap(WallTime.init(rfc3339:)))
  }

  @Test("stands by being sent again, ends by itself only if the agent falls silent for long")
  func stands() throws {
    var bench = NewsBench([target])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.run(for: .seconds(3600))
    #expect(bench.sent.count == 120)
    let first = try #require(alerts(bench.texts()[0]).first)
    #expect(first.labels["alertname"] == "hot")
    #expect(first.labels["severity"] == "warning")
    #expect(first.labels["room"] == "hall-1")
    for (place, text) in bench.texts().enumerated() {
      let alert = try #require(alerts(text).first)
      #expect(alert.labels == first.labels)
      #expect(alert.startsAt == first.startsAt)
      let sentAt = NewsBench.wallStart + bench.sent[place].at.since(.origin + .seconds(1000))
      #expect(alert.endsAt.since(sentAt) == NotificationLimits.alertLife)
    }
    // Repeats say nothing new: one record, not one for each.
    #expect(bench.reports.count == 1)
  }

  @Test("says for a quarter of an hour that an alarm has returned, then no more")
  func resolves() throws {
    var bench = NewsBench([target])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.run(for: .seconds(100))
    let returned = bench.wall
    bench.tell(bench.news("hot/probe", .returnedUnacknowledged, kind: "returned"))
    let before = bench.sent.count
    bench.run(for: .seconds(3600))
    let after = try bench.texts().dropFirst(before).map(alerts)
    #expect((29...31).contains(after.count), "\(after.count)")
    for list in after { #expect(list.map(\.endsAt) == [returned]) }
    #expect(bench.notifier.nextWake == nil)
  }

  @Test("does not return while its device is lost, whatever the quality, and not by a restart")
  func lost() throws {
    var bench = NewsBench([target])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.tell(bench.news("hot/probe", .unacknowledged, kind: "quality_changed"))
    bench.run(for: .seconds(600))
    for text in bench.texts() {
      for alert in try alerts(text) {
        #expect(alert.endsAt.since(alert.startsAt) >= NotificationLimits.alertLife)
      }
    }
    let standing = NewsBench.news(
      "hot/probe", .unacknowledged, sequence: 50, at: NewsBench.wallStart + .seconds(-7200))
    let restarted = NewsBench([target], standing: [standing])
    let text = try #require(restarted.texts().first)
    let alert = try #require(alerts(text).first)
    #expect(alert.startsAt == NewsBench.wallStart + .seconds(-7200))
    #expect(alert.endsAt == NewsBench.wallStart + NotificationLimits.alertLife)
  }

  @Test("is another alert when the priority is raised, and both go together")
  func raised() throws {
    var bench = NewsBench([target])
    bench.tell(bench.news("lost/ups", .unacknowledged, priority: .high))
    bench.run(for: .seconds(20))
    bench.tell(
      bench.news("lost/ups", .unacknowledged, kind: "priority_changed", priority: .critical))
    bench.run(for: .seconds(60))
    let latest = try bench.texts().suffix(4).flatMap(alerts)
    #expect(Set(latest.compactMap { $0.labels["severity"] }) == ["warning", "critical"])
    #expect(latest.allSatisfy { $0.endsAt > bench.wall })
    bench.tell(bench.news("lost/ups", .normal, kind: "returned", priority: .critical))
    let returned = bench.wall
    bench.run(for: .seconds(5))
    #expect(try alerts(try #require(bench.texts().last)).map(\.endsAt) == [returned, returned])
  }

  @Test("stays while latched and while hidden: it goes when its condition has, and not before")
  func latchedAndHidden() throws {
    var bench = NewsBench([target])
    let told: [String: JournalRecord.FieldValue] = ["told": .flag(true), "active": .flag(true)]
    bench.tell(bench.news("leak/b3", .unacknowledged, extra: told))
    bench.tell(bench.news("leak/b3", .latchedAcknowledged, kind: "acked", extra: told))
    bench.run(for: .seconds(40))
    #expect(try alerts(try #require(bench.texts().last))[0].endsAt > bench.wall)
    for (state, kind) in [
      (AlarmState.shelved, "shelved"), (.suppressed, "suppressed"), (.outOfService, "oos"),
    ] {
      bench.tell(bench.news("leak/b3", state, kind: kind, extra: told))
      bench.run(for: .seconds(20))
      let text = try #require(bench.texts().last)
      #expect(try alerts(text)[0].endsAt > bench.wall)
      #expect(text.contains("\"state\":\"\(state.rawValue)\""))
    }
    // After a restart too.
    let standing = NewsBench.news(
      "leak/b3", .shelved, sequence: 50, at: NewsBench.wallStart, extra: told)
    #expect(NewsBench([target], standing: [standing]).sent.count == 1)
    let gone: [String: JournalRecord.FieldValue] = ["told": .flag(false), "active": .flag(false)]
    bench.tell(bench.news("leak/b3", .outOfService, kind: "returned", extra: gone))
    bench.run(for: .seconds(20))
    #expect(try alerts(try #require(bench.texts().last))[0].endsAt < bench.wall)
  }

  @Test("is not told of what comes while it is hidden")
  func hiddenFirst() throws {
    var bench = NewsBench([target])
    bench.tell(
      bench.news(
        "hot/probe", .shelved, extra: ["told": .flag(false), "active": .flag(true)]))
    bench.run(for: .seconds(60))
    #expect(bench.sent.isEmpty)
    bench.tell(bench.news("hot/probe", .unacknowledged, kind: "unshelved"))
    bench.run(for: .seconds(20))
    #expect(try alerts(try #require(bench.texts().last))[0].endsAt > bench.wall)
  }

  @Test("that refuses a request is sent the alerts one by one, and only the bad one is given up")
  func split() throws {
    var bench = NewsBench([target])
    bench.manners[0] = .refuses("poison")
    for id in ["a/x", "poison/x", "b/x"] {
      bench.tell(bench.news(id, .unacknowledged, priority: .critical))
    }
    bench.run(for: .seconds(60))
    #expect(bench.notifier.tallies[0].dropped == 1)
    #expect(bench.notifier.tallies[0].pending == 0)
    let last = bench.texts().filter { !$0.contains("poison") }.suffix(4).joined()
    #expect(last.contains("a/x") && last.contains("b/x"))
    #expect(bench.reports.last?.through == 103)
  }

  @Test("hears of a fire at once, however lately it was told of something else")
  func fire() throws {
    var bench = NewsBench([target])
    bench.tell(bench.news("a/x", .unacknowledged))
    bench.run(for: .seconds(1))
    let at = bench.now
    bench.tell(bench.news("b/x", .unacknowledged))
    bench.tell(bench.news("fire_alarm/panel", .unacknowledged, priority: .critical, hazard: .fire))
    let sent = try #require(bench.sent.last)
    #expect(sent.at == at)
    #expect(try alerts(bench.texts()[1])[0].labels["alertname"] == "fire_alarm")
  }

  @Test("always has the watchdog, unless the site file says otherwise")
  func watchdog() throws {
    var bench = NewsBench([NotificationTarget(name: "am", kind: .alertmanager)])
    bench.run(for: .seconds(300))
    #expect(bench.sent.count >= 10)
    #expect(bench.texts().allSatisfy { $0.contains("HallwatchWatchdog") })
    #expect(bench.reports.isEmpty)
  }

  @Test("a failure and the end of it are on record, though nothing new was to be said")
  func turns() throws {
    var bench = NewsBench([target])
    bench.tell(bench.news("a/x", .unacknowledged))
    bench.run(for: .seconds(10))
    bench.manners[0] = .isDead
    bench.run(for: .seconds(600))
    bench.manners[0] = .takes
    bench.run(for: .seconds(120))
    #expect(bench.reports.map(\.isDelivered) == [true, false, true])
  }
}
