/// The packs behind one UPS, in series: one current through all, so the weakest ends the run.
struct BatteryString: Sendable {
  /// Packs by their place in the hall.
  let packs: [Int]
  /// The charge below which the UPS disconnects, 0 to 1.
  static let emptyCharge = 0.03

  func stateOfCharge(_ all: [BatteryPack]) -> Double {
    packs.map { all[$0].stateOfCharge }.min() ?? 0
  }

  /// In coulombs; a string has that of its smallest pack.
  func capacity(_ all: [BatteryPack]) -> Double { packs.map { all[$0].capacity }.min() ?? 0 }

  func voltage(_ all: [BatteryPack]) -> Double { packs.reduce(0) { $0 + all[$1].voltage } }

  /// The share of the capacity that age has left the weakest pack.
  func health(_ all: [BatteryPack]) -> Double { packs.map { all[$0].reportedHealth }.min() ?? 0 }

  /// What the charger holds the string at, in volts.
  func floatVoltage(_ all: [BatteryPack]) -> Double {
    packs.reduce(0) { $0 + all[$1].floatVoltage }
  }

  func temperature(_ all: [BatteryPack]) -> Double {
    packs.map { all[$0].temperature }.max() ?? 20
  }

  func current(_ all: [BatteryPack]) -> Double { packs.first.map { all[$0].current } ?? 0 }

  func isEmpty(_ all: [BatteryPack]) -> Bool {
    stateOfCharge(all) <= Self.emptyCharge || isOpen(all)
  }

  /// Whether a pack has left the string, which then carries nothing.
  func isOpen(_ all: [BatteryPack]) -> Bool { packs.contains { all[$0].isDisconnected } }

  /// The energy that can still be taken out, in joules, before losses.
  func usableEnergy(_ all: [BatteryPack]) -> Double {
    if isOpen(all) { return 0 }
    return packs.reduce(0) {
      $0 + max(0, all[$1].storedEnergy - all[$1].energy(at: Self.emptyCharge))
    }
  }

  /// The current, in amperes, that delivers a power at the terminals: the smaller root of
  /// P = (E - I R) I. At most what gives the largest power.
  func dischargeCurrent(forPower power: Double, _ all: [BatteryPack]) -> Double {
    if isOpen(all) { return 0 }
    let (source, resistance) = thevenin(all)
    let root = source * source - 4 * resistance * power
    return root <= 0
      ? source / (2 * resistance) : (source - root.squareRoot()) / (2 * resistance)
  }

  /// The current, in amperes, that a constant-current, constant-voltage charger drives.
  func chargeCurrent(limit: Double, _ all: [BatteryPack]) -> Double {
    if isOpen(all) { return 0 }
    let (source, resistance) = thevenin(all)
    return max(0, min(limit, (floatVoltage(all) - source) / resistance))
  }

  private func thevenin(_ all: [BatteryPack]) -> (source: Double, resistance: Double) {
    packs.reduce(into: (source: 0, resistance: 0)) { sum, pack in
      sum.source += all[pack].openCircuitVoltage
      sum.resistance += all[pack].resistance
    }
  }
}
