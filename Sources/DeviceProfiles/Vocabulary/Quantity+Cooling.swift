// The label `circuit` is chilled_water, condenser or refrigerant; `direction` supply or return;
// `component` total, compressor, free_cooling, reheat, humidifier or dehumidifier.

extension Quantity {
  /// Room and in-row cooling, chillers and doors.
  static let coolingQuantities: [Quantity] = [
    states(
      "cooling_unit_state", ["off", "standby", "on", "alarm", "maintenance"],
      "Whether the cooling unit runs."),
    states(
      "cooling_unit_status", ["normal", "startup", "warning", "alarm", "abnormal"],
      "How the cooling unit judges itself."),
    gauge(
      "cooling_setpoint_celsius", "celsius", -60...150, ["control"],
      "Temperature that the unit regulates to; control is supply, return, remote or fluid."),
    gauge(
      "cooling_setpoint_humidity_ratio", "ratio", 0...1, ["control"],
      "Relative humidity that the unit regulates to."),
    gauge(
      "cooling_fluid_temperature_celsius", "celsius", -100...200,
      ["circuit", "direction", "sensor"], "Temperature of water or refrigerant."),
    gauge(
      "cooling_fluid_flow_cubic_meters_per_second", nil, 0...100, ["circuit"],
      "Flow of water or refrigerant."),
    gauge("cooling_output_watts", "watts", -1e7...1e8, ["component"], "Heat that is removed."),
    gauge(
      "cooling_demand_watts", "watts", -1e7...1e8, ["component"], "Heat that should be removed."),
    gauge(
      "cooling_utilization_ratio", "ratio", 0...1.5, ["component"],
      "Use of a component as a share of what it can do."),
    gauge("cooling_fan_speed_ratio", "ratio", 0...1.5, ["fan"], "Fan speed, 1 when full."),
    gauge(
      "cooling_fan_speed_rpm", "rpm", 0...100_000, ["fan"], "Fan speed in turns per minute."),
    gauge(
      "cooling_valve_position_ratio", "ratio", 0...1.1, ["valve"],
      "Opening of a valve, 1 when open."),
    gauge(
      "cooling_refrigerant_pressure_pascals", "pascals", -1e5...2e7, ["side", "compressor"],
      "Pressure of the refrigerant; side is suction or discharge."),
    counter(
      "cooling_runtime_seconds_total", "seconds", ["component"],
      "Time that a component has run."),
    flag(
      "cooling_component_running", ["component"],
      "1 while a component runs, such as fan, compressor_1, pump_1, humidifier."),
    flag(
      "cooling_airflow_lost", alarm: DefaultAlarm(.critical, .heat),
      "1 while the unit moves no air."),
    flag(
      "cooling_waterflow_lost", ["circuit"], alarm: DefaultAlarm(.critical, .heat),
      "1 while no water flows."),
  ]
}
