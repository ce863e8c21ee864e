import Agent
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("A SunSpec device")
struct SunSpecTests {
  private static let line = LineIndex(rawValue: 0)

  /// A meter of model 203 with its real power, of which the power of ten is another register.
  private func settings() throws -> AgentSettings {
    let watts = try #require(Quantity.named("electric_real_power_watts"))
    var power = PointDefinition(
      name: "real_power", table: .holdingRegister, address: 18, encoding: RegisterEncoding(.i16),
      meaning: .number(Scaling(factor: .powerOfTen(point: "scale"))),
      series: [SeriesDefinition(watts, labels: [Label("side", "load")])])
    power.models = [203, 201]
    var scale = PointDefinition(
      name: "scale", table: .holdingRegister, address: 22, encoding: RegisterEncoding(.i16),
      meaning: .number(Scaling()))
    scale.models = [203, 201]
    var other = scale
    other.name = "other"
    other.models = [802]
    var maker = PointDefinition(
      name: "maker", table: .holdingRegister, address: 2,
      encoding: RegisterEncoding(.ascii(count: 32)), meaning: .text)
    maker.models = [1]
    maker.pace = .once
    var profile = DeviceProfile(
      name: "sunspec", deviceClass: .meter, title: "Meter",
      contract: ReadContract(maximumHole: 124), points: [power, scale, other, maker])
    profile.sunspec = SunSpecDiscovery()
    #expect(profile.problems().map(\.description) == [])
    return AgentSettings(
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
  }

  /// The chain that begins at an address: a common model, perhaps another, the meter.
  private func chain(at base: UInt16, meter id: UInt16 = 203, others: [UInt16] = [])
    -> VirtualSite.Device
  {
    var words: [UInt16] = [0x5375, 0x6E53, 1, 65] + Array(repeating: 0x4141, count: 65)
    for other in others { words += [other, 4, 9, 9, 9, 9] }
    var meter = [id, 105] + [UInt16](repeating: 0x8000, count: 105)
    meter[18] = UInt16(bitPattern: -250)
    meter[22] = 1
    words += meter + [0xFFFF, 0]
    return .init(words: [
      .holdingRegister: Dictionary(
        uniqueKeysWithValues: words.enumerated().map { (base + UInt16($0.offset), $0.element) })
    ])
  }

  private static let power = #"facility_electric_real_power_watts{device="d",side="load"}"#

  @Test(
    "is read where its chain of models says that its points are",
    arguments: [UInt16(40000), 50000, 0])
  func found(base: UInt16) throws {
    var site = try VirtualSite(
      settings(), devices: [Self.line: [1: chain(at: base, others: [12345])]])
    site.run(for: .seconds(15))
    #expect(try site.exposition()[Self.power] == -2500)
    let address = base + 2 + 67 + 6
    let last = try #require(site.requests.last?.request.span)
    #expect(last.start >= address && last.end <= Int(address) + 107)
    // What is of another model is not fitted; nothing is asked for it.
    #expect(try site.exposition()[#"hallwatch_device_up{device="d"}"#] == 1)
  }

  @Test("is believed again after its line broke, once it has said its models again")
  func believedAgain() throws {
    var site = try VirtualSite(
      settings(), devices: [Self.line: [1: chain(at: 40000, others: [12345])]])
    site.run(for: .seconds(12))
    for _ in 0..<2 {
      site.breakLine(Self.line)
      site.run(for: .seconds(10))
      #expect(try site.exposition()[Self.power] == -2500)
      #expect(try site.exposition()[#"hallwatch_device_up{device="d"}"#] == 1)
    }
    #expect(!site.records.contains { $0.kind == .identityMismatch })
  }

  @Test("that is exchanged for one with another chain is found anew")
  func exchanged() throws {
    var site = try VirtualSite(
      settings(), devices: [Self.line: [1: chain(at: 40000)]])
    site.run(for: .seconds(12))
    #expect(try site.exposition()[Self.power] == -2500)
    site.devices[Self.line]?[1]?.manner = .neverAnswers
    site.run(for: .seconds(40))
    site.devices[Self.line]?[1] = chain(at: 40000, meter: 201, others: [12345])
    site.run(for: .seconds(60))
    #expect(try site.exposition()[Self.power] == -2500)
  }

  @Test("that refuses a header while it is not well is found once it is")
  func refusedHeader() throws {
    var ill = chain(at: 40000)
    // It knows who it is, and nothing of its meter yet.
    ill.words[.holdingRegister] = ill.words[.holdingRegister]?.filter { $0.key < 40069 }
    var site = try VirtualSite(settings(), devices: [Self.line: [1: ill]])
    site.run(for: .seconds(20))
    #expect(try site.exposition()[Self.power] == nil)
    site.devices[Self.line]?[1] = chain(at: 40000)
    site.run(for: .seconds(100))
    #expect(try site.exposition()[Self.power] == -2500)
    #expect(try site.exposition()[#"hallwatch_device_identity_mismatch{device="d"}"#] == 0)
  }

  @Test("without the models of its profile is another device, and gives no readings")
  func another() throws {
    var site = try VirtualSite(
      settings(), devices: [Self.line: [1: chain(at: 40000, meter: 103)]])
    site.run(for: .seconds(20))
    let samples = try site.exposition()
    #expect(samples[Self.power] == nil)
    #expect(samples[#"hallwatch_device_identity_mismatch{device="d"}"#] == 1)
  }
}
