import Readings

/// The temperature at which air would be saturated, by the Magnus formula over water with the
/// coefficients of Sonntag (1990), as the WMO guide to instruments has it: within 0.1 degrees from
/// −45 to 60 degrees. Outside that range, or without a humidity above zero, there is none.
///
/// - Parameters:
///   - temperature: in degrees celsius.
///   - relativeHumidity: 1 when saturated; sensors say a little more, which is taken as 1.
func dewPointOfAir(temperature: Double, relativeHumidity: Double) -> Reading.Outcome {
  guard temperature >= -45 else { return .none(.underRange) }
  guard temperature <= 60, relativeHumidity <= 1.1 else { return .none(.overRange) }
  guard relativeHumidity >= 0.001 else { return .none(.underRange) }
  let (slope, zero) = (17.62, 243.12)
  let exponent =
    naturalLogarithm(min(relativeHumidity, 1)) + slope * temperature / (zero + temperature)
  return .value(.number(zero * exponent / (slope - exponent)))
}

/// ln x for a positive, finite x. The standard library has none: the exponent of two times ln 2,
/// and the rest, between √½ and √2, by the series of 2·artanh((x − 1)/(x + 1)).
func naturalLogarithm(_ number: Double) -> Double {
  var exponent = Double(number.exponent)
  var rest = number.significand
  if rest > 2.0.squareRoot() {
    rest /= 2
    exponent += 1
  }
  let step = (rest - 1) / (rest + 1)
  let square = step * step
  var term = step
  var sum = 0.0
  for odd in stride(from: 1.0, through: 41, by: 2) {
    sum += term / odd
    term *= square
  }
  return exponent * 0.693147180559945309417 + 2 * sum
}

extension DeviceProfile {
  /// Gives every pair of temperature and humidity of one place a dew point, where the device itself
  /// gives none there; takes those away whose temperature or humidity is gone.
  package mutating func completeDewPoints() {
    // Devices of one family share its points; a list that is not changed is not copied.
    if points.contains(where: { if case .dewPoint = $0.computation { true } else { false } }) {
      let names = Set(points.map(\.name))
      points.removeAll { point in
        guard case .dewPoint = point.computation else { return false }
        return point.computation?.sources.allSatisfy(names.contains) == false
      }
    }
    let humidities = places(of: "air_relative_humidity_ratio")
    let known = places(of: "air_dew_point_celsius").map(\.key)
    for temperature in places(of: "air_temperature_celsius") where !known.contains(temperature.key)
    {
      let pair = humidities.filter { $0.key == temperature.key }
      guard pair.count == 1 else { continue }
      addDewPoint(temperature.place, pair[0].place, labels: temperature.key)
    }
  }

  private func places(of quantity: String) -> [(place: Int, key: [Label])] {
    points.indices.flatMap { place in
      points[place].series.filter { $0.quantity.name == quantity && $0.extraction == .whole }
        .map { (place, $0.labels.filter { ["position", "sensor"].contains($0.name) }.sorted()) }
    }
  }

  private mutating func addDewPoint(_ temperature: Int, _ humidity: Int, labels: [Label]) {
    guard let quantity = Quantity.named("air_dew_point_celsius") else { return }
    let (warmth, moisture) = (points[temperature], points[humidity])
    let isTaken = points.contains { $0.name == "dew_point" }
    var point = PointDefinition(
      computing: .dewPoint(temperature: warmth.name, humidity: moisture.name),
      name: isTaken ? "dew_point_of_\(warmth.name)" : "dew_point", meaning: .number(Scaling()),
      pace: warmth.pace.later(moisture.pace),
      help: "Dew point, computed from \(warmth.name) and \(moisture.name)")
    guard !points.contains(where: { $0.name == point.name }) else { return }
    point.unit = quantity.unit
    point.series = [SeriesDefinition(quantity, labels: labels + [Label("source", "computed")])]
    points.append(point)
  }

  /// Gives a profile with a heartbeat the flag that says that it stands still.
  package mutating func completeHeartbeat() {
    guard heartbeat != nil, staleHeartbeatPlace == nil,
      let quantity = Quantity.named("device_heartbeat_stale"), let alarm = quantity.alarm
    else { return }
    var point = PointDefinition(
      computing: .staleHeartbeat, name: "heartbeat_stale", meaning: .flag(inverted: false),
      help: "The device answers, but its heartbeat stands still")
    point.series = [SeriesDefinition(quantity)]
    point.alarms = [
      DeviceAlarmDefinition(
        name: quantity.name, severity: alarm.severity, hazard: alarm.hazard, extraction: .whole)
    ]
    points.append(point)
  }
}

extension PointDefinition.Pace {
  /// The less frequent of two.
  package func later(_ other: Self) -> Self { sooner(other) == self ? other : self }
}
