/// One distribution path: mains, transfer switch, and what hangs on the bus behind it.
struct Feed: Sendable {
  var utility: UtilityFeed
  var transferSwitch = TransferSwitch()
  /// The generator that backs the feed, by its place in the hall; nil when none does.
  var generator: Int?
  /// What stands on the bus behind the transfer switch.
  var bus = Supply.nominal

  /// Powers drawn from the bus, in watts.
  var upsPower = 0.0
  var coolingPower = 0.0
  /// Lights, controls and ventilation of the building.
  var housePower = 0.0
  /// Loads of a feed that has no UPS.
  var directPower = 0.0

  var totalPower: Double { upsPower + coolingPower + housePower + directPower }
  /// What the mains deliver: everything, unless the switch stands elsewhere.
  var utilityPower: Double { transferSwitch.source == .utility ? totalPower : 0 }
  var generatorPower: Double { transferSwitch.source == .generator ? totalPower : 0 }

  /// What stands on the bus for the present position of the switch.
  func supply(generators: [GeneratorSet]) -> Supply {
    switch transferSwitch.source {
    case .utility: utility.supply
    case .generator: generator.map { generators[$0].supply } ?? .dead
    case nil: .dead
    }
  }
}
