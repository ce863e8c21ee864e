import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

/// A small site: a probe with temperature and humidity on line 0, a UPS with a word of flags on
/// line 1.
enum TestSite {
  static let probeLine = LineIndex(rawValue: 0)
  static let upsLine = LineIndex(rawValue: 1)
  static let probe = DeviceIndex(rawValue: 0)
  static let ups = DeviceIndex(rawValue: 1)

  static func settings(
    alarmRules: [AlarmRule] = [temperatureRule], identity: [IdentityCheck] = []
  ) throws -> AgentSettings {
    AgentSettings(
      site: "test",
      lines: ["tcp://127.0.0.1:1502", "tcp://127.0.0.1:1503"].enumerated().map {
        LineSettings(
          name: $0.element, medium: .tcp(host: "127.0.0.1", port: UInt16(1502 + $0.offset)))
      },
      devices: [
        try device("probe-1", profile: probeProfile(), line: 0, labels: [Label("aisle", "cold")]),
        try device("ups-a", profile: upsProfile(identity: identity), line: 1),
      ],
      alarmRules: alarmRules, configurationHash: "0123abcd")
  }

  /// High 27, high-high 32, deadband 1, as in the design's example but without delays.
  static let temperatureRule = AlarmRule(
    name: "cold_aisle_temperature",
    selector: PointSelector(
      quantity: "air_temperature_celsius", labels: [Label("aisle", "cold")]),
    test: .limits([.high: 27, .highHigh: 32]), priority: .high, deadband: 1)

  /// The high alarm of the probe.
  static let hot = "cold_aisle_temperature/probe-1/temperature/high"

  /// A site that has run for two seconds with 30 °C at its probe, so that `hot` stands.
  static func hotSite() throws -> VirtualSite {
    var site = try VirtualSite(
      settings(),
      devices: [
        probeLine: [1: probeWords(temperature: 30)], upsLine: [1: upsWords()],
      ])
    site.run(for: .seconds(2))
    return site
  }

  /// 24.5 °C, 48.2 %.
  static func probeWords(temperature: Double = 24.5) -> VirtualSite.Device {
    VirtualSite.Device(words: [
      .inputRegister: [1: UInt16(bitPattern: Int16((temperature * 10).rounded())), 2: 482]
    ])
  }

  /// Bit 2 is on battery, as in the Smart-UPS status word; register 10 says which device it is.
  static func upsWords(status: UInt16 = 2, model: UInt16 = 77) -> VirtualSite.Device {
    VirtualSite.Device(words: [.holdingRegister: [0: status, 10: model]])
  }

  private static func device(
    _ name: String, profile: DeviceProfile, line: Int, labels: [Label] = []
  ) throws -> DeviceSettings {
    DeviceSettings(
      name: name, profile: profile, line: LineIndex(rawValue: line),
      unit: try #require(UnitID(rawValue: 1)), interval: .seconds(1), timeout: .milliseconds(500),
      maximumAge: .seconds(5), labels: labels)
  }

  private static func probeProfile() throws -> DeviceProfile {
    let temperature = try #require(Quantity.named("air_temperature_celsius"))
    let humidity = try #require(Quantity.named("air_relative_humidity_ratio"))
    return DeviceProfile(
      name: "probe", deviceClass: .environment, title: "Probe",
      points: [
        PointDefinition(
          name: "temperature", table: .inputRegister, address: 1, encoding: RegisterEncoding(.i16),
          meaning: .number(Scaling(scale: 0.1)),
          sentinels: [.value(-32768, .notAvailable), .value(32767, .notAvailable)],
          series: [SeriesDefinition(temperature)]),
        PointDefinition(
          name: "humidity", table: .inputRegister, address: 2, encoding: RegisterEncoding(.u16),
          meaning: .number(Scaling(scale: 0.001)), series: [SeriesDefinition(humidity)]),
      ])
  }

  private static func upsProfile(identity: [IdentityCheck]) throws -> DeviceProfile {
    let onBattery = try #require(Quantity.named("ups_on_battery"))
    return DeviceProfile(
      name: "ups", deviceClass: .ups, title: "UPS", manufacturer: "Acme",
      points: [
        PointDefinition(
          name: "status", table: .holdingRegister, address: 0, encoding: RegisterEncoding(.bits),
          meaning: .flags([FlagName(bit: 1, name: "online"), FlagName(bit: 2, name: "on_battery")]),
          series: [SeriesDefinition(onBattery, extraction: .bit(2))],
          alarms: [
            DeviceAlarmDefinition(
              name: "on_battery", severity: .warning, extraction: .bit(2))
          ]),
        PointDefinition(
          name: "model", table: .holdingRegister, address: 10, encoding: RegisterEncoding(.u16),
          meaning: .number(Scaling()), pace: .once),
      ],
      identity: identity)
  }
}
