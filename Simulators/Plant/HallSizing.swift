/// How big the parts of a hall are, chosen so that they fit each other.
struct HallSizing: Sendable {
  /// The rating of each UPS, in watts.
  let upsRating: Double
  /// The rating of a UPS that feeds controls with direct current, in watts.
  let directRating: Double
  /// What the racks of each group draw together, in watts.
  let groupPower: [Double]
  /// What the racks draw together, in watts.
  let rackPower: Double
  /// The rating of each generator, in watts.
  let generatorRating: Double
  /// What lights and controls of one feed draw, in watts.
  let housePower: Double

  init(_ plan: HallPlan) {
    let rating = 20_000.0
    upsRating = rating
    directRating = 480
    // Two feeds carry each other's load when one is lost, so each stays at 40 % of its rating; where
    // a feed has several UPS, somebody has reckoned with growth.
    let perFeed = plan.devices(of: .ups).count / plan.feeds.count
    let share = plan.feeds.count > 1 ? (perFeed > 1 ? 0.35 : 0.4) : 0.6
    groupPower = plan.groups.indices.map { group in
      let upsCount = plan.rackUPSes(group: group).count
      let units = plan.devices(of: .cooling).count { plan.groupOf[$0] == group }
      return upsCount > 0 ? Double(upsCount) * rating * share : Double(max(1, units)) * 6000
    }
    rackPower = groupPower.reduce(0, +)
    housePower = 0.05 * rackPower / Double(plan.feeds.count) + 200
    let everything =
      rackPower * (1 / 0.92 + 1.15 / CoolingUnit.performance + 0.1)
      + housePower * Double(plan.feeds.count)
    let generators = max(1, plan.devices(of: .generator).count)
    let each = everything * 1.3 / Double(generators)
    generatorRating = (each / 5000).rounded(.up) * 5000
  }

  /// The smallest usual capacity, in ampere hours, that carries a string's share of the racks for
  /// twenty minutes.
  static func packAmpereHours(volts: Double, load: Double) -> Double {
    let needed = load / UPS.Efficiency.inverter * 1200 / 3600 / volts / 0.9
    return [25, 50, 75, 100, 150, 200, 280].first { $0 >= needed } ?? needed
  }
}
