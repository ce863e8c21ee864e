extension Quantity {
  /// The facts that mean the same on every uninterruptible power supply.
  static let upsQuantities: [Quantity] = [
    flag(
      "ups_on_battery", alarm: DefaultAlarm(.warning),
      "1 while the battery feeds the load because the input does not."),
    flag(
      "ups_on_bypass", alarm: DefaultAlarm(.warning),
      "1 while the load is fed around the inverter and so unprotected."),
    flag("ups_output_on", [], "1 while the output is powered."),
    flag(
      "ups_overload", alarm: DefaultAlarm(.critical), "1 while the load is above the rating."),
    states(
      "ups_supply_source", ["inverter", "battery", "bypass", "eco", "none"],
      "What feeds the load."),
  ]
}
