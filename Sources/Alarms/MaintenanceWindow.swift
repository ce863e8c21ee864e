package import Readings

/// A time in which the alarms of some devices are not annunciated, because people work on them.
///
/// Fire, gas, leak, heat and communication alarms of the same devices are: work is when things
/// catch fire.
package struct MaintenanceWindow: Hashable, Sendable {
  package var scope: MaintenanceScope
  /// Every device it is about, sorted.
  package var devices: [DeviceIndex]
  package var until: Instant
  package var user: String
  package var reason: String

  package init(
    scope: MaintenanceScope, devices: [DeviceIndex], until: Instant, user: String, reason: String
  ) {
    self.scope = scope
    self.devices = devices
    self.until = until
    self.user = user
    self.reason = reason
  }
}
