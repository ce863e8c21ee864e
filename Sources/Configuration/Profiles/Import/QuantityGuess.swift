import DeviceProfiles

/// The quantity that a point's name and unit stand for, where both leave no doubt.
enum QuantityGuess {
  /// Nil when the name says nothing certain.
  static func quantity(of name: String, unit: String?) -> (Quantity, [Label])? {
    var words = name.split(separator: "_").map(String.init)
    var labels: [Label] = []
    if let side = words.first, sides.contains(side) {
      labels.append(Label("side", side))
      words.removeFirst()
    }
    if let phase = words.first, phases.contains(phase) {
      labels.append(Label("phase", phase))
      words.removeFirst()
    }
    let rest = words.joined(separator: "_")
    let found =
      electric[rest].map { ($0, true) } ?? whole[name].map { ($0, false) }
    guard let (entry, isElectric) = found, entry.unit == unit,
      let quantity = Quantity.named(entry.quantity)
    else { return nil }
    guard isElectric else { return (quantity, entry.labels) }
    if !labels.contains(where: { $0.name == "side" }), quantity.labels.contains("side") {
      labels.insert(Label("side", "load"), at: 0)
    }
    labels += entry.labels
    return (quantity, labels.filter { quantity.labels.contains($0.name) })
  }

  private struct Entry {
    var quantity: String
    var unit: String?
    var labels: [Label] = []
  }

  private static let sides: Set = [
    "input", "bypass", "output", "mains", "generator", "inlet", "load",
  ]
  private static let phases: Set = ["l1", "l2", "l3", "l1l2", "l2l3", "l3l1", "n"]

  private static let electric: [String: Entry] = [
    "voltage": Entry(quantity: "electric_voltage_volts", unit: "volts"),
    "current": Entry(quantity: "electric_current_amperes", unit: "amperes"),
    "real_power": Entry(quantity: "electric_real_power_watts", unit: "watts"),
    "active_power": Entry(quantity: "electric_real_power_watts", unit: "watts"),
    "apparent_power": Entry(
      quantity: "electric_apparent_power_voltamperes", unit: "voltamperes"),
    "reactive_power": Entry(quantity: "electric_reactive_power_vars", unit: "vars"),
    "power_factor": Entry(quantity: "electric_power_factor_ratio", unit: "ratio"),
    "frequency": Entry(quantity: "electric_frequency_hertz", unit: "hertz"),
    "load": Entry(quantity: "electric_load_ratio", unit: "ratio"),
    "energy_import": Entry(
      quantity: "electric_energy_joules_total", unit: "joules",
      labels: [Label("direction", "import")]),
    "energy_export": Entry(
      quantity: "electric_energy_joules_total", unit: "joules",
      labels: [Label("direction", "export")]),
  ]

  private static let whole: [String: Entry] = [
    "air_temperature": Entry(quantity: "air_temperature_celsius", unit: "celsius"),
    "temperature": Entry(quantity: "air_temperature_celsius", unit: "celsius"),
    "relative_humidity": Entry(quantity: "air_relative_humidity_ratio", unit: "ratio"),
    "humidity": Entry(quantity: "air_relative_humidity_ratio", unit: "ratio"),
    "dew_point_temperature": Entry(quantity: "air_dew_point_celsius", unit: "celsius"),
    "dew_point": Entry(quantity: "air_dew_point_celsius", unit: "celsius"),
    "co2_concentration": Entry(quantity: "air_carbon_dioxide_ppm", unit: "ppm"),
    "air_pressure": Entry(quantity: "air_pressure_pascals", unit: "pascals"),
    "battery_charge": Entry(quantity: "battery_charge_ratio", unit: "ratio"),
    "battery_voltage": Entry(quantity: "battery_voltage_volts", unit: "volts"),
    "battery_current": Entry(quantity: "battery_current_amperes", unit: "amperes"),
    "battery_temperature": Entry(quantity: "battery_temperature_celsius", unit: "celsius"),
    "battery_runtime": Entry(quantity: "battery_runtime_seconds", unit: "seconds"),
    "engine_speed": Entry(quantity: "engine_speed_rpm", unit: "rpm"),
    "engine_oil_pressure": Entry(quantity: "engine_oil_pressure_pascals", unit: "pascals"),
    "engine_coolant_temperature": Entry(
      quantity: "engine_coolant_temperature_celsius", unit: "celsius"),
    "fuel_level": Entry(quantity: "fuel_level_ratio", unit: "ratio"),
    "leak_distance": Entry(quantity: "leak_distance_meters", unit: "meters"),
  ]
}
