/// One battery pack: cells in series with a management system that reports them.
struct BatteryPack: Sendable {
  let chemistry: CellChemistry
  /// In coulombs.
  let capacity: Double
  /// How each cell differs from the mean, in volts; sums to zero.
  let cellOffsets: [Double]
  /// Ohms of the whole pack.
  let resistance: Double
  /// The room it stands in, by its place in the hall.
  let room: Int

  /// The charge left, in coulombs.
  private(set) var charge: Double
  /// In amperes, positive while charging.
  private(set) var current = 0.0
  var temperature: Double
  /// Charge moved out since the start, in coulombs, for the cycle counter.
  private(set) var discharged = 0.0

  init(
    chemistry: CellChemistry, cells: Int, ampereHours: Double, room: Int, temperature: Double,
    random: inout SplitMix64
  ) {
    self.chemistry = chemistry
    capacity = ampereHours * 3600
    charge = capacity
    resistance = Double(cells) * chemistry.resistanceTimesCapacity / ampereHours
    self.room = room
    self.temperature = temperature
    let offsets = (0..<cells).map { _ in (random.nextUnit() - 0.5) * 0.008 }
    let mean = offsets.reduce(0, +) / Double(cells)
    cellOffsets = offsets.map { $0 - mean }
  }

  /// The charge left, 0 to 1.
  var stateOfCharge: Double { charge / capacity }
  var openCircuitVoltage: Double {
    Double(cellOffsets.count) * chemistry.voltage(at: stateOfCharge)
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
    voltage / Double(cellOffsets.count) + cellOffsets[cell]
  }

  /// Moves charge for a time; the current stays what was asked, within empty and full.
  ///
  /// - Returns: the heat made in the pack, in watts.
  mutating func carry(_ wanted: Double, for seconds: Double, ambient: Double) -> Double {
    let moved = min(capacity - charge, max(-charge, wanted * seconds))
    charge += moved
    current = moved / seconds
    if moved < 0 { discharged -= moved }
    let heat = current * current * resistance
    // Roughly 12 J/K per ampere hour of pack, cooling to the room over an hour.
    let heatCapacity = capacity / 3600 * Double(cellOffsets.count) * 12
    temperature += (heat / heatCapacity + (ambient - temperature) / 3600) * seconds
    return heat
  }
}
