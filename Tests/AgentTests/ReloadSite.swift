import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

/// A hall of probes, two on each line: units 1 and 2. Every fourth is too hot.
enum ReloadSite {
  static let probeCount = 12

  static func name(_ probe: Int) -> String { "probe-\(probe)" }
  static func lineName(_ line: Int) -> String { "tcp://127.0.0.1:\(2000 + line)" }

  /// - Parameter hash: of the configuration; two settings that differ must not have the same.
  static func settings(hash: String = "aaaa") throws -> AgentSettings {
    let template = try TestSite.settings()
    var settings = template
    settings.configurationHash = hash
    settings.lines = (0..<probeCount / 2).map { line in
      LineSettings(
        name: lineName(line), medium: .tcp(host: "127.0.0.1", port: UInt16(2000 + line)))
    }
    settings.devices = try (0..<probeCount).map { probe in
      var device = template.devices[0]
      device.name = name(probe)
      device.line = LineIndex(rawValue: probe / 2)
      device.unit = try #require(UnitID(rawValue: UInt8(probe % 2 + 1)))
      return device
    }
    return settings
  }

  static func temperature(_ probe: Int) -> Double { probe % 4 == 0 ? 30 : 20 + Double(probe) / 10 }

  static func devices() -> [LineIndex: [UInt8: VirtualSite.Device]] {
    var devices: [LineIndex: [UInt8: VirtualSite.Device]] = [:]
    for probe in 0..<probeCount {
      devices[LineIndex(rawValue: probe / 2), default: [:]][UInt8(probe % 2 + 1)] =
        TestSite.probeWords(temperature: temperature(probe))
    }
    return devices
  }

  static func site(_ settings: AgentSettings? = nil) throws -> VirtualSite {
    try VirtualSite(settings ?? self.settings(), devices: devices())
  }

  static func alarm(_ probe: Int) -> String {
    "cold_aisle_temperature/\(name(probe))/temperature/high"
  }

  /// The settings with the devices and lines the other way round.
  static func reversed(_ settings: AgentSettings) -> AgentSettings {
    var turned = settings
    let last = settings.lines.count - 1
    turned.lines = settings.lines.reversed()
    turned.devices = settings.devices.reversed().map { device in
      var device = device
      device.line = LineIndex(rawValue: last - device.line.rawValue)
      return device
    }
    return turned
  }
}

extension VirtualSite {
  func state(_ id: String) -> AlarmState? {
    agent.alarms.index(of: id).map { agent.alarms[$0].state }
  }

  func health(_ name: String) -> DeviceHealth? {
    agent.settings.devices.firstIndex { $0.name == name }.map { agent.devices[$0] }
  }

  func kinds() -> [JournalRecord.Kind] { records.map(\.kind) }
}
