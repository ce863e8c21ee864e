import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("Another configuration while running")
struct ReloadTests {
  private typealias Poll = (at: Instant, line: String, unit: UInt8, span: RegisterSpan)

  private func polls(_ site: VirtualSite, lines: Range<Int>) -> [String] {
    let names = Set(lines.map(ReloadSite.lineName))
    return site.named.filter { names.contains($0.line) }.map {
      "\($0.at.nanoseconds) \($0.line) \($0.request.unit.rawValue) \($0.request.span)"
    }
  }

  /// Half of the probes are asked at another pace, and every index is another than before.
  private func halfChanged() throws -> AgentSettings {
    var settings = try ReloadSite.settings(hash: "bbbb")
    for probe in 0..<ReloadSite.probeCount / 2 {
      settings.devices[probe].interval = .milliseconds(700)
    }
    return ReloadSite.reversed(settings)
  }

  @Test(
    "loses no poll of the devices that did not change, whenever it comes",
    arguments: [0, 1, 2, 3, 4, 5, 7, 40, 41, 42, 43, 80, 83, 333, 501, 502, 999])
  func unchangedPolls(milliseconds: Int) throws {
    var site = try ReloadSite.site()
    var untouched = try ReloadSite.site()
    site.run(for: .seconds(10) + .milliseconds(milliseconds))
    untouched.run(for: .seconds(10) + .milliseconds(milliseconds))
    try site.reload(halfChanged(), ReloadOrder(by: "kim"))
    site.run(for: .seconds(30))
    untouched.run(for: .seconds(30))
    let half = ReloadSite.probeCount / 4
    #expect(polls(site, lines: half..<half * 2) == polls(untouched, lines: half..<half * 2))
    // Those that changed are asked at their new pace, and nobody was lost on the way.
    let changed = polls(site, lines: 0..<half).count
    #expect(changed > polls(untouched, lines: 0..<half).count)
    #expect(!site.kinds().contains(.communicationLost))
    #expect(site.agent.devices.allSatisfy { $0.isUp })
    #expect(site.reports.map(\.result) == [.loaded])
    site.run(for: .seconds(40))
    #expect(site.reports.map(\.result) == [.loaded, .kept])
  }

  @Test("keeps readings, so that no series is missing for a moment")
  func readings() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(10))
    let before = try site.exposition().filter { $0.key.hasPrefix("facility_air_") }
    try site.reload(halfChanged(), ReloadOrder(by: "kim"))
    let after = try site.exposition().filter { $0.key.hasPrefix("facility_air_") }
    #expect(before.count == 2 * ReloadSite.probeCount)
    #expect(after == before)
    #expect(site.agent.isReady)
  }

  @Test("loses no alarm, acknowledgement, shelving or latch, of changed devices neither")
  func alarms() throws {
    var rule = TestSite.temperatureRule
    rule.latching = .latched
    var settings = try ReloadSite.settings()
    settings.alarmRules = [rule]
    var site = try ReloadSite.site(settings)
    site.run(for: .seconds(10))
    site.ask(OperatorAct(.acknowledge(ReloadSite.alarm(0)), user: "kim"))
    site.ask(
      OperatorAct(.shelve(ReloadSite.alarm(4), for: .seconds(120)), user: "kim", reason: "x"))
    site.ask(OperatorAct(.acknowledge(ReloadSite.alarm(8)), user: "kim"))
    // It is cool again, and stays latched until somebody resets it.
    site.devices[LineIndex(rawValue: 4)]?[1] = TestSite.probeWords(temperature: 20)
    site.run(for: .seconds(5))
    let before = site.records.count
    var changed = try halfChanged()
    changed.alarmRules = [rule]
    try site.reload(changed, ReloadOrder(by: "kim"))
    site.run(for: .seconds(20))
    #expect(site.state(ReloadSite.alarm(0)) == .acknowledged)
    #expect(site.state(ReloadSite.alarm(4)) == .shelved)
    #expect(site.state(ReloadSite.alarm(8)) == .latchedAcknowledged)
    #expect(site.state(ReloadSite.alarm(1)) == .normal)
    // Nobody was told of anything again. What is judged anew is unknown for a moment.
    let news = Set(site.kinds()[before...])
    #expect(news.isSubset(of: [.configurationLoaded, .qualityChanged]))
    site.run(for: .seconds(100))
    #expect(site.state(ReloadSite.alarm(4)) == .unacknowledged)
  }

  @Test("does not begin a delay anew that runs")
  func delays() throws {
    var rule = TestSite.temperatureRule
    rule.onDelay = .seconds(60)
    var settings = try ReloadSite.settings()
    settings.alarmRules = [rule]
    var site = try ReloadSite.site(settings)
    site.run(for: .seconds(40))
    var changed = try halfChanged()
    changed.alarmRules = [rule]
    try site.reload(changed, ReloadOrder(by: "kim"))
    site.run(for: .seconds(25))
    // Probe 8 is among those that did not change; probe 0 begins anew.
    #expect(site.state(ReloadSite.alarm(8)) == .unacknowledged)
    #expect(site.state(ReloadSite.alarm(0)) == .normal)
    site.run(for: .seconds(40))
    #expect(site.state(ReloadSite.alarm(0)) == .unacknowledged)
  }

  @Test("moves a limit without a person having to acknowledge again")
  func limit() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(5))
    site.ask(OperatorAct(.acknowledge(ReloadSite.alarm(0)), user: "kim"))
    var rule = TestSite.temperatureRule
    rule.test = .limits([.high: 28, .highHigh: 32])
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.alarmRules = [rule]
    try site.reload(settings, ReloadOrder(by: "kim"))
    #expect(site.state(ReloadSite.alarm(0)) == .acknowledged)
    #expect(site.kinds().count { $0 == .limitChanged } == ReloadSite.probeCount)
    rule.test = .limits([.high: 31, .highHigh: 32])
    settings.alarmRules = [rule]
    settings.configurationHash = "cccc"
    try site.reload(settings, ReloadOrder(by: "kim"))
    #expect(site.state(ReloadSite.alarm(0)) == .acknowledged)
    site.run(for: .seconds(3))
    #expect(site.state(ReloadSite.alarm(0)) == .normal)
  }

  @Test("takes devices in and lets devices go, and says which alarms have left")
  func comingAndGoing() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(5))
    var settings = try ReloadSite.settings(hash: "bbbb")
    var added = settings.devices[1]
    added.name = "newcomer"
    added.line = LineIndex(rawValue: settings.lines.count)
    settings.lines.append(
      LineSettings(name: ReloadSite.lineName(99), medium: .tcp(host: "127.0.0.1", port: 2099)))
    settings.devices.append(added)
    settings.devices.remove(at: 0)
    site.futureDevices[ReloadSite.lineName(99)] = [2: TestSite.probeWords(temperature: 29)]
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.run(for: .seconds(3))
    #expect(site.health("newcomer")?.isUp == true)
    #expect(site.state("cold_aisle_temperature/newcomer/temperature/high") == .unacknowledged)
    #expect(site.state(ReloadSite.alarm(0)) == nil)
    #expect(site.agent.alarms.removed.map(\.id) == [ReloadSite.alarm(0)])
    #expect(site.kinds().count { $0 == .removed } == 1)
    site.ask(OperatorAct(.acknowledge(ReloadSite.alarm(0)), user: "kim"))
    #expect(site.agent.alarms.removed.isEmpty)
  }

  @Test("goes back by itself when a device fails under it that was well, and says so")
  func rollBack() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(10))
    site.ask(OperatorAct(.acknowledge(ReloadSite.alarm(0)), user: "kim"))
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.devices[0].unit = try #require(UnitID(rawValue: 9))
    settings.devices.removeLast()
    try site.reload(settings, ReloadOrder(by: "kim"))
    #expect(site.agent.settings.configurationHash == "bbbb")
    site.run(for: .seconds(20))
    #expect(site.agent.settings.configurationHash == "aaaa")
    #expect(site.reports.map(\.result) == [.loaded, .rolledBack])
    #expect(site.reports.last?.text.contains("probe-0 does not answer") == true)
    #expect(site.kinds().contains(.configurationRolledBack))
    site.run(for: .seconds(10))
    #expect(site.health("probe-0")?.isUp == true)
    #expect(site.health("probe-11")?.isUp == true)
    #expect(site.state(ReloadSite.alarm(0)) == .acknowledged)
    let series = try site.exposition()
    #expect(series["hallwatch_config_last_reload_successful"] == 0)
    #expect(series["hallwatch_config_reloads_total{outcome=\"rolled_back\"}"] == 1)
    #expect(site.state("config_not_in_force") == .unacknowledged)
    #expect(site.announcements.contains { $0.text.contains("bbbb was rolled back: probe-0") })
    // The next one that is well ends it.
    try site.reload(ReloadSite.settings(hash: "cccc"), ReloadOrder(by: "kim"))
    site.run(for: .seconds(5))
    #expect(try site.exposition()["hallwatch_config_last_reload_successful"] == 1)
    #expect(site.state("config_not_in_force") == .returnedUnacknowledged)
  }

  @Test("goes back when a device that shares a line with a changed one falls silent")
  func neighbour() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(10))
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.devices[2].interval = .milliseconds(200)
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.devices[LineIndex(rawValue: 1)]?[2]?.manner = .neverAnswers
    site.run(for: .seconds(20))
    #expect(site.reports.map(\.result) == [.loaded, .rolledBack])
    #expect(site.reports.last?.text.contains("probe-3 does not answer") == true)
  }

  @Test("takes back two changes, the second of which came while the first was on trial")
  func changeDuringTrial() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(10))
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.devices[0].unit = try #require(UnitID(rawValue: 9))
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.run(for: .seconds(1))
    settings.configurationHash = "cccc"
    settings.devices[7].interval = .seconds(2)
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.run(for: .seconds(40))
    #expect(site.reports.map(\.result) == [.loaded, .loaded, .rolledBack, .rolledBack])
    #expect(site.reports.dropFirst(2).allSatisfy { $0.text.contains("probe-0 does not answer") })
    #expect(site.agent.settings.configurationHash == "aaaa")
    let isOnTrial = site.agent.isOnTrial
    #expect(!isOnTrial)
    site.run(for: .seconds(10))
    #expect(site.health("probe-0")?.isUp == true)
  }

  @Test("goes back to a change that was on trial itself, which then proves itself")
  func backIntoTrial() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(10))
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.devices[7].interval = .seconds(2)
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.run(for: .seconds(1))
    settings.configurationHash = "cccc"
    settings.devices[0].unit = try #require(UnitID(rawValue: 9))
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.run(for: .seconds(20))
    #expect(site.reports.map(\.result) == [.loaded, .loaded, .rolledBack])
    #expect(site.agent.settings.configurationHash == "bbbb")
    let isOnTrial = site.agent.isOnTrial
    #expect(isOnTrial)
    site.run(for: .seconds(120))
    #expect(site.reports.map(\.result) == [.loaded, .loaded, .rolledBack, .kept])
    #expect(site.agent.settings.configurationHash == "bbbb")
  }

  @Test("stays when a device fails that the change has nothing to do with, or was ill before")
  func coincidence() throws {
    var site = try ReloadSite.site()
    site.devices[LineIndex(rawValue: 0)]?[2]?.manner = .neverAnswers
    site.run(for: .seconds(20))
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.devices[0].interval = .seconds(2)
    settings.devices[1].interval = .seconds(2)
    try site.reload(settings, ReloadOrder(by: "kim"))
    site.devices[LineIndex(rawValue: 5)]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(70))
    #expect(site.kinds().count { $0 == .communicationLost } >= 2)
    #expect(site.reports.map(\.result) == [.loaded, .kept])
  }

  @Test("stays whatever fails when it was ordered so")
  func withoutTrial() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(10))
    var settings = try ReloadSite.settings(hash: "bbbb")
    settings.devices[0].unit = try #require(UnitID(rawValue: 9))
    try site.reload(settings, ReloadOrder(by: "kim", trial: nil))
    site.run(for: .seconds(60))
    #expect(site.agent.settings.configurationHash == "bbbb")
    #expect(site.reports.map(\.result) == [.loaded])
  }

  @Test("that is bad changes nothing but that everybody knows")
  func refused() throws {
    var site = try ReloadSite.site()
    var untouched = try ReloadSite.site()
    site.run(for: .seconds(10))
    site.tell(
      .reconfigurationRefused(
        because: "site.json5:3:7: devices[0].unit: 300 is too much",
        ReloadOrder(by: "SIGHUP", ticket: 4)))
    site.run(for: .seconds(10))
    untouched.run(for: .seconds(20))
    let lines = 0..<ReloadSite.probeCount / 2
    #expect(polls(site, lines: lines) == polls(untouched, lines: lines))
    #expect(site.answers == [.refused("site.json5:3:7: devices[0].unit: 300 is too much")])
    #expect(site.kinds().contains(.configurationRefused))
    #expect(try site.exposition()["hallwatch_config_last_reload_successful"] == 0)
    #expect(site.state("config_not_in_force") == .unacknowledged)
  }

  @Test("that was worked out against another one than is in force is refused")
  func overtaken() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(1))
    let late = try Reconfiguration(
      from: ReloadSite.settings(), to: ReloadSite.settings(hash: "cccc"), ReloadOrder(by: "a"),
      at: site.now)
    try site.reload(ReloadSite.settings(hash: "bbbb"), ReloadOrder(by: "b"))
    site.tell(.reconfigured(late))
    #expect(site.reports.map(\.result) == [.loaded, .refused])
    #expect(site.agent.settings.configurationHash == "bbbb")
  }

  @Test("believes no answer to a request of a device that changed while it was under way")
  func orphan() throws {
    var settings = try ReloadSite.settings()
    settings.alarmRules = []
    var site = try ReloadSite.site(settings)
    site.run(for: .seconds(3))
    // Until a request of probe 0 has just gone out; one does in each second.
    let line = LineIndex(rawValue: 0)
    let isUnderWay = (0..<2000).contains { _ in
      let sent = site.requests.count
      site.run(for: .milliseconds(1))
      return site.requests[sent...].contains {
        $0.line == line && $0.request.unit.rawValue == 1
      }
    }
    try #require(isUnderWay)
    var changed = settings
    changed.configurationHash = "bbbb"
    changed.devices[0].unit = try #require(UnitID(rawValue: 7))
    site.devices[line]?[7] = TestSite.probeWords(temperature: 11)
    try site.reload(changed, ReloadOrder(by: "kim"))
    site.run(for: .milliseconds(20))
    let point = site.agent.points.point(0, of: DeviceIndex(rawValue: 0))
    #expect(site.agent.readings[point].value == nil)
    site.run(for: .seconds(3))
    #expect(site.agent.readings[point].value == .number(11))
    let status = site.agent.poller.lineStatus(line, at: site.now)
    #expect(status.openings == 1)
    #expect(ResponseFlaw.allCases.allSatisfy { status.dropped($0) == 0 })
    #expect(site.health("probe-1")?.isUp == true)
  }

  @Test("a hundred times over neither loses polls nor piles anything up")
  func again() throws {
    var site = try ReloadSite.site()
    site.run(for: .seconds(5))
    for turn in 0..<100 {
      var settings = try turn.isMultiple(of: 2) ? halfChanged() : ReloadSite.settings()
      settings.configurationHash = "v\(turn)"
      try site.reload(settings, ReloadOrder(by: "kim"))
      site.run(for: .milliseconds(1700))
    }
    #expect(!site.kinds().contains(.communicationLost))
    let rate = site.requests.count
    site.run(for: .seconds(60))
    let polled = site.requests.count - rate
    #expect(polled >= 60 * ReloadSite.probeCount - ReloadSite.probeCount)
    #expect(polled <= 60 * ReloadSite.probeCount + 2 * ReloadSite.probeCount)
    #expect(site.agent.devices.allSatisfy { $0.isUp })
  }
}
