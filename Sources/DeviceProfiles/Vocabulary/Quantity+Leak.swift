extension Quantity {
  /// Leak detection by cable or probe.
  static let leakQuantities: [Quantity] = [
    flag(
      "leak_detected", ["zone", "input"], alarm: DefaultAlarm(.critical, .leak),
      "1 while a leak is detected."),
    gauge(
      "leak_distance_meters", "meters", 0...100_000, ["zone"],
      "Distance along the cable to the leak, only while leaking."),
    flag(
      "leak_cable_break", ["zone"], alarm: DefaultAlarm(.warning, .leak),
      "1 while the sensing cable is broken and so blind."),
    flag(
      "leak_cable_contaminated", ["zone"], alarm: DefaultAlarm(.warning, .leak),
      "1 while dirt on the sensing cable passes its limit."),
    gauge(
      "leak_cable_current_amperes", "amperes", 0...1, ["zone"],
      "Current between the sensing wires; it rises with dirt and moisture."),
    gauge(
      "leak_cable_length_meters", "meters", 0...100_000, ["zone", "loop"],
      "Length of the sensing cable."),
    gauge(
      "leak_cable_loop_ohms", "ohms", 0...1e7, ["zone", "loop"],
      "Resistance of a wire loop of the sensing cable."),
    flag(
      "leak_module_communication_lost", ["zone"], alarm: DefaultAlarm(.warning, .leak),
      "1 while the panel has no contact with a zone module."),
    flag("leak_shutoff_active", ["zone"], "1 while the leak logic holds a valve shut."),
  ]
}
