import Agent
import Alarms
import Notification
import Testing

/// Whoever is told of an alarm in a drill must see that it is one before anything else.
@Suite("News of a drill")
struct DrillNewsTests {
  @Test(
    "begin with the word and bear the mark, whatever the target",
    arguments: [
      (
        NotificationTarget(name: "am", kind: .alertmanager, hasHeartbeat: false),
        #""drill":"utility-failure""#
      ),
      (NotificationTarget(name: "pager", kind: .webhook), #""drill":"utility-failure""#),
      (NotificationTarget(name: "log", kind: .syslog), #"drill="utility-failure""#),
    ])
  func marked(target: NotificationTarget, mark: String) {
    var bench = NewsBench([target])
    bench.tell(
      bench.news("hot/probe", .unacknowledged, extra: ["drill": .text("utility-failure")]))
    bench.run(for: .seconds(1))
    #expect(bench.texts().first?.contains(mark) == true)
    #expect(bench.texts().first?.contains("DRILL probe: hot") == true)
  }
}
