/// Batteries that heat their room, vent, burn, and set their neighbours off.
extension Hall {
  /// What a pack's chemistry sets free beyond what it stores, as a share of its rated energy.
  /// Assumed: published tests of cells lie between one and three.
  static let chemicalShare = 2.0

  /// Starts the decomposition of a cell.
  ///
  /// - Parameter heating: watts into one cell; 0 for an internal short, which burns at once.
  mutating func startRunaway(pack: Int, heating: Double) {
    guard packs[pack].runaway == nil, packs[pack].chemistry.runaway != nil else { return }
    let chemical = Self.chemicalShare * packs[pack].energy(at: 1)
    packs[pack].runaway = ThermalRunaway(chemicalEnergy: chemical, heating: heating)
    ledger.batteryFire += chemical
    if heating <= 0 { ignite(pack: pack) }
  }

  private mutating func ignite(pack: Int) {
    let stored = packs[pack].burnCharge()
    packs[pack].runaway?.ignite(with: stored)
    ledger.batteryFire += stored
    happened("\(name(ofPack: pack)) burns")
  }

  /// Heat, smoke and gas from the packs into their rooms.
  mutating func stepBatteryHeat() {
    for room in rooms.indices { rooms[room].batteryHeat = 0 }
    for pack in packs.indices {
      rooms[packs[pack].room].batteryHeat += packs[pack].releasedHeat
      ledger.batteryResistance += packs[pack].madeHeat * Self.stepSeconds
      if packs[pack].runaway != nil {
        stepRunaway(pack)
      } else if let limits = packs[pack].chemistry.runaway,
        packs[pack].temperature > limits.burns
      {
        startRunaway(pack: pack, heating: 0)
      }
    }
  }

  private mutating func stepRunaway(_ pack: Int) {
    guard var runaway = packs[pack].runaway, let limits = packs[pack].chemistry.runaway else {
      return
    }
    let room = packs[pack].room
    let neighbours = wiring.packNeighbours[pack]
    var temperature = packs[pack].temperature
    let capacity = packs[pack].heatCapacity
    let release = runaway.step(
      cellHeatCapacity: capacity / Double(packs[pack].cellOffsets.count),
      packHeatCapacity: capacity, packTemperature: &temperature, limits: limits,
      neighbours: neighbours.count, damping: suppression[room].damping,
      for: Self.stepSeconds)
    packs[pack].temperature = temperature
    packs[pack].runaway = runaway
    for neighbour in neighbours {
      packs[neighbour].temperature +=
        release.heatToNeighbour * Self.stepSeconds / packs[neighbour].heatCapacity
    }
    rooms[room].batteryHeat += release.heat
    rooms[room].take(smoke: release.smoke, gas: release.gas, for: Self.stepSeconds)
    if runaway.stage < .burning, temperature + runaway.excess > limits.burns {
      ignite(pack: pack)
    }
  }
}
