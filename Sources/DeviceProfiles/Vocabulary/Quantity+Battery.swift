// The label `number` is the pack of a bank, `cell` the cell of a pack, `sensor` the probe.

extension Quantity {
  /// Batteries of any chemistry, inside a UPS or on their own.
  static let batteryQuantities: [Quantity] = [
    gauge("battery_charge_ratio", "ratio", 0...1.1, ["number"], "State of charge, 1 when full."),
    gauge(
      "battery_health_ratio", "ratio", 0...1.2, ["number"],
      "Capacity when full as a share of the capacity when new."),
    gauge(
      "battery_runtime_seconds", "seconds", 0...1e8, ["number"],
      "Time that the battery would feed the present load."),
    gauge(
      "battery_discharge_time_seconds", "seconds", 0...1e8, ["number"],
      "Time that the battery has fed the load since the input failed."),
    gauge("battery_voltage_volts", "volts", 0...2000, ["number"], "Voltage of the battery."),
    gauge(
      "battery_nominal_voltage_volts", "volts", 0...2000, ["number"],
      "Voltage that the battery is built for."),
    gauge(
      "battery_current_amperes", "amperes", -20_000...20_000, ["number"],
      "Current of the battery; positive while charging."),
    gauge(
      "battery_temperature_celsius", "celsius", -60...150, ["number", "cell", "sensor"],
      "Temperature of the battery."),
    gauge(
      "battery_cell_voltage_volts", "volts", 0...20, ["number", "cell"], "Voltage of one cell."),
    gauge(
      "battery_resistance_ohms", "ohms", 0...1000, ["number", "cell"],
      "Internal resistance of the battery or of one cell."),
    counter("battery_cycles_total", nil, ["number"], "Full charge cycles."),
    gauge(
      "battery_capacity_coulombs", "coulombs", 0...1e9, ["number", "kind"],
      "Charge that the battery holds; kind is remaining, full or design. 3600 to an ampere-hour."),
    flag(
      "battery_charging", ["number"], "1 while the battery is being charged."),
    flag(
      "battery_low", ["number"], alarm: DefaultAlarm(.critical),
      "1 when the battery is nearly empty: the load is about to be lost."),
    flag(
      "battery_replace", ["number"], alarm: DefaultAlarm(.warning),
      "1 when the battery has failed its test or has come to its end."),
    states(
      "battery_test_state",
      ["none", "pending", "running", "passed", "failed", "refused", "aborted"],
      labels: ["number"], "Progress or outcome of the last battery test."),
    states(
      "battery_charger_state",
      ["off", "charging", "boost", "float", "equalizing", "resting", "discharging", "fault"],
      labels: ["number"], "What the charger does."),
  ]
}
