/// The air of one room: cells along a row that exchange air with their neighbours, walls and steel
/// that store heat, moisture and smoke.
///
/// Every flow of heat leaves one store and enters another, so heat is conserved to rounding.
struct RoomAir: Sendable {
  let name: String
  var cells: [AirCell]
  /// Whether the building's own ventilation holds the room, because no cooling unit does.
  let isVentilated: Bool
  var structureTemperature: Double
  /// Kilograms of water per kilogram of air; no source or sink, so it stays.
  var moisture: Double
  /// Share of light taken on a metre, as detectors measure it.
  var smoke = 0.0
  /// What a fire adds to `smoke` each second.
  var smokeSource = 0.0
  /// Heat that a fire adds, in watts.
  var fireHeat = 0.0
  /// Heat that left through walls and ventilation in the last step, in watts.
  private(set) var heatLost = 0.0

  /// A room in equilibrium.
  ///
  /// - Parameters:
  ///   - heat: what it has now, in watts, at most `designHeat`.
  ///   - cellCount: into how many cells its air is divided.
  init(name: String, heat: Double, designHeat: Double, cellCount: Int, isVentilated: Bool) {
    self.name = name
    self.isVentilated = isVentilated
    let load = heat / designHeat
    // Where the flows of `step` balance: units hold the cold side at their setpoint; ventilation,
    // which knows no sides, leaves both above it.
    let cold = CoolingUnit.setpoint + (isVentilated ? 0.58 * load : 0)
    let hot = CoolingUnit.setpoint + (isVentilated ? 6.35 : 10.6) * load
    let cell = AirCell(
      designHeat: designHeat / Double(cellCount), heat: heat / Double(cellCount),
      coldTemperature: cold, hotTemperature: hot)
    cells = Array(repeating: cell, count: cellCount)
    structureTemperature = (cold + hot) / 2
    moisture = Psychrometrics.moisture(celsius: cold, relativeHumidity: 0.46)
  }

  var designHeat: Double { cells.reduce(0) { $0 + $1.designHeat } }
  /// What a person in the middle of the room would call its temperature.
  var temperature: Double {
    cells.reduce(0) { $0 + ($1.coldTemperature * 2 + $1.hotTemperature) / 3 } / Double(cells.count)
  }
  /// Joules per degree of walls, floor and steel.
  var structureHeatCapacity: Double { 60 * designHeat }
  var storedHeat: Double {
    cells.reduce(0) { $0 + $1.storedHeat } + structureHeatCapacity * structureTemperature
  }

  /// One step of all heat flows.
  ///
  /// - Parameters:
  ///   - units: the cooling units of the room, as they run now.
  ///   - outdoor: degrees Celsius outside.
  mutating func step(units: [CoolingUnit], outdoor: Double, for seconds: Double) {
    let before = cells
    var gains = [(cold: Double, hot: Double)](repeating: (0, 0), count: cells.count)
    for unit in units { drive(unit, before[unit.cell], &gains[unit.cell]) }
    passEquipment(before, units: units, &gains, for: seconds)
    mixNeighbours(before, &gains)
    soak(before, &gains, outdoor: outdoor, for: seconds)
    for index in cells.indices {
      let fire = fireHeat / Double(cells.count)
      cells[index].coldTemperature += gains[index].cold * seconds / before[index].airHeatCapacity
      cells[index].hotTemperature +=
        (gains[index].hot + fire) * seconds / before[index].airHeatCapacity
    }
    // Ventilation and deposit clear smoke in about four minutes.
    smoke = max(0, smoke + (smokeSource - smoke / 240) * seconds)
  }

  /// A unit takes air from the hot side and brings it, with less heat, to the cold side.
  private func drive(
    _ unit: CoolingUnit, _ cell: AirCell, _ gain: inout (cold: Double, hot: Double)
  ) {
    let carried = unit.flow * AirCell.heatPerKilogram
    gain.hot -= carried * cell.hotTemperature
    gain.cold += carried * cell.hotTemperature - unit.heatRemoved + unit.fanHeat
  }

  /// Air through the equipment, and the difference to what the units supply: surplus air slips past
  /// the equipment, missing air comes round it from the hot side.
  private mutating func passEquipment(
    _ before: [AirCell], units: [CoolingUnit], _ gains: inout [(cold: Double, hot: Double)],
    for seconds: Double
  ) {
    var supplied = [Double](repeating: 0, count: cells.count)
    for unit in units { supplied[unit.cell] += unit.flow }
    for (index, cell) in before.enumerated() {
      let drawn = cell.equipmentFlow * AirCell.heatPerKilogram
      let released =
        cell.equipmentConductance * (cell.equipmentTemperature - cell.coldTemperature)
      cells[index].equipmentTemperature +=
        (cell.heat - released) * seconds / cell.equipmentHeatCapacity
      gains[index].cold -= drawn * cell.coldTemperature
      gains[index].hot += drawn * cell.coldTemperature + released
      let slip = supplied[index] * AirCell.heatPerKilogram - drawn
      let slipped = slip > 0 ? slip * cell.coldTemperature : slip * cell.hotTemperature
      gains[index].cold -= slipped
      gains[index].hot += slipped
    }
  }

  private func mixNeighbours(
    _ before: [AirCell], _ gains: inout [(cold: Double, hot: Double)]
  ) {
    for index in before.indices.dropLast() {
      let (here, next) = (before[index], before[index + 1])
      let exchanged =
        0.25 * min(here.designHeat, next.designHeat) / AirCell.designRise
      let cold = exchanged * (next.coldTemperature - here.coldTemperature)
      let hot = exchanged * (next.hotTemperature - here.hotTemperature)
      gains[index].cold += cold
      gains[index + 1].cold -= cold
      gains[index].hot += hot
      gains[index + 1].hot -= hot
    }
  }

  /// Walls and steel take and give heat; walls and, where there are no units, ventilation let it
  /// out.
  private mutating func soak(
    _ before: [AirCell], _ gains: inout [(cold: Double, hot: Double)], outdoor: Double,
    for seconds: Double
  ) {
    var stored = 0.0
    heatLost = 0
    for (index, cell) in before.enumerated() {
      let conductance = 0.01 * cell.designHeat
      let fromCold = conductance * (cell.coldTemperature - structureTemperature)
      let fromHot = conductance * (cell.hotTemperature - structureTemperature)
      gains[index].cold -= fromCold
      gains[index].hot -= fromHot
      stored += fromCold + fromHot
      if isVentilated {
        let vented = cell.designHeat * 0.9 * max(0, cell.hotTemperature - CoolingUnit.setpoint) / 12
        let supplied = cell.designHeat * 0.9 * (cell.coldTemperature - CoolingUnit.setpoint)
        gains[index].hot -= vented
        gains[index].cold -= supplied
        heatLost += vented + supplied
      }
    }
    let lost = 0.002 * designHeat * (structureTemperature - outdoor)
    heatLost += lost
    structureTemperature += (stored - lost) * seconds / structureHeatCapacity
  }
}
