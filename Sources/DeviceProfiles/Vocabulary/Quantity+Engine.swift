extension Quantity {
  /// Engines, generator sets and their fuel.
  static let engineQuantities: [Quantity] = [
    gauge("engine_speed_rpm", "rpm", 0...20_000, [], "Engine speed in turns per minute."),
    gauge("engine_oil_pressure_pascals", "pascals", 0...5e6, [], "Oil pressure."),
    gauge(
      "engine_coolant_temperature_celsius", "celsius", -60...200, [], "Coolant temperature."),
    gauge("engine_oil_temperature_celsius", "celsius", -60...300, [], "Oil temperature."),
    counter("engine_run_time_seconds_total", "seconds", [], "Time that the engine has run."),
    counter("engine_starts_total", nil, [], "Starts of the engine."),
    gauge(
      "fuel_level_ratio", "ratio", 0...1.5, ["tank"], "Level of the fuel tank, 1 when full."),
    gauge(
      "fuel_consumption_cubic_meters_per_second", nil, 0...1, [], "Fuel that the engine burns."),
    gauge("starter_battery_voltage_volts", "volts", 0...100, [], "Voltage of the starter battery."),
    gauge(
      "charge_alternator_voltage_volts", "volts", 0...100, [],
      "Voltage of the alternator that charges the starter battery."),
    flag(
      "genset_running", [],
      "1 while the engine runs by itself: warming, running or cooling down."),
    states(
      "genset_state",
      ["stopped", "starting", "warming", "running", "cooling", "stopping", "fault"],
      "What the generator set does."),
    states(
      "genset_mode", ["stop", "manual", "auto", "test", "custom"],
      "Operating mode that is selected on the controller; only auto starts by itself."),
  ]
}
