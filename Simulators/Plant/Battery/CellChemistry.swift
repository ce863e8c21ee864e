/// How the voltage of an unloaded cell follows its charge.
struct CellChemistry: Sendable {
  /// (charge 0 to 1, volts), rising.
  let curve: [(charge: Double, voltage: Double)]
  /// The voltage at which the charger holds a cell.
  let floatVoltage: Double
  /// Ohms of one cell times its ampere hours.
  let resistanceTimesCapacity: Double
  /// When a cell vents gas and when it runs away, in degrees Celsius; nil for cells that do not.
  /// Assumed: sources differ by tens of degrees.
  var runaway: (vents: Double, burns: Double)?

  /// Lithium iron phosphate: flat over most of the charge.
  static let lithiumIronPhosphate = CellChemistry(
    curve: [
      (0, 2.50), (0.02, 2.90), (0.05, 3.05), (0.1, 3.18), (0.2, 3.23), (0.3, 3.26), (0.4, 3.285),
      (0.5, 3.295), (0.6, 3.30), (0.7, 3.32), (0.8, 3.33), (0.9, 3.34), (0.97, 3.36), (1, 3.45),
    ],
    floatVoltage: 3.45, resistanceTimesCapacity: 0.03, runaway: (vents: 110, burns: 180))

  /// Nickel manganese cobalt, as in the battery rooms of the 2010s: more energy, less patience.
  static let nickelManganeseCobalt = CellChemistry(
    curve: [
      (0, 3.00), (0.05, 3.40), (0.1, 3.48), (0.2, 3.56), (0.3, 3.60), (0.4, 3.64), (0.5, 3.70),
      (0.6, 3.78), (0.7, 3.87), (0.8, 3.96), (0.9, 4.05), (1, 4.18),
    ],
    floatVoltage: 4.18, resistanceTimesCapacity: 0.025, runaway: (vents: 90, burns: 150))

  /// Sealed lead acid, per 12 V block.
  static let leadAcidBlock = CellChemistry(
    curve: [(0, 11.4), (0.1, 11.8), (0.5, 12.35), (0.9, 12.8), (1, 13.5)],
    floatVoltage: 13.5, resistanceTimesCapacity: 0.25)

  /// The open-circuit voltage of a cell at a charge from 0 to 1.
  func voltage(at charge: Double) -> Double {
    let (lower, upper) = segment(at: charge)
    let share = (charge - lower.charge) / (upper.charge - lower.charge)
    return lower.voltage + (upper.voltage - lower.voltage) * share
  }

  /// The energy that a cell of one coulomb gives up between this charge and empty, in joules: the
  /// integral of the curve.
  func energyPerCoulomb(at charge: Double) -> Double {
    var energy = 0.0
    for (lower, upper) in zip(curve, curve.dropFirst()) where charge > lower.charge {
      let end = min(charge, upper.charge)
      energy += (voltage(at: end) + lower.voltage) / 2 * (end - lower.charge)
    }
    return energy
  }

  private func segment(
    at charge: Double
  ) -> (lower: (charge: Double, voltage: Double), upper: (charge: Double, voltage: Double)) {
    var upper = 1
    while upper < curve.count - 1, charge > curve[upper].charge { upper += 1 }
    return (curve[upper - 1], curve[upper])
  }
}
