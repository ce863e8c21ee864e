/// The air of one stretch of a row: a cold side that the equipment draws from, a hot side that it
/// blows into, and the equipment itself, which warms and cools more slowly than the air.
struct AirCell: Sendable {
  /// Joules to warm a kilogram of air by one degree.
  static let heatPerKilogram = 1006.0
  /// The equipment's fans move so much air that it warms by this many degrees.
  static let designRise = 11.0

  /// Heat that the equipment is meant to make, in watts.
  let designHeat: Double
  /// Degrees Celsius.
  var coldTemperature: Double
  var hotTemperature: Double
  var equipmentTemperature: Double
  /// Heat made in the equipment now, in watts.
  var heat: Double

  init(designHeat: Double, heat: Double, coldTemperature: Double, hotTemperature: Double) {
    self.designHeat = designHeat
    self.heat = heat
    self.coldTemperature = coldTemperature
    self.hotTemperature = hotTemperature
    equipmentTemperature = coldTemperature + 25 * heat / designHeat
  }

  /// Air drawn through the equipment, in kilograms per second. Servers speed up their fans when it
  /// gets warm, and nearly stop when they are off.
  var equipmentFlow: Double {
    let full = designHeat / (Self.heatPerKilogram * Self.designRise)
    let share = heat / designHeat
    return full * (0.1 + 0.9 * share) * min(1.4, 1 + max(0, 0.03 * (coldTemperature - 27)))
  }

  /// Joules per degree of the air on one side: what the equipment moves in 90 seconds.
  var airHeatCapacity: Double { 90 * designHeat / Self.designRise }
  /// Joules per degree of the equipment.
  var equipmentHeatCapacity: Double { 20 * designHeat }
  /// Watts per degree from the equipment into its air.
  var equipmentConductance: Double { designHeat / 25 }

  /// Everything stored above 0 °C, in joules.
  var storedHeat: Double {
    airHeatCapacity * (coldTemperature + hotTemperature)
      + equipmentHeatCapacity * equipmentTemperature
  }
}
