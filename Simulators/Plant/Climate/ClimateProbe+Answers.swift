extension ClimateProbe {
  func number(_ question: Question, air: RoomAir) -> Double? {
    let celsius = temperature(air)
    return switch question.quantity {
    case "air_temperature_celsius": celsius
    case "air_relative_humidity_ratio":
      Psychrometrics.relativeHumidity(moisture: air.moisture, celsius: celsius)
    case "air_dew_point_celsius": Psychrometrics.dewPoint(moisture: air.moisture)
    case "air_dew_point_difference_celsius":
      celsius - Psychrometrics.dewPoint(moisture: air.moisture)
    case "air_wet_bulb_celsius": Psychrometrics.wetBulb(moisture: air.moisture, celsius: celsius)
    case "air_vapor_pressure_pascals":
      question.label("kind") == "saturation"
        ? Psychrometrics.saturationPressure(celsius: celsius)
        : Psychrometrics.vapourPressure(moisture: air.moisture)
    case "air_enthalpy_joules_per_gram":
      Psychrometrics.enthalpy(moisture: air.moisture, celsius: celsius)
    case "air_specific_humidity_ratio": air.moisture / (1 + air.moisture)
    case "air_water_vapor_ppm":
      1e6 * Psychrometrics.vapourPressure(moisture: air.moisture)
        / (Psychrometrics.pressure - Psychrometrics.vapourPressure(moisture: air.moisture))
    case "ambient_illuminance_lux": 320
    case "air_humidity_mixing_ratio": air.moisture
    case "air_absolute_humidity_grams_per_cubic_meter":
      // Dry air at 22 °C weighs 1.19 kg a cubic metre.
      air.moisture * 1190
    case "air_pressure_pascals": Psychrometrics.pressure
    case "air_differential_pressure_pascals": 3
    case "air_carbon_dioxide_ppm": 480
    case "air_voc_ppb": 60 + 0.05e9 * air.cellGas
    case "air_sound_level_decibels": 68
    case "gas_concentration_ppm": 1e6 * gas(question.label("gas"), air)
    // Hydrogen burns in air from 4 % on, and little else in cell gas matters.
    case "gas_concentration_lel_ratio": gas("hydrogen", air) / 0.04
    default: setting(question.point)
    }
  }

  /// The share of the air that is a gas. Cell gas is taken as a third hydrogen and a quarter carbon
  /// monoxide; assumed, it depends on chemistry and charge.
  private func gas(_ name: String?, _ air: RoomAir) -> Double {
    switch name {
    case "hydrogen", "h2", nil: air.cellGas * 0.33
    case "carbon_monoxide", "co": air.cellGas * 0.25
    default: air.cellGas * 0.02
    }
  }

  private func setting(_ point: String) -> Double? {
    switch point {
    case "unit_id_setting": 1
    case "baud_rate_setting": 9600
    case "auto_report_interval": 0
    default: nil
    }
  }
}
