/// An in-row or room cooling unit: a fan that moves air from the hot to the cold side, and a
/// compressor or valve that takes heat out of it.
struct CoolingUnit: Sendable {
  /// The cold aisle is held at this temperature, in degrees Celsius.
  static let setpoint = 22.0
  /// Heat removed per unit of electricity.
  static let performance = 3.6
  /// Seconds after power returns before the compressor may start again.
  static let restartDelay = 25.0

  let feed: Int
  let room: Int
  /// The part of the row it stands in.
  let cell: Int
  /// Heat it can remove with the hot side at 33 °C, in watts.
  let capacity: Double
  /// Air it moves at full speed, in kilograms per second.
  let fullFlow: Double
  /// Whether it is cooled by the hall's chilled water rather than by a compressor of its own.
  let usesWater: Bool

  var isTripped = false
  /// 0 to 1.
  private(set) var fanSpeed = 0.8
  private(set) var compressorShare: Double
  /// Heat taken from the air now, in watts.
  private(set) var heatRemoved = 0.0
  private(set) var power = 0.0
  private(set) var energy = 0.0
  private(set) var runSeconds = 0.0
  private(set) var supplyTemperature = setpoint
  private var integral: Double
  private var blockedUntil = 0.0

  init(
    feed: Int, room: Int, cell: Int, capacity: Double, fullFlow: Double, startShare: Double,
    usesWater: Bool = false
  ) {
    self.feed = feed
    self.room = room
    self.cell = cell
    self.capacity = capacity
    self.fullFlow = fullFlow
    self.usesWater = usesWater
    compressorShare = startShare
    integral = startShare
    heatRemoved = startShare * capacity
  }

  /// Air it moves now, in kilograms per second.
  var flow: Double { fullFlow * fanSpeed }
  var isRunning: Bool { fanSpeed > 0.05 }

  /// One step.
  ///
  /// - Parameter water: how well it can cool with the water it gets, 0 to 1; 1 for units with a
  ///   compressor of their own.
  mutating func step(
    isPowered: Bool, air: AirCell, water: Double = 1, at time: Double, for seconds: Double
  ) {
    if !isPowered || isTripped { blockedUntil = time + (isTripped ? 5 : Self.restartDelay) }
    let mayRun = isPowered && !isTripped
    let mayCool = mayRun && time >= blockedUntil
    let wantedFan = mayRun ? min(1, max(0.6, 0.8 + 0.06 * (air.coldTemperature - 23))) : 0
    fanSpeed += (wantedFan - fanSpeed) * min(1, seconds / (mayRun ? 6 : 2))
    // A wheel that hardly turns sticks.
    if fanSpeed < 0.005 { fanSpeed = 0 }

    let error = air.coldTemperature - Self.setpoint
    if mayCool {
      let wanted = integral + 0.12 * error
      if (0...1).contains(wanted) || wanted * error < 0 {
        integral = min(1, max(0, integral + 0.12 * error * seconds / 150))
      }
      let limited = min(1, max(0, wanted))
      // A compressor changes its speed by 5 % a second at most.
      let change = min(0.05 * seconds, max(-0.05 * seconds, limited - compressorShare))
      compressorShare += change
    } else {
      compressorShare = max(0, compressorShare - 0.5 * seconds)
    }
    // Warmer return air carries heat over more easily: 2 % more for each degree.
    let ability = capacity * max(0.3, 1 + 0.02 * (air.hotTemperature - 33)) * water
    heatRemoved = compressorShare * ability * min(1, fanSpeed / 0.6)
    supplyTemperature =
      flow > 0.01 * fullFlow
      ? air.hotTemperature - heatRemoved / (flow * AirCell.heatPerKilogram) : air.coldTemperature
    if flow <= 0.01 * fullFlow { heatRemoved = 0 }
    let fanPower = 0.035 * capacity * fanSpeed * fanSpeed * fanSpeed
    power = isPowered ? fanPower + (usesWater ? 0 : heatRemoved / Self.performance) : 0
    energy += power * seconds
    if isRunning { runSeconds += seconds }
  }

  /// Kilograms of water a second that condense on the coil, whose fins are about as cold as the air
  /// that leaves them. Three tenths of the air touch them.
  func condensation(moisture: Double) -> Double {
    guard heatRemoved > 0, flow > 0 else { return 0 }
    let saturated = Psychrometrics.moisture(celsius: supplyTemperature - 1, relativeHumidity: 1)
    return max(0, 0.3 * flow * (moisture - saturated))
  }

  /// Heat that the fan's own electricity adds to the air, in watts.
  var fanHeat: Double {
    power > 0 ? 0.035 * capacity * fanSpeed * fanSpeed * fanSpeed : 0
  }
}
