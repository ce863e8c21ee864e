extension Quantity {
  /// What any device says about itself, and contacts of any meaning.
  static let deviceQuantities: [Quantity] = [
    Quantity(
      "device_info", .info, labels: ["manufacturer", "model", "serial", "firmware"],
      help: "1, with what the device says about itself in the labels."),
    flag(
      "device_alarm_active", ["alarm", "severity"],
      "1 while the device announces the alarm; severity is the device's own grading."),
    states(
      "device_state", [], labels: ["point"],
      "State of the device that has no quantity of its own, as the device names it."),
    gauge("device_uptime_seconds", "seconds", 0...1e10, [], "Time since the device started."),
    gauge("device_supply_volts", "volts", 0...1000, ["input"], "Voltage that the device runs on."),
    gauge(
      "device_temperature_celsius", "celsius", -60...200, ["sensor"],
      "Temperature inside the device."),
    gauge(
      "device_maintenance_used_ratio", "ratio", 0...10, [],
      "Share of the maintenance interval that is used up."),
    flag(
      "device_heartbeat_stale", alarm: DefaultAlarm(.critical),
      "1 while the device answers, but what shows that it works stands still."),
    flag("contact_output_active", ["output"], "1 while the relay or output of the device is on."),
    flag("contact_active", ["input", "role"], "1 while the contact is active."),
    counter("contact_pulses_total", nil, ["input", "role"], "Pulses that the contact has given."),
    counter(
      "fluid_volume_cubic_meters_total", nil, ["meter", "circuit"],
      "Volume that a flow meter has counted."),
  ]
}
