// The label `position` is room, inlet, outlet, supply, return, rack, outside, under_floor, cabinet,
// containment, filter or door; `sensor` tells probes of one position apart.

extension Quantity {
  /// The air of rooms, aisles and machines.
  static let airQuantities: [Quantity] = [
    gauge(
      "air_temperature_celsius", "celsius", -60...150, ["position", "sensor"], "Air temperature."),
    gauge(
      "air_relative_humidity_ratio", "ratio", 0...1.05, ["position", "sensor"],
      "Relative humidity, 1 when saturated."),
    gauge(
      "air_dew_point_celsius", "celsius", -100...100, ["position", "sensor", "kind", "source"],
      "Dew point, measured or, with source computed, from temperature and humidity."),
    gauge(
      "air_dew_point_difference_celsius", "celsius", -100...200, ["position", "sensor"],
      "Air temperature less dew point: how far the air is from condensing."),
    gauge(
      "air_wet_bulb_celsius", "celsius", -60...100, ["position", "sensor"],
      "Wet-bulb temperature."),
    gauge(
      "air_absolute_humidity_grams_per_cubic_meter", nil, 0...1000, ["position", "sensor"],
      "Mass of water in a volume of air."),
    gauge(
      "air_humidity_mixing_ratio", "ratio", 0...10, ["position", "sensor"],
      "Mass of water over mass of dry air."),
    gauge(
      "air_specific_humidity_ratio", "ratio", 0...1, ["position", "sensor"],
      "Mass of water over mass of moist air."),
    gauge(
      "air_water_vapor_ppm", "ppm", 0...1_000_000, ["position", "sensor"],
      "Water vapour in parts per million of volume."),
    gauge(
      "air_enthalpy_joules_per_gram", nil, -100...2000, ["position", "sensor"],
      "Specific enthalpy."),
    gauge(
      "air_pressure_pascals", "pascals", 0...200_000, ["position", "sensor"],
      "Absolute pressure."),
    gauge(
      "air_differential_pressure_pascals", "pascals", -10_000...10_000, ["position", "sensor"],
      "Pressure against the surroundings or across a filter or containment."),
    gauge(
      "air_vapor_pressure_pascals", "pascals", 0...200_000, ["position", "sensor", "kind"],
      "Partial pressure of water, actual or at saturation."),
    gauge(
      "air_carbon_dioxide_ppm", "ppm", 0...1_000_000, ["position", "sensor", "averaged"],
      "Carbon dioxide in parts per million of volume."),
    gauge(
      "air_voc_ppb", "ppb", 0...1e9, ["position", "sensor"],
      "Volatile organic compounds in parts per billion of volume."),
    gauge(
      "air_particulate_grams_per_cubic_meter", nil, 0...1, ["position", "sensor", "size"],
      "Mass of particles in a volume of air; size is pm1, pm2_5 or pm10."),
    gauge(
      "air_sound_level_decibels", "decibels", 0...200, ["position", "sensor"], "Sound level."),
    gauge(
      "ambient_illuminance_lux", "lux", 0...1e6, ["position", "sensor"], "Illuminance."),
  ]

  /// Gas detectors.
  static let gasQuantities: [Quantity] = [
    gauge(
      "gas_concentration_lel_ratio", "ratio", -0.2...2, ["gas", "detector"],
      "Concentration as a share of the lower explosive limit."),
    gauge(
      "gas_concentration_ppm", "ppm", -1000...1_000_000, ["gas", "detector"],
      "Concentration in parts per million of volume."),
    flag(
      "gas_alarm", ["gas", "detector", "level"], alarm: DefaultAlarm(.critical, .gas),
      "1 while a gas detector is in alarm."),
    flag(
      "gas_detector_inhibited", ["gas", "detector"], alarm: DefaultAlarm(.warning, .gas),
      "1 while a gas detector does not measure: warming up, inhibited or being calibrated."),
  ]
}
