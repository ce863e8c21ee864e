/// A battery cell that decomposes, and the pack that burns with it.
///
/// The energy of a burning pack, and how it divides, is assumed: tests of single cells give two to
/// three times what the cell stores. What is released is what was there, to the joule.
struct ThermalRunaway: Sendable {
  enum Stage: Int, Sendable, Comparable {
    /// A cell is too warm; nothing shows but its temperature.
    case heating
    /// It blows off gas.
    case venting
    case burning
    /// There is nothing left to burn.
    case burnt

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// What comes out of a pack in one step, in watts, and how much smoke and gas.
  struct Release: Sendable {
    var heat = 0.0
    /// Into each neighbour.
    var heatToNeighbour = 0.0
    /// Obscuration times cubic metres, per second.
    var smoke = 0.0
    /// Litres of gas per second.
    var gas = 0.0
  }

  enum Share {
    /// Stays in the pack.
    static let own = 0.12
    /// Goes into each neighbour: enough to set it off by the time that the pack has burnt.
    static let neighbour = 0.08
  }

  /// Seconds that a pack burns when nothing cools it.
  static let duration = 900.0

  private(set) var stage: Stage
  /// By how many kelvins the worst cell is hotter than the pack.
  private(set) var excess = 0.0
  /// Joules that are still to be released.
  private(set) var energyLeft: Double
  /// What warms the worst cell until it goes by itself, in watts; taken from `energyLeft`.
  let heating: Double
  private var burningFor = 0.0
  private var ratedPower = 0.0

  /// - Parameters:
  ///   - chemicalEnergy: joules that the pack's own decomposition sets free.
  ///   - heating: watts into one cell; 0 when the pack burns at once, as by an internal short.
  init(chemicalEnergy: Double, heating: Double) {
    energyLeft = chemicalEnergy
    self.heating = heating
    stage = heating > 0 ? .heating : .burning
  }

  /// Adds what the pack still held electrically; it burns from now on.
  mutating func ignite(with stored: Double) {
    stage = .burning
    energyLeft += stored
    ratedPower = energyLeft / Self.duration
  }

  /// One step.
  ///
  /// - Parameters:
  ///   - cellHeatCapacity: joules per kelvin of one cell.
  ///   - packTemperature: of the other cells; rises by what this returns.
  ///   - damping: 1 while nothing cools the fire, less under gas or water.
  mutating func step(
    cellHeatCapacity: Double, packHeatCapacity: Double, packTemperature: inout Double,
    limits: (vents: Double, burns: Double), neighbours: Int, damping: Double, for seconds: Double
  ) -> Release {
    switch stage {
    case .heating, .venting:
      return warm(
        cellHeatCapacity, packHeatCapacity, &packTemperature, limits: limits, for: seconds)
    case .burning:
      burningFor += seconds
      // Cell after cell joins in, the first at once.
      let spread = min(1, 0.1 + burningFor / 150)
      let power = min(energyLeft / seconds, max(ratedPower, 1) * spread * damping)
      energyLeft -= power * seconds
      if energyLeft <= 1 { stage = .burnt }
      packTemperature += Share.own * power * seconds / packHeatCapacity
      settle(cellHeatCapacity, packHeatCapacity, &packTemperature, for: seconds)
      let beside = Share.neighbour * power
      return Release(
        heat: power * (1 - Share.own) - beside * Double(neighbours), heatToNeighbour: beside,
        smoke: 0.3 * spread * damping, gas: 4 * spread)
    case .burnt:
      settle(cellHeatCapacity, packHeatCapacity, &packTemperature, for: seconds)
      return Release()
    }
  }

  private mutating func warm(
    _ cell: Double, _ pack: Double, _ packTemperature: inout Double,
    limits: (vents: Double, burns: Double), for seconds: Double
  ) -> Release {
    let given = min(heating, energyLeft / seconds)
    energyLeft -= given * seconds
    excess += given * seconds / cell
    settle(cell, pack, &packTemperature, for: seconds)
    let hottest = packTemperature + excess
    if hottest > limits.vents { stage = .venting }
    // The first gas comes long before the vent opens.
    let eagerness = max(0, (hottest - 55) / (limits.vents - 55))
    return Release(gas: stage == .venting ? 1.2 : 0.02 * eagerness * eagerness)
  }

  /// Heat flows from the worst cell into the others, over ten minutes.
  private mutating func settle(
    _ cell: Double, _ pack: Double, _ packTemperature: inout Double, for seconds: Double
  ) {
    let moved = excess * min(1, seconds / 600)
    excess -= moved
    packTemperature += moved * cell / pack
  }
}
