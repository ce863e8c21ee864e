/// What has flowed where since the start, in joules, so that a test can ask whether any energy was
/// made or lost.
package struct EnergyLedger: Sendable, Hashable {
  /// Delivered by the mains and by the generators.
  package var utility = 0.0
  package var generators = 0.0
  /// Used by the racks.
  package var racks = 0.0
  /// Used by what hangs on UPS with direct current.
  package var controls = 0.0
  /// Lost in the UPS.
  package var upsLosses = 0.0
  /// Out of the battery terminals, less what went in.
  package var batteries = 0.0
  /// Heat that currents made in the batteries.
  package var batteryResistance = 0.0
  /// Heat that batteries gave to their rooms; part of `heatReleased`.
  package var batteryReleased = 0.0
  /// Energy of burning batteries: what their chemistry sets free and what they still stored.
  package var batteryFire = 0.0
  /// Used by cooling units and by the building.
  package var cooling = 0.0
  package var house = 0.0

  /// Heat released into the rooms, taken out by cooling units, and lost through walls and
  /// ventilation.
  package var heatReleased = 0.0
  package var heatRemoved = 0.0
  package var heatLost = 0.0
  /// Heat that chilled water carried out of the building.
  package var heatRejected = 0.0
  /// Water in the air of the rooms, in kilograms: let in, condensed on cold coils, and exchanged
  /// with the building's ventilation.
  package var waterReleased = 0.0
  package var waterCondensed = 0.0
  package var waterVented = 0.0

  package init() {}

  /// Sources less sinks of electricity: zero but for rounding.
  package var electricImbalance: Double {
    utility + generators + batteries - racks - controls - upsLosses - cooling - house
  }
}
