/// A chiller with its pumps: takes heat out of the chilled water and gives it to the outdoors.
struct Chiller: Sendable {
  /// Heat moved per unit of electricity.
  static let performance = 4.5
  /// Seconds after power returns before the compressors may start again; pumps start at once.
  static let restartDelay = 180.0

  let feed: Int
  /// Heat it can take, in watts.
  let capacity: Double
  var isTripped = false
  var arePumpsStopped = false
  /// 0 to 1.
  private(set) var share: Double
  private(set) var isPumping = true
  /// Watts of electricity: compressors, and pumps with a fiftieth of the capacity.
  private(set) var power = 0.0
  private(set) var runSeconds = 3600.0 * 8200
  private var blockedUntil = 0.0

  init(feed: Int, capacity: Double, startShare: Double) {
    self.feed = feed
    self.capacity = capacity
    share = startShare
  }

  var isRunning: Bool { share > 0.01 }
  /// Watts taken out of the water.
  var heat: Double { isPumping ? share * capacity : 0 }

  mutating func step(isPowered: Bool, water: Double, at time: Double, for seconds: Double) {
    if !isPowered { blockedUntil = time + Self.restartDelay }
    if isTripped || arePumpsStopped { blockedUntil = max(blockedUntil, time + 5) }
    isPumping = isPowered && !arePumpsStopped
    if isPowered, !isTripped, isPumping, time >= blockedUntil {
      // Water 1.5 K above the setpoint asks for everything.
      let wanted = min(1, max(0, (water - ChilledWater.setpoint) / 1.5))
      share += min(0.02 * seconds, max(-0.02 * seconds, wanted - share))
    } else {
      share = max(0, share - 0.3 * seconds)
    }
    power = isPowered ? heat / Self.performance + (isPumping ? 0.02 * capacity : 0) : 0
    if isRunning { runSeconds += seconds }
  }
}
