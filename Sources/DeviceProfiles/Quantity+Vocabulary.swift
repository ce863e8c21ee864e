extension Quantity {
  /// Every quantity that a profile or site file may name, sorted by name: one name for one thing,
  /// whatever the vendor calls it.
  ///
  /// Flags without a quantity of their own are `device_alarm_active{alarm,severity}`. Facts about
  /// the agent's own work (reachable, age, quality) are not quantities of the plant and are absent.
  package static let vocabulary: [Quantity] =
    (electricQuantities + upsQuantities + batteryQuantities + engineQuantities
    + airQuantities + gasQuantities + fireQuantities + leakQuantities + coolingQuantities
    + deviceQuantities).sorted { $0.name < $1.name }

  /// The quantity of that name, such as `air_temperature_celsius`; nil when there is none.
  package static func named(_ name: String) -> Quantity? { byName[name] }

  private static let byName = Dictionary(
    vocabulary.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  static func gauge(
    _ name: String, _ unit: String?, _ range: ClosedRange<Double>?, _ labels: [String] = [],
    _ help: String
  ) -> Quantity {
    Quantity(name, .gauge, unit: unit, labels: labels, range: range, help: help)
  }

  static func counter(_ name: String, _ unit: String?, _ labels: [String] = [], _ help: String)
    -> Quantity
  {
    Quantity(name, .counter, unit: unit, labels: labels, range: 0...1e18, help: help)
  }

  static func flag(
    _ name: String, _ labels: [String] = [], alarm: DefaultAlarm? = nil, _ help: String
  ) -> Quantity {
    Quantity(name, .flag, labels: labels, range: 0...1, alarm: alarm, help: help)
  }

  static func states(
    _ name: String, _ states: [String], labels: [String] = [], _ help: String
  ) -> Quantity {
    Quantity(name, .states, labels: labels, range: 0...1, states: states, help: help)
  }
}
