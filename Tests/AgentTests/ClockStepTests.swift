import Agent
import Alarms
import Readings
import Testing

@Suite("A wall clock that steps")
struct ClockStepTests {
  @Test(
    "by an hour is on record, and changes no poll, no delay and no shelving",
    arguments: [-3600, 3600])
  func step(seconds: Int) throws {
    var rule = TestSite.temperatureRule
    rule.onDelay = .seconds(40)
    var settings = try ReloadSite.settings()
    settings.alarmRules = [rule]
    var site = try ReloadSite.site(settings)
    var untouched = try ReloadSite.site(settings)
    site.run(for: .seconds(20))
    untouched.run(for: .seconds(20))
    site.ask(OperatorAct(.shelve(ReloadSite.alarm(4), for: .seconds(300)), user: "k", reason: "r"))
    untouched.ask(
      OperatorAct(.shelve(ReloadSite.alarm(4), for: .seconds(300)), user: "k", reason: "r"))
    let elapsed = site.now.since(Instant(nanoseconds: 1_000_000_000))
    site.tell(.wallClockRead(site.wallStart + elapsed))
    site.tell(.wallClockRead(site.wallStart + elapsed + .seconds(seconds)))
    for minutes in [1, 4, 2] {
      site.run(for: .seconds(minutes * 60))
      untouched.run(for: .seconds(minutes * 60))
      for probe in 0..<ReloadSite.probeCount {
        let id = ReloadSite.alarm(probe)
        #expect(site.state(id) == untouched.state(id), "\(id) after \(minutes) min more")
      }
    }
    #expect(site.requests.map(\.at) == untouched.requests.map(\.at))
    #expect(site.kinds().count { $0 == .clockStep } == 1)
    #expect(site.kinds().filter { $0 != .clockStep } == untouched.kinds())
    #expect(site.state(ReloadSite.alarm(0)) == .unacknowledged)
    #expect(site.state(ReloadSite.alarm(4)) == .unacknowledged)
  }
}
