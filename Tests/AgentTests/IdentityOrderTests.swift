import Agent
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("The order of identity and the rest")
struct IdentityOrderTests {
  private static let line = LineIndex(rawValue: 0)

  @Test("what is read once, before the identity is known, is read once more")
  func readBeforeIdentity() throws {
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
          name: "d", profile: profile, line: Self.line, unit: try #require(UnitID(rawValue: 1)),
          interval: .seconds(1), timeout: .milliseconds(500), maximumAge: .seconds(5))
      ],
      alarmRules: [], configurationHash: "0123abcd")
    var site = try VirtualSite(
      settings,
      devices: [
        Self.line: [1: .init(words: [.holdingRegister: [10: 42, 500: 7, 900: 1]])]
      ])
    site.run(for: .seconds(6))
    #expect(
      site.agent.readings[PointIndex(rawValue: 0)].outcome == .value(.number(42)))
    // Once more, and not in every cycle.
    let asked = site.requests.count { $0.request.span.start == 10 }
    #expect(asked == 2)
  }
}
