/// The automatic of a room's fire panel: point detectors in two zones, extinguishing gas that is
/// released when both have seen smoke, and sprinklers that open by themselves.
///
/// Gas puts out flames and cools the air; cells that run away bring their own oxygen and burn on.
struct Suppression: Sendable {
  enum Delay {
    /// From the second zone to the release, so that people can leave.
    static let release = 30.0
    /// How long the gas holds the fire down.
    static let hold = 60.0
    /// Smoke needs so long into a point detector's chamber.
    static let chamber = 25.0
  }

  /// Obscuration per metre at which a point detector alarms.
  static let pointThreshold = 0.05
  /// Heat detectors alarm, and the bulb of a sprinkler breaks, in degrees Celsius.
  static let heatThreshold = 57.0
  static let bulbThreshold = 68.0

  /// Whether there is a gas system, and sprinklers.
  let hasGas: Bool
  let hasSprinkler: Bool
  /// Somebody has set the release to manual.
  var isManual = false
  /// Obscuration in the chambers of the first and the second zone.
  private(set) var chambers = (0.0, 0.0)
  private(set) var bulbTemperature = 22.0
  /// Zones in alarm stay so until the panel is reset.
  private(set) var zones = (false, false)
  private(set) var isHeatDetected = false
  /// When the gas will be released; nil while no release is under way.
  private(set) var releasesAt: Double?
  private(set) var releasedAt: Double?
  private(set) var isSprinklerOpen = false
  /// What is left of a fire's power under gas and water, 0 to 1.
  private(set) var damping = 1.0

  init(hasGas: Bool, hasSprinkler: Bool) {
    self.hasGas = hasGas
    self.hasSprinkler = hasSprinkler
  }

  var isReleased: Bool { releasedAt != nil }
  var isReleasing: Bool { releasesAt != nil && releasedAt == nil }
  var isAlarmed: Bool { zones.0 || zones.1 || isHeatDetected }

  /// Somebody resets the panel: what is still there will be seen again.
  mutating func reset() {
    zones = (false, false)
    isHeatDetected = false
    releasesAt = nil
    releasedAt = nil
  }

  mutating func step(air: RoomAir, at time: Double, for seconds: Double) {
    // The second zone hangs farther from where it begins.
    chambers.0 += (air.smoke - chambers.0) * min(1, seconds / Delay.chamber)
    chambers.1 += (air.smoke - chambers.1) * min(1, seconds / (1.6 * Delay.chamber))
    if chambers.0 > Self.pointThreshold { zones.0 = true }
    if chambers.1 > Self.pointThreshold { zones.1 = true }
    let ceiling = air.ceilingTemperature
    bulbTemperature += (ceiling - bulbTemperature) * min(1, seconds / 40)
    if bulbTemperature > Self.heatThreshold { isHeatDetected = true }
    if hasSprinkler, bulbTemperature > Self.bulbThreshold { isSprinklerOpen = true }
    if zones.0, zones.1, hasGas, !isManual, releasesAt == nil { releasesAt = time + Delay.release }
    if let due = releasesAt, time >= due, releasedAt == nil { releasedAt = time }
    let isHeld = releasedAt.map { time - $0 < Delay.hold } ?? false
    damping = (isHeld ? 0.4 : 1) * (isSprinklerOpen ? 0.6 : 1)
  }

  /// Somebody closes the valve.
  mutating func closeSprinkler() {
    isSprinklerOpen = false
    bulbTemperature = 22
  }
}
