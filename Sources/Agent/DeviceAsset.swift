package import Readings

/// Dates in the life of a device, from the site file: no register tells them.
package struct DeviceAsset: Hashable, Sendable {
  package var installed: WallTime?
  /// When its design life is over.
  package var endOfLife: WallTime?
  package var lastService: WallTime?
  package var serviceDue: WallTime?

  package init(
    installed: WallTime? = nil, endOfLife: WallTime? = nil, lastService: WallTime? = nil,
    serviceDue: WallTime? = nil
  ) {
    self.installed = installed
    self.endOfLife = endOfLife
    self.lastService = lastService
    self.serviceDue = serviceDue
  }

  /// The dates that are known, by the name that metrics and JSON give them.
  package var events: [(name: String, date: WallTime)] {
    let all: [(String, WallTime?)] = [
      ("installed", installed), ("end_of_life", endOfLife), ("last_service", lastService),
      ("service_due", serviceDue),
    ]
    return all.compactMap { name, date in date.map { (name, $0) } }
  }
}
