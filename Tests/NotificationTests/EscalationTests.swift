import Alarms
import Notification
import Readings
import Testing

@Suite("Escalation")
struct EscalationTests {
  private let duty = NotificationTarget(
    name: "duty", kind: .webhook, unacknowledgedFor: .seconds(300), repeatEvery: .seconds(600))

  private func times(_ bench: NewsBench) -> [Int64] {
    bench.sent.map { $0.at.since(.origin + .seconds(1000)).nanoseconds / 1_000_000_000 }
  }

  @Test("tells of what nobody acknowledged for so long, and again until somebody does")
  func escalates() throws {
    var bench = NewsBench([duty])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.run(for: .seconds(1600))
    #expect(times(bench) == [300, 900, 1500])
    #expect(bench.texts().allSatisfy { $0.contains("\"kind\":\"escalated\"") })
    bench.tell(bench.news("hot/probe", .acknowledged, kind: "acked"))
    bench.run(for: .seconds(3600))
    #expect(bench.sent.count == 3)
  }

  @Test("goes on when the condition has gone and nobody has acknowledged it")
  func returned() throws {
    var bench = NewsBench([duty])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.run(for: .seconds(200))
    bench.tell(bench.news("hot/probe", .returnedUnacknowledged, kind: "returned"))
    bench.run(for: .seconds(200))
    #expect(times(bench) == [300])
  }

  @Test("does not happen when somebody acknowledges in time, or the alarm is shelved")
  func inTime() throws {
    var bench = NewsBench([duty])
    bench.tell(bench.news("hot/probe", .unacknowledged))
    bench.tell(bench.news("cold/probe", .unacknowledged))
    bench.run(for: .seconds(299))
    bench.tell(bench.news("hot/probe", .acknowledged, kind: "acked"))
    bench.tell(bench.news("cold/probe", .shelved, kind: "shelved"))
    bench.run(for: .seconds(3600))
    #expect(bench.sent.isEmpty)
  }

  @Test("counts the time before a restart")
  func restart() throws {
    let since = NewsBench.wallStart + .seconds(-200)
    let standing = NewsBench.news("hot/probe", .unacknowledged, sequence: 50, at: since)
    var bench = NewsBench([duty], standing: [standing])
    bench.run(for: .seconds(150))
    #expect(times(bench) == [100])
  }
}
