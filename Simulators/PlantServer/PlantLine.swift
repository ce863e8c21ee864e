/// One TCP port of the simulated plant, and the devices behind it.
package struct PlantLine: Hashable, Sendable {
  /// The port to listen on; 0 takes any that is free.
  package var port: UInt16
  package var units: [PlantUnit]

  package init(port: UInt16 = 0, units: [PlantUnit]) {
    self.port = port
    self.units = units
  }
}

/// A device behind a port. Several units behind one port are what a gateway offers.
package struct PlantUnit: Hashable, Sendable {
  package var unit: UInt8
  /// The place in the hall's `devices`.
  package var device: Int

  package init(unit: UInt8, device: Int) {
    self.unit = unit
    self.device = device
  }
}
