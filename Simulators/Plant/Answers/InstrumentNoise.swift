/// How much the readings of a quantity wobble although nothing changes.
struct InstrumentNoise {
  /// In the unit of the quantity.
  var absolute = 0.0
  /// As a share of the value.
  var relative = 0.0

  /// No noise for counters, settings, and what must add up to the last digit.
  static let none = InstrumentNoise()

  init(absolute: Double = 0, relative: Double = 0) {
    self.absolute = absolute
    self.relative = relative
  }

  init(quantity: String?) {
    switch quantity {
    case "air_temperature_celsius", "cooling_fluid_temperature_celsius": self.init(absolute: 0.06)
    case "air_relative_humidity_ratio": self.init(absolute: 0.002)
    case "battery_temperature_celsius", "device_temperature_celsius": self.init(absolute: 0.05)
    case "electric_voltage_volts": self.init(relative: 0.0006)
    case "electric_current_amperes", "electric_real_power_watts",
      "electric_apparent_power_voltamperes", "electric_reactive_power_vars":
      self.init(relative: 0.003)
    case "electric_frequency_hertz": self.init(absolute: 0.01)
    case "engine_oil_pressure_pascals": self.init(relative: 0.004)
    case "engine_speed_rpm", "fire_aspirator_fan_rpm": self.init(relative: 0.002)
    case "starter_battery_voltage_volts": self.init(absolute: 0.03)
    case "fire_smoke_obscuration_ratio_per_meter": self.init(relative: 0.04)
    case "leak_cable_current_amperes": self.init(relative: 0.05)
    default: self.init()
    }
  }

  /// A value as the instrument reports it.
  ///
  /// - Parameter wobble: a number from -1 to 1.
  func applied(to value: Double, wobble: Double) -> Double {
    value + wobble * (absolute + relative * abs(value))
  }
}
