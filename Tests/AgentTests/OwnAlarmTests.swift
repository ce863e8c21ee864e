import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("The alarms about lines and about the agent itself")
struct OwnAlarmTests {
  static let line = "tcp://127.0.0.1:1503"

  private func site(identity: [IdentityCheck] = []) throws -> VirtualSite {
    try VirtualSite(
      TestSite.settings(identity: identity),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
  }

  private func isActive(_ alarm: String, of line: String? = line, in site: VirtualSite) -> Bool {
    let id = line.map { "\(alarm)/\($0)" } ?? alarm
    return site.agent.alarms.index(of: id).map { site.agent.alarms[$0].isActive } ?? false
  }

  private func count(_ reason: String, in site: VirtualSite) throws -> Double? {
    try site.exposition()[
      "hallwatch_odd_traffic_total{line=\"\(Self.line)\",reason=\"\(reason)\"}"]
  }

  private func told(_ site: VirtualSite) -> String { site.announcements.last?.text ?? "" }

  struct Oddity: Sendable, CustomTestStringConvertible {
    var reason: String
    var manner: VirtualSite.Manner
    var words: String
    var testDescription: String { reason }
  }

  static let oddities = [
    Oddity(reason: "unsolicited", manner: .answersTwice, words: "unsolicited replies"),
    Oddity(
      reason: "foreign", manner: .answersAsUnit(9),
      words: "replies of another unit or transaction"),
    Oddity(reason: "exception_storm", manner: .excepts(4), words: "refusals"),
  ]

  @Test(
    "odd traffic on a line is counted by its reason and is an alarm, which goes when it is over",
    arguments: oddities)
  func odd(_ oddity: Oddity) throws {
    var site = try site()
    site.run(for: .seconds(20))
    #expect(try count(oddity.reason, in: site) == 0)
    site.devices[TestSite.upsLine]?[1]?.manner = oddity.manner
    site.run(for: .seconds(60))
    #expect(try count(oddity.reason, in: site) ?? 0 > 0)
    #expect(isActive("odd_traffic", in: site))
    #expect(!isActive("odd_traffic", of: "tcp://127.0.0.1:1502", in: site))
    let announcement = try #require(
      site.announcements.first { $0.text.hasPrefix("\(Self.line): odd_traffic, ") })
    #expect(announcement.text.contains(oddity.words), "\(announcement.text)")
    #expect(
      try site.exposition()[
        "hallwatch_alarm_active{alarm=\"odd_traffic\",line=\"\(Self.line)\",priority=\"high\"}"]
        == 1)
    let record = try #require(
      site.records.last { $0.fields.contains(.init("alarm", .text("odd_traffic"))) })
    #expect(record.fields.contains(.init("line", .text(Self.line))))

    site.devices[TestSite.upsLine]?[1]?.manner = .answers
    site.run(for: .seconds(140))
    #expect(isActive("odd_traffic", in: site))
    site.run(for: .seconds(300))
    #expect(!isActive("odd_traffic", in: site))
    #expect(told(site) == "\(Self.line): odd_traffic, calm again")
  }

  @Test("a single stray reply, or a device that refuses registers from the start, is not odd")
  func notOdd() throws {
    var ups = TestSite.upsWords()
    ups.words[.holdingRegister]?[10] = nil
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: ups]])
    site.run(for: .seconds(3))
    site.devices[TestSite.probeLine]?[1]?.manner = .answersTwice
    site.run(for: .milliseconds(1000))
    site.devices[TestSite.probeLine]?[1]?.manner = .answers
    site.run(for: .seconds(700))
    #expect(!site.records.contains { $0.fields.contains(.init("alarm", .text("odd_traffic"))) })
  }

  @Test("a device that says another name than before is recorded and makes its line odd")
  func identityChange() throws {
    let identity = [IdentityCheck(point: "model", expectation: .oneOf([77, 78]))]
    var site = try site(identity: identity)
    site.run(for: .seconds(10))
    site.devices[TestSite.upsLine]?[1] = TestSite.upsWords(model: 78)
    site.breakLine(TestSite.upsLine)
    site.run(for: .seconds(10))
    #expect(try count("identity_changed", in: site) == 1)
    #expect(isActive("odd_traffic", in: site))
    let record = try #require(site.records.first { $0.kind == .identityChanged })
    #expect(record.fields.contains(.init("from", .text("77"))))
    #expect(record.fields.contains(.init("to", .text("78"))))
    // It is still of the family, so it is read.
    #expect(try site.exposition()[#"hallwatch_device_up{device="ups-a"}"#] == 1)
    site.run(for: .seconds(310))
    #expect(!isActive("odd_traffic", in: site))
  }

  @Test("want of descriptors is counted, an alarm, and over when the line opens")
  func descriptors() throws {
    var ups = TestSite.upsWords()
    ups.manner = .findsNoDescriptor
    var site = try VirtualSite(
      TestSite.settings(),
      devices: [TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: ups]])
    site.run(for: .seconds(5))
    #expect(isActive("out_of_descriptors", of: nil, in: site))
    #expect(try site.exposition()["hallwatch_descriptor_shortages_total"] ?? 0 > 1)
    #expect(try site.exposition()[#"hallwatch_device_up{device="probe-1"}"#] == 1)
    #expect(
      site.announcements.contains {
        $0.text == "hallwatch: out_of_descriptors, 1 lines cannot be opened"
      })
    site.devices[TestSite.upsLine]?[1]?.manner = .answers
    site.run(for: .seconds(10))
    #expect(!isActive("out_of_descriptors", of: nil, in: site))
  }

  @Test("a client turned away for want of a descriptor is the same alarm, for a minute")
  func refusedClient() throws {
    var site = try site()
    site.run(for: .seconds(2))
    _ = site.agent.handle(.clientRefused, at: site.now)
    site.run(for: .seconds(2))
    #expect(isActive("out_of_descriptors", of: nil, in: site))
    site.run(for: .seconds(60))
    #expect(!isActive("out_of_descriptors", of: nil, in: site))
  }

  /// A device on a serial line that takes longer for its cycle than its interval.
  private func slowBus(interval: Duration) throws -> VirtualSite {
    var settings = try TestSite.settings()
    settings.lines[0] = LineSettings(
      name: "rtu:/dev/ttyS0?baud=300", medium: .serial(SerialSettings(path: "", baud: 300)))
    settings.devices[0].interval = interval
    return try VirtualSite(
      settings,
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ])
  }

  @Test("a plan that a line cannot hold is an alarm from the start")
  func plan() throws {
    // 13 characters and 4 bytes of data at 300 baud take more than half a second.
    var site = try slowBus(interval: .milliseconds(500))
    site.run(for: .seconds(2))
    #expect(isActive("plan_not_held", of: nil, in: site))
    let text = try #require(
      site.announcements.first { $0.text.contains("plan_not_held") }?.text)
    #expect(
      text.hasPrefix("hallwatch: plan_not_held, rtu:/dev/ttyS0?baud=300 needs 1"), "\(text)")
    var calm = try slowBus(interval: .seconds(2))
    calm.run(for: .seconds(2))
    #expect(!isActive("plan_not_held", of: nil, in: calm))
  }

  @Test("cycles left out of a device that answers are an alarm; those of a dead one are not")
  func overruns() throws {
    var site = try site()
    site.run(for: .seconds(5))
    // The process stands still for five seconds, four times, with nothing in flight.
    site.run(for: .milliseconds(500))
    for _ in 0..<4 {
      site.stall(for: .seconds(5))
      site.run(for: .seconds(5))
    }
    #expect(isActive("poll_overruns", in: site))
    #expect(
      site.announcements.contains {
        $0.text.hasPrefix("\(Self.line): poll_overruns, ") && $0.text.hasSuffix(" cycles left out")
      })
    site.run(for: .seconds(310))
    #expect(!isActive("poll_overruns", in: site))

    site.devices[TestSite.upsLine]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(120))
    #expect(!isActive("poll_overruns", in: site))
  }

  @Test("an alarm that stood before a restart does not go before calm has lasted")
  func restart() throws {
    var site = try site()
    site.run(for: .seconds(5))
    site.devices[TestSite.upsLine]?[1]?.manner = .answersTwice
    site.run(for: .seconds(20))
    #expect(isActive("odd_traffic", in: site))
    let alarms = site.agent.alarms.snapshot(at: site.now, wall: site.wallStart)
    var next = try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: TestSite.probeWords()], TestSite.upsLine: [1: TestSite.upsWords()],
      ], resuming: ResumedState(alarms: alarms, wall: site.wallStart))
    next.run(for: .seconds(280))
    #expect(isActive("odd_traffic", in: next))
    next.run(for: .seconds(30))
    #expect(!isActive("odd_traffic", in: next))
  }
}
