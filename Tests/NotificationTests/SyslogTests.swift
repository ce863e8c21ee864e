import Agent
import Alarms
import Notification
import Readings
import Testing

@Suite("A message for syslog")
struct SyslogTests {
  private func message(_ news: AlarmNews) -> String {
    var bench = NewsBench([NotificationTarget(name: "log", kind: .syslog)])
    bench.tell(news)
    return bench.texts()[0]
  }

  private func news(
    _ state: AlarmState, _ priority: AlarmPriority, _ hazard: AlarmHazard = .none,
    comment: String = "ok"
  ) -> AlarmNews {
    NewsBench.news(
      "hot/probe", state, priority: priority, hazard: hazard, sequence: 101,
      at: NewsBench.wallStart, extra: ["comment": .text(comment), "value": .number(27.5)])
  }

  @Test("has the form of RFC 5424")
  func form() {
    #expect(
      message(news(.unacknowledged, .high)) == """
        <131>1 2023-11-14T22:13:20.000Z box hallwatch - occurred [alarm@32473 seq="101" \
        id="hot/probe" site="icn1" device="probe" priority="high" state="unacknowledged" \
        event_id="icn1-101" value="27.5" comment="ok"] occurred unacknowledged: probe: hot, now 27.5
        """)
  }

  @Test(
    "has the severity of what it tells",
    arguments: [
      (AlarmState.unacknowledged, AlarmPriority.critical, AlarmHazard.fire, 129),
      (.unacknowledged, .critical, .none, 130), (.acknowledged, .high, .none, 131),
      (.latchedUnacknowledged, .medium, .none, 132), (.unacknowledged, .low, .none, 133),
      (.normal, .critical, .fire, 134), (.shelved, .high, .none, 134),
    ])
  func severity(_ state: AlarmState, _ priority: AlarmPriority, _ hazard: AlarmHazard, _ value: Int)
  {
    #expect(message(news(state, priority, hazard)).hasPrefix("<\(value)>1 "))
  }

  @Test("cannot be led astray by what people type")
  func hostile() {
    let text = message(news(.unacknowledged, .high, comment: "a\"] evil\n<0>1 \\"))
    #expect(!text.contains("\n"))
    #expect(text.contains("comment=\"a\\\"\\] evil <0>1 \\\\\""))
  }
}
