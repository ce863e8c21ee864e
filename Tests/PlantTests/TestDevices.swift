import DeviceProfiles
import Readings
import Registers

@testable import Plant

/// Small profiles and halls made of them, so that a test of the physics needs no catalogue.
enum TestDevices {
  static func number(
    _ name: String, _ quantity: String, address: UInt16, scale: Double = 0.1,
    type: RegisterEncoding.ValueType = .i16, labels: [Label] = []
  ) -> PointDefinition {
    PointDefinition(
      name: name, table: .holdingRegister, address: address, encoding: RegisterEncoding(type),
      meaning: .number(Scaling(scale: scale)),
      series: [SeriesDefinition(Quantity.named(quantity)!, labels: labels)])
  }

  static func profile(_ deviceClass: DeviceClass, _ points: [PointDefinition] = []) -> DeviceProfile
  {
    DeviceProfile(
      name: "test-\(deviceClass.rawValue)", deviceClass: deviceClass, title: "Test",
      points: points)
  }

  static func device(
    _ name: String, _ deviceClass: DeviceClass, _ labels: KeyValuePairs<String, String> = [:],
    points: [PointDefinition] = []
  ) -> PlantDevice {
    PlantDevice(
      name: name, profile: profile(deviceClass, points),
      labels: labels.map { Label($0.key, $0.value) })
  }

  /// A UPS whose registers cannot hold the voltage of mains: it feeds controls with 24 V.
  static func directUPS(
    _ name: String, _ labels: KeyValuePairs<String, String> = [:]
  ) -> PlantDevice {
    device(
      name, .ups, labels,
      points: [
        number(
          "output_voltage", "electric_voltage_volts", address: 0, scale: 0.001, type: .u16,
          labels: [Label("side", "output")]),
        number(
          "output_current", "electric_current_amperes", address: 1, scale: 0.001, type: .u16,
          labels: [Label("side", "output")]),
        number(
          "battery_voltage", "battery_voltage_volts", address: 2, scale: 0.001, type: .u16),
      ])
  }

  /// Two feeds with a UPS and two packs each, a generator, three cooling units, probes.
  static func devices() -> [PlantDevice] {
    var devices: [PlantDevice] = []
    for feed in ["A", "B"] {
      let room = "power-\(feed.lowercased())"
      devices.append(device("mains-\(feed)", .meter, ["feed": feed, "room": room]))
      devices.append(
        device("input-\(feed)", .meter, ["feed": feed, "room": room, "role": "ups-input"]))
      devices.append(
        device("cooling-\(feed)", .meter, ["feed": feed, "room": room, "role": "cooling"]))
      devices.append(
        device("house-\(feed)", .meter, ["feed": feed, "room": room, "role": "house"]))
      devices.append(device("ups-\(feed)", .ups, ["feed": feed, "room": room]))
      for pack in 1...2 {
        devices.append(
          device("pack-\(feed)\(pack)", .battery, ["feed": feed, "room": "battery"]))
      }
    }
    devices.append(device("gen", .generator, ["room": "yard"]))
    for unit in 1...3 { devices.append(device("crac-\(unit)", .cooling, ["room": "hall"])) }
    for probe in 1...3 {
      devices.append(
        device("cold-\(probe)", .environment, ["room": "hall", "aisle": "cold"]))
    }
    return devices
  }

  static func hall(seed: UInt64 = 1) -> Hall { Hall(devices: devices(), seed: seed) }
}

extension Hall {
  /// Does something at once.
  mutating func perform(_ action: HallAction) {
    apply(HallEvent(at: time, action: action, text: "test"))
  }

  mutating func advance(by duration: Duration) { advance(to: time + duration) }
}
