/// One battery pack: cells in series with a management system that reports them.
struct BatteryPack: Sendable {
  let chemistry: CellChemistry
  /// In coulombs, when new.
  let designCapacity: Double
  /// How each cell differs from the mean, in volts; sums to zero.
  let cellOffsets: [Double]
  /// Ohms of the whole pack when new.
  let designResistance: Double
  /// The room it stands in, by its place in the hall.
  let room: Int

  /// The share of the capacity that age has left, 0 to 1.
  private(set) var health = 1.0
  /// The charge left, in coulombs.
  private(set) var charge: Double
  /// In amperes, positive while charging.
  private(set) var current = 0.0
  var temperature: Double
  /// Charge moved out since the start, in coulombs, for the cycle counter.
  private(set) var discharged = 0.0
  /// Heat made by the current, in watts.
  private(set) var madeHeat = 0.0
  /// Heat that goes into the room, less what comes out of it, in watts.
  private(set) var releasedHeat = 0.0
  /// A cell that has begun to decompose; nil while all are well.
  var runaway: ThermalRunaway?

  init(
    chemistry: CellChemistry, cells: Int, ampereHours: Double, room: Int, temperature: Double,
    random: inout SplitMix64
  ) {
    self.chemistry = chemistry
    designCapacity = ampereHours * 3600
    charge = designCapacity
    designResistance = Double(cells) * chemistry.resistanceTimesCapacity / ampereHours
    self.room = room
    self.temperature = temperature
    let offsets = (0..<cells).map { _ in (random.nextUnit() - 0.5) * 0.008 }
    let mean = offsets.reduce(0, +) / Double(cells)
    cellOffsets = offsets.map { $0 - mean }
  }

  /// In coulombs, as far as age has left it.
  var capacity: Double { designCapacity * health }
  /// Ohms of the whole pack. What a battery loses in capacity it gains, and more, in resistance.
  var resistance: Double { designResistance / (health * health) }
  /// The charge left, 0 to 1.
  var stateOfCharge: Double { charge / capacity }
  /// What a management system makes of it: some capacity is lost with every cycle.
  var reportedHealth: Double { max(0, health * 0.985 - 0.00005 * discharged / designCapacity) }
  /// Joules per kelvin: roughly 12 for each ampere hour of a cell.
  var heatCapacity: Double { designCapacity / 3600 * Double(cellOffsets.count) * 12 }
  /// Whether its own protection has taken it out of the string.
  var isDisconnected: Bool { runaway.map { $0.stage >= .burning } ?? false }
  var openCircuitVoltage: Double {
    isDisconnected ? 0 : Double(cellOffsets.count) * chemistry.voltage(at: stateOfCharge)
  }
  var floatVoltage: Double { Double(cellOffsets.count) * chemistry.floatVoltage }
  var voltage: Double { openCircuitVoltage + current * resistance }

  /// The energy stored, in joules, by the open-circuit curve.
  var storedEnergy: Double { energy(at: stateOfCharge) }

  /// The energy stored at a charge from 0 to 1, in joules.
  func energy(at charge: Double) -> Double {
    chemistry.energyPerCoulomb(at: charge) * capacity * Double(cellOffsets.count)
  }

  /// The voltage of one cell, counted from 0. They sum to the voltage of the pack.
  func cellVoltage(_ cell: Int) -> Double {
    isDisconnected ? 0 : voltage / Double(cellOffsets.count) + cellOffsets[cell]
  }

  /// The heat in the pack above 0 °C, in joules, with that of the cell that is hotter than the rest.
  var storedHeat: Double {
    let cell = heatCapacity / Double(cellOffsets.count)
    return heatCapacity * temperature + cell * (runaway?.excess ?? 0)
  }

  /// Sets how much of the capacity age has left; what no longer fits is lost.
  mutating func age(to share: Double) {
    health = min(1, max(0.05, share))
    charge = min(charge, capacity)
  }

  /// Moves charge for a time; the current stays what was asked, within empty and full.
  ///
  /// - Returns: the heat made in the pack, in watts.
  mutating func carry(_ wanted: Double, for seconds: Double, ambient: Double) -> Double {
    let asked = isDisconnected ? 0 : wanted
    let moved = min(capacity - charge, max(-charge, asked * seconds))
    charge += moved
    current = moved / seconds
    if moved < 0 { discharged -= moved }
    madeHeat = current * current * resistance
    // It cools to the room over an hour.
    releasedHeat = heatCapacity * (temperature - ambient) / 3600
    temperature += (madeHeat - releasedHeat) / heatCapacity * seconds
    return madeHeat
  }

  /// Gives up the charge that is left to the fire.
  ///
  /// - Returns: the energy, in joules.
  mutating func burnCharge() -> Double {
    defer { charge = 0 }
    return storedEnergy
  }
}
