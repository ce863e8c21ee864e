/// What can be wrong with a generator. The raw value is the name in scenario files.
package enum GeneratorFault: String, Hashable, Sendable, CaseIterable {
  /// The starter turns but the engine does not catch.
  case failToStart = "fail_to_start"
  /// The oil pump wears out: pressure sinks until the engine is stopped.
  case lowOilPressure = "low_oil_pressure"
  /// The radiator does not cool.
  case highCoolantTemperature = "high_coolant_temperature"
  /// The emergency stop is pressed.
  case emergencyStop = "emergency_stop"
  /// Somebody left the controller in manual.
  case notInAutomatic = "not_in_automatic"
  /// Fuel runs out of the tank.
  case fuelLeak = "fuel_leak"
}
