/// Moist air at sea-level pressure. Magnus formula over water with the coefficients of Sonntag
/// (1990); within 0.4 % of the saturation tables from -45 to 60 °C.
enum Psychrometrics {
  /// Pressure of the air in pascals.
  static let pressure = 101_325.0

  /// The water vapour pressure of saturated air, in pascals.
  static func saturationPressure(celsius: Double) -> Double {
    611.2 * exponential(17.62 * celsius / (243.12 + celsius))
  }

  /// Kilograms of water per kilogram of dry air.
  static func moisture(celsius: Double, relativeHumidity: Double) -> Double {
    let vapour = relativeHumidity * saturationPressure(celsius: celsius)
    return 0.621_98 * vapour / (pressure - vapour)
  }

  /// The relative humidity, 0 to 1, of air that holds so much moisture at a temperature.
  static func relativeHumidity(moisture: Double, celsius: Double) -> Double {
    min(1, vapourPressure(moisture: moisture) / saturationPressure(celsius: celsius))
  }

  /// The temperature, in degrees Celsius, at which the moisture begins to condense.
  static func dewPoint(moisture: Double) -> Double {
    let logarithm = naturalLogarithm(vapourPressure(moisture: moisture) / 611.2)
    return 243.12 * logarithm / (17.62 - logarithm)
  }

  private static func vapourPressure(moisture: Double) -> Double {
    pressure * moisture / (0.621_98 + moisture)
  }
}
