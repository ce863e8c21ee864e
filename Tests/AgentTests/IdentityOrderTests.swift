import Agent
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("The order of identity and the rest")
struct IdentityOrderTests {
  private static let line = LineIndex(rawValue: 0)

  /// A device whose model the profile wants to be 7.
  private static func site(model: UInt16) throws -> VirtualSite {
    func point(_ name: String, _ address: UInt16, _ pace: PointDefinition.Pace) -> PointDefinition {
      PointDefinition(
        name: name, table: .holdingRegister, address: address, encoding: RegisterEncoding(.u16),
        meaning: .number(Scaling()), pace: pace)
    }
    // Far apart, so that each is a request of its own; the version comes before the model.
    let profile = DeviceProfile(
      name: "family", deviceClass: .generator, title: "Family",
      points: [
        point("version", 10, .once), point("model", 500, .once), point("value", 900, .normal),
      ],
      identity: [IdentityCheck(point: "model", expectation: .number(7))])
    #expect(profile.problems().map(\.description) == [])
    let settings = AgentSettings(
      site: "test",
      lines: [
        LineSettings(name: "tcp://127.0.0.1:1502", medium: .tcp(host: "127.0.0.1", port: 1502))
      ],
      devices: [
        DeviceSettings(
          name: "d", profile: profile, line: line, unit: try #require(UnitID(rawValue: 1)),
          interval: .seconds(1), timeout: .milliseconds(500), maximumAge: .seconds(5))
      ],
      alarmRules: [], configurationHash: "0123abcd")
    return try VirtualSite(
      settings,
      devices: [
        line: [1: .init(words: [.holdingRegister: [10: 42, 500: model, 900: 1]])]
      ])
  }

  @Test("what is read once, before the identity is known, is read once more")
  func readBeforeIdentity() throws {
    var site = try Self.site(model: 7)
    site.run(for: .seconds(6))
    #expect(
      site.agent.readings[PointIndex(rawValue: 0)].outcome == .value(.number(42)))
    // Once more, and not in every cycle.
    let asked = site.requests.count { $0.request.span.start == 10 }
    #expect(asked == 2)
  }

  /// What may be seen of the device, ten times a second.
  private static func watch(
    _ site: inout VirtualSite, for seconds: Int, _ look: (VirtualSite) throws -> Void
  ) rethrows {
    for _ in 0..<seconds * 10 {
      site.run(for: .milliseconds(100))
      try look(site)
    }
  }

  @Test(
    "a device is believed whose connections are short, and says who it is with each cycle",
    arguments: [VirtualSite.Manner.closesAfterAnswer, .closesWhenIdle(.milliseconds(300))])
  func shortConnections(manner: VirtualSite.Manner) throws {
    var site = try Self.site(model: 7)
    site.devices[Self.line]?[1]?.manner = manner
    site.run(for: .seconds(5))
    let before = site.requests.count { $0.request.span.start == 500 }
    Self.watch(&site, for: 20) { site in
      #expect(site.health("d")?.isUp == true)
      #expect(site.agent.readings[PointIndex(rawValue: 2)].value == .number(1))
    }
    #expect(site.requests.count { $0.request.span.start == 500 } == before + 20)
    #expect(!site.kinds().contains(.communicationLost))
    #expect(site.agent.poller.deviceStatus(DeviceIndex(rawValue: 0)).overruns == 0)
  }

  @Test(
    "nothing is believed of another device that came with a new connection",
    arguments: [VirtualSite.Manner.closesAfterAnswer, .closesWhenIdle(.milliseconds(300))])
  func exchanged(manner: VirtualSite.Manner) throws {
    var site = try Self.site(model: 7)
    site.devices[Self.line]?[1]?.manner = manner
    site.run(for: .milliseconds(10_700))
    site.devices[Self.line]?[1]?.words[.holdingRegister] = [10: 42, 500: 8, 900: 99]
    Self.watch(&site, for: 10) { site in
      #expect(site.agent.readings[PointIndex(rawValue: 2)].value != .number(99))
    }
    #expect(site.health("d")?.identity == .mismatch)
    #expect(site.health("d")?.isUp == false)
  }

  @Test("two units are believed behind a gateway that closes after every answer")
  func closingGateway() throws {
    var settings = try Self.site(model: 7).agent.settings
    settings.devices.append(settings.devices[0])
    settings.devices[1].name = "e"
    settings.devices[1].unit = try #require(UnitID(rawValue: 2))
    let words: VirtualSite.Device = .init(
      words: [.holdingRegister: [10: 42, 500: 7, 900: 1]], manner: .closesAfterAnswer)
    var site = try VirtualSite(settings, devices: [Self.line: [1: words, 2: words]])
    site.run(for: .seconds(5))
    Self.watch(&site, for: 20) { site in
      #expect(site.health("d")?.isUp == true)
      #expect(site.health("e")?.isUp == true)
    }
    #expect(!site.kinds().contains(.communicationLost))
  }

  /// Seed 700208: the unit of a value was read after it, and forgotten with each connection.
  @Test(
    "what a value is decoded by is read before it, so that a new connection costs no value",
    arguments: [VirtualSite.Manner.closesAfterAnswer, .closesWhenIdle(.milliseconds(300))])
  func sourcesFirst(manner: VirtualSite.Manner) throws {
    var settings = try Self.site(model: 7).agent.settings
    settings.devices[0].profile.points[2].meaning = .number(
      Scaling(factor: .powerOfTen(point: "exponent")))
    settings.devices[0].profile.points.append(
      PointDefinition(
        name: "exponent", table: .holdingRegister, address: 1500,
        encoding: RegisterEncoding(.u16), meaning: .number(Scaling()), pace: .slow))
    var site = try VirtualSite(
      settings,
      devices: [
        Self.line: [
          1: .init(
            words: [.holdingRegister: [10: 42, 500: 7, 900: 1, 1500: 2]], manner: manner)
        ]
      ])
    site.run(for: .seconds(5))
    Self.watch(&site, for: 10) { site in
      #expect(site.agent.readings[PointIndex(rawValue: 2)].value == .number(100))
    }
  }

  @Test("a peer that ends connections no more is taken at its word at once")
  func closesNoMore() throws {
    var site = try Self.site(model: 7)
    site.devices[Self.line]?[1]?.manner = .closesAfterAnswer
    site.run(for: .seconds(10))
    site.devices[Self.line]?[1]?.manner = .answers
    site.run(for: .seconds(2))
    let openings = site.agent.poller.lineStatus(Self.line, at: site.now).openings
    site.run(for: .seconds(20))
    #expect(site.agent.poller.lineStatus(Self.line, at: site.now).openings == openings)
    #expect(site.health("d")?.isUp == true)
  }

  /// Seed 304467: a device that said that it was nobody while it started was another for ever.
  @Test("a device that is another is asked again who it is, and is itself once it says so")
  func itselfAgain() throws {
    var site = try Self.site(model: 0)
    site.run(for: .seconds(15))
    #expect(site.health("d")?.identity == .mismatch)
    #expect(site.agent.readings[PointIndex(rawValue: 2)].value == nil)
    // Now and then, and not in every cycle.
    #expect(site.requests.count { $0.request.span.start == 500 } <= 3)
    site.devices[Self.line]?[1]?.words[.holdingRegister]?[500] = 7
    site.run(for: .seconds(15))
    #expect(site.health("d")?.identity == .verified)
    #expect(site.health("d")?.isUp == true)
    #expect(site.agent.readings[PointIndex(rawValue: 0)].value == .number(42))
    #expect(site.agent.readings[PointIndex(rawValue: 2)].value == .number(1))
  }
}
