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

  /// The enthalpy of the air above dry air at 0 °C, in joules per gram of dry air.
  static func enthalpy(moisture: Double, celsius: Double) -> Double {
    1.006 * celsius + moisture * (2501 + 1.86 * celsius)
  }

  /// The temperature to which the air cools by wetting it until it is saturated: the enthalpy, but
  /// for the little that the water brings, stays. Found by halving, to a millionth of a degree.
  static func wetBulb(moisture: Double, celsius: Double) -> Double {
    let wanted = enthalpy(moisture: moisture, celsius: celsius)
    var (low, high) = (dewPoint(moisture: moisture), celsius)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let saturated = self.moisture(celsius: middle, relativeHumidity: 1)
      let brought = (saturated - moisture) * 4.19 * middle
      if enthalpy(moisture: saturated, celsius: middle) - brought > wanted {
        high = middle
      } else {
        low = middle
      }
    }
    return (low + high) / 2
  }

  /// The water vapour pressure of air with so much moisture, in pascals.
  static func vapourPressure(moisture: Double) -> Double {
    pressure * moisture / (0.621_98 + moisture)
  }
}
