// The label `side` is input, bypass, output, mains, generator, inlet, outlet, breaker or load (a
// meter's, unless its site says otherwise); `phase` is l1, l2, l3 (to neutral), l1l2, l2l3, l3l1, n,
// or absent for the total or average; `number` counts repeated objects.

extension Quantity {
  /// Voltage, current, power and energy, on any side of any device.
  static let electricQuantities: [Quantity] = [
    gauge(
      "electric_voltage_volts", "volts", 0...50_000, ["side", "phase", "number"],
      "Voltage, between a phase and neutral or between two phases."),
    gauge(
      "electric_current_amperes", "amperes", -50_000...50_000, ["side", "phase", "number"],
      "Current."),
    gauge(
      "electric_real_power_watts", "watts", -1e9...1e9, ["side", "phase", "number"],
      "Real power; negative when it flows back."),
    gauge(
      "electric_apparent_power_voltamperes", "voltamperes", -1e9...1e9,
      ["side", "phase", "number"], "Apparent power."),
    gauge(
      "electric_reactive_power_vars", "vars", -1e9...1e9, ["side", "phase", "number"],
      "Reactive power; positive when inductive."),
    gauge(
      "electric_power_factor_ratio", "ratio", -1...1, ["side", "phase", "number"],
      "Real power over apparent power."),
    gauge(
      "electric_frequency_hertz", "hertz", 0...500, ["side", "phase", "number"], "Frequency."),
    gauge(
      "electric_load_ratio", "ratio", -2...5, ["side", "phase", "number", "kind"],
      "Load as a share of the rating; kind is real, apparent or reactive."),
    counter(
      "electric_energy_joules_total", "joules", ["side", "phase", "number", "direction"],
      "Energy; direction is import or export."),
    gauge(
      "electric_thd_ratio", "ratio", 0...10, ["side", "phase", "of"],
      "Total harmonic distortion of the voltage or the current."),
    gauge(
      "electric_unbalance_ratio", "ratio", 0...10, ["side", "phase", "of"],
      "Unbalance of the phases' voltage or current."),
    gauge(
      "electric_phase_angle_degrees", "degrees", -360...360, ["side", "phase"],
      "Angle between two sources or phases."),
    gauge(
      "electric_rated_apparent_power_voltamperes", "voltamperes", 0...1e9, ["side"],
      "Apparent power that the device is built for."),
    gauge(
      "electric_rated_real_power_watts", "watts", 0...1e9, ["side"],
      "Real power that the device is built for."),
    gauge(
      "electric_nominal_voltage_volts", "volts", 0...50_000, ["side"],
      "Voltage that the device is set or built for."),
    gauge(
      "electric_nominal_frequency_hertz", "hertz", 0...500, ["side"],
      "Frequency that the device is set or built for."),
    flag(
      "electric_source_available", ["side", "number"],
      "1 while the source has voltage and frequency within its limits."),
    flag(
      "electric_source_on_load", ["side", "number"], "1 while the source feeds the load."),
    flag(
      "breaker_closed", ["side", "number"], "1 while the breaker or transfer contact is closed."),
    states(
      "transfer_active_source", ["source_1", "source_2", "none"], labels: ["side", "number"],
      "Source that a transfer switch has connected to the load."),
  ]
}
