/// What is worked on: devices by name, and every device of the rooms named.
package struct MaintenanceScope: Hashable, Sendable {
  /// What the window is called, such as the number of the work permit. Unique while it lasts.
  package var name: String
  package var devices: [String]
  /// Values of the device label `room`.
  package var rooms: [String]

  package init(name: String, devices: [String] = [], rooms: [String] = []) {
    self.name = name
    self.devices = devices
    self.rooms = rooms
  }
}
