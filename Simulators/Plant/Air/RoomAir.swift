/// The air of one room: cells along a row that exchange air with their neighbours, walls and steel
/// that store heat, moisture, smoke and gas.
///
/// Every flow of heat leaves one store and enters another, so heat is conserved to rounding; so are
/// water, smoke and gas.
struct RoomAir: Sendable {
  let name: String
  var cells: [AirCell]
  /// Whether the building's own ventilation holds the room, because no cooling unit does.
  let isVentilated: Bool
  var structureTemperature: Double
  /// Kilograms of water per kilogram of air.
  var moisture: Double
  /// What the ventilation brings in, in kilograms of water per kilogram of air.
  let suppliedMoisture: Double
  /// Water that gets into the air, in kilograms a second.
  var vapourSource = 0.0
  /// Share of light taken on a metre, as detectors measure it.
  var smoke = 0.0
  /// What a fire adds to `smoke` each second.
  var smokeSource = 0.0
  /// Heat that a fire adds, in watts.
  var fireHeat = 0.0
  /// Heat that batteries give off, in watts; what they take up while it is negative.
  var batteryHeat = 0.0
  /// Gas that cells have blown off, as a share of the air.
  var cellGas = 0.0
  /// Whether water falls on the fire.
  var isSprinkled = false
  /// Heat that left through walls, ventilation and water in the last step, in watts.
  private(set) var heatLost = 0.0
  /// Water that left by the ventilation in the last step, in kilograms a second.
  private(set) var waterVented = 0.0
  let designHeat: Double
  /// Square metres of walls, floor and ceiling.
  let surface: Double
  /// Flows of the step being taken, kept so that a step needs no memory.
  private var gains: [Gain]

  /// The share of a fire's heat that gets to the lower half of a room.
  private static let mixing = 0.35

  private struct Gain: Sendable {
    var cold = 0.0
    var hot = 0.0
    var equipment = 0.0
    /// What cooling units blow in, in kilograms a second.
    var supplied = 0.0
  }

  /// A room in equilibrium.
  ///
  /// - Parameters:
  ///   - heat: what it has now, in watts, at most `designHeat`.
  ///   - cellCount: into how many cells its air is divided.
  init(name: String, heat: Double, designHeat: Double, cellCount: Int, isVentilated: Bool) {
    self.name = name
    self.isVentilated = isVentilated
    self.designHeat = designHeat
    let load = heat / designHeat
    // Where the flows of `step` balance: units hold the cold side at their setpoint; ventilation,
    // which knows no sides, leaves both above it.
    let cold = CoolingUnit.setpoint + (isVentilated ? 0.58 * load : 0)
    let hot = CoolingUnit.setpoint + (isVentilated ? 6.35 : 10.6) * load
    let cell = AirCell(
      designHeat: designHeat / Double(cellCount), heat: heat / Double(cellCount),
      coldTemperature: cold, hotTemperature: hot)
    cells = Array(repeating: cell, count: cellCount)
    gains = Array(repeating: Gain(), count: cellCount)
    // Between the air, to which it is coupled ten times as well, and the outdoors at 14 °C.
    structureTemperature = ((cold + hot) / 2 * 10 + 14) / 11
    moisture = Psychrometrics.moisture(celsius: cold, relativeHumidity: 0.46)
    suppliedMoisture = moisture
    // A room three times as long as it is wide and high: V = 3 a³, S = 14 a².
    let side = cubeRoot(cell.airHeatCapacity * Double(2 * cellCount) / 1207 / 3)
    surface = 14 * side * side
  }

  /// What a person in the middle of the room would call its temperature.
  var temperature: Double {
    var sum = 0.0
    for cell in cells { sum += (cell.coldTemperature * 2 + cell.hotTemperature) / 3 }
    return sum / Double(cells.count)
  }
  /// Under the ceiling, where detectors and sprinklers hang.
  var ceilingTemperature: Double {
    var highest = -273.15
    for cell in cells { highest = max(highest, cell.hotTemperature) }
    return highest
  }
  /// Kilograms of air.
  var airMass: Double { volume * 1.2 }
  /// In cubic metres; a cubic metre of air takes 1207 J to warm by a degree.
  var volume: Double { 2 * cells[0].airHeatCapacity * Double(cells.count) / 1207 }
  /// Joules per degree of walls, floor and steel; the outer four centimetres of concrete follow.
  var structureHeatCapacity: Double { max(60 * designHeat, 80_000 * surface) }
  var storedHeat: Double {
    cells.reduce(0) { $0 + $1.storedHeat } + structureHeatCapacity * structureTemperature
  }

  /// Smoke, in obscuration times cubic metres a second, and gas, in litres a second, get into the
  /// air.
  mutating func take(smoke amount: Double, gas: Double, for seconds: Double) {
    smoke += amount / volume * seconds
    cellGas = min(1, cellGas + gas / 1000 / volume * seconds)
  }

  /// Heat comes in, or goes out, under the ceiling, in joules.
  mutating func giveCeilingHeat(_ joules: Double) {
    for index in cells.indices {
      let rise = joules / Double(cells.count) / cells[index].airHeatCapacity
      cells[index].hotTemperature += (1 - Self.mixing) * rise
      cells[index].coldTemperature += Self.mixing * rise
    }
  }

  /// One step of all heat flows.
  ///
  /// - Parameters:
  ///   - units: the cooling units of the room, as they run now.
  ///   - outdoor: degrees Celsius outside.
  mutating func step(units: ArraySlice<CoolingUnit>, outdoor: Double, for seconds: Double) {
    for index in gains.indices { gains[index] = Gain() }
    for unit in units { drive(unit) }
    passEquipment()
    mixNeighbours()
    soak(outdoor: outdoor, for: seconds)
    let fire = (fireHeat + batteryHeat) / Double(cells.count)
    for index in cells.indices {
      let capacity = cells[index].airHeatCapacity
      cells[index].coldTemperature +=
        (gains[index].cold + Self.mixing * fire) * seconds / capacity
      cells[index].hotTemperature +=
        (gains[index].hot + (1 - Self.mixing) * fire) * seconds / capacity
      cells[index].equipmentTemperature +=
        gains[index].equipment * seconds / cells[index].equipmentHeatCapacity
    }
    // Ventilation and deposit clear smoke and gas in about four minutes.
    smoke = max(0, smoke + (smokeSource - smoke / 240) * seconds)
    cellGas -= cellGas * seconds / 240
    waterVented = isVentilated ? airMass * (moisture - suppliedMoisture) / 1200 : 0
    moisture += (vapourSource - waterVented) * seconds / airMass
  }

  /// Water leaves the air on cold coils, in kilograms.
  mutating func dry(by kilograms: Double) { moisture -= kilograms / airMass }

  /// A unit takes air from the hot side and brings it, with less heat, to the cold side.
  private mutating func drive(_ unit: CoolingUnit) {
    let carried = unit.flow * AirCell.heatPerKilogram * cells[unit.cell].hotTemperature
    gains[unit.cell].hot -= carried
    gains[unit.cell].cold += carried - unit.heatRemoved + unit.fanHeat
    gains[unit.cell].supplied += unit.flow
  }

  /// Air through the equipment, and the difference to what the units supply: surplus air slips past
  /// the equipment, missing air comes round it from the hot side.
  private mutating func passEquipment() {
    for index in cells.indices {
      let cell = cells[index]
      let drawn = cell.equipmentFlow * AirCell.heatPerKilogram
      let released =
        cell.equipmentConductance * (cell.equipmentTemperature - cell.coldTemperature)
      gains[index].equipment = cell.heat - released
      let slip = gains[index].supplied * AirCell.heatPerKilogram - drawn
      let slipped = slip > 0 ? slip * cell.coldTemperature : slip * cell.hotTemperature
      gains[index].cold -= drawn * cell.coldTemperature + slipped
      gains[index].hot += drawn * cell.coldTemperature + released + slipped
    }
  }

  private mutating func mixNeighbours() {
    for index in cells.indices.dropLast() {
      let (here, next) = (cells[index], cells[index + 1])
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
  /// out. Air that is much hotter than the walls gives them far more, by radiation of its smoke.
  private mutating func soak(outdoor: Double, for seconds: Double) {
    var stored = 0.0
    heatLost = 0
    for index in cells.indices {
      let cell = cells[index]
      let conductance = 0.01 * cell.designHeat
      // Each side of the room has half of the walls.
      let glow = 20 * surface / 2 / Double(cells.count)
      let fromCold =
        conductance * (cell.coldTemperature - structureTemperature)
        + glow * max(0, cell.coldTemperature - structureTemperature - 30)
      let fromHot =
        conductance * (cell.hotTemperature - structureTemperature)
        + glow * max(0, cell.hotTemperature - structureTemperature - 30)
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
      if isSprinkled {
        // One head takes up to 60 kW, as long as there is something to cool.
        let taken = min(60_000, 2000 * max(0, cell.hotTemperature - 30)) / Double(cells.count)
        gains[index].hot -= taken
        heatLost += taken
      }
    }
    let lost = 0.002 * designHeat * (structureTemperature - outdoor)
    heatLost += lost
    structureTemperature += (stored - lost) * seconds / structureHeatCapacity
  }
}
