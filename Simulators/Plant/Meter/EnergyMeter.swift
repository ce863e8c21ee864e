/// A three-phase meter: where it measures, and what it has counted.
struct EnergyMeter: Sendable {
  /// What a meter measures; the raw value is the label `role`.
  enum Role: String, Sendable, CaseIterable {
    /// The incoming mains, before the transfer switch.
    case mains
    /// Everything on the bus behind the transfer switch.
    case bus
    case upsInput = "ups-input"
    case upsOutput = "ups-output"
    case cooling
    case house
    case generator
    /// The racks of the feed.
    case racks
    /// One of the power strips that the racks of the feed share.
    case rack
  }

  let feed: Int
  let role: Role
  private(set) var supply = Supply.nominal
  private(set) var power = 0.0
  /// In joules, per phase.
  private(set) var importedEnergy: [Double]

  init(feed: Int, role: Role, priorEnergy: Double) {
    self.feed = feed
    self.role = role
    importedEnergy = Self.shares.map { $0 * priorEnergy }
  }

  /// How the load divides over the phases: no hall is quite even.
  static let shares = [0.345, 0.331, 0.324]

  var powerFactor: Double {
    switch role {
    case .cooling: 0.86
    case .house: 0.92
    default: 0.98
    }
  }

  mutating func step(supply: Supply, power: Double, for seconds: Double) {
    self.supply = supply
    self.power = power
    for phase in importedEnergy.indices {
      importedEnergy[phase] += Self.shares[phase] * power * seconds
    }
  }
}
