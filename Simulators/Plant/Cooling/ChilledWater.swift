/// The chilled water of a hall: what the cooling units give it, the chillers take out.
///
/// All chillers feed one loop whose water stores a minute and a half of the design heat for each
/// degree, so units go on cooling for minutes after the chillers have stopped, while pumps turn.
struct ChilledWater: Sendable {
  /// What the chillers hold the supply at, in degrees Celsius.
  static let setpoint = 7.0
  /// How much warmer the water comes back at the design heat.
  static let designRise = 5.5

  /// In watts.
  let designHeat: Double
  /// Degrees Celsius of the water sent out.
  private(set) var temperature = setpoint
  /// What the units gave and the chillers took in the last step, in watts.
  private(set) var heatTaken = 0.0
  private(set) var heatRejected = 0.0

  init(designHeat: Double) { self.designHeat = designHeat }

  /// Joules per degree.
  var heatCapacity: Double { 90 * designHeat / Self.designRise }
  /// Above 0 °C, in joules.
  var storedHeat: Double { heatCapacity * temperature }
  /// Degrees Celsius of the water that comes back.
  var returnTemperature: Double {
    temperature + (designHeat > 0 ? Self.designRise * heatTaken / designHeat : 0)
  }
  /// How well units cool with water of this temperature, 1 at the setpoint: it must be colder than
  /// the air that they blow out.
  var ability: Double { min(1.1, max(0, (22 - temperature) / (22 - Self.setpoint))) }

  mutating func step(heat: Double, chillers: Double, for seconds: Double) {
    heatTaken = heat
    heatRejected = chillers
    temperature += (heat - chillers) / heatCapacity * seconds
  }
}
