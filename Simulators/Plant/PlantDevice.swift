package import DeviceProfiles

/// One device of a simulated hall: what it is called, what its registers mean, where it stands.
package struct PlantDevice: Sendable {
  /// The name in the site file.
  package var name: String
  package var profile: DeviceProfile
  /// The site's labels. The hall is inferred from `feed`, `room`, `aisle`, `position`, `rack` and
  /// `role`; others are ignored.
  package var labels: [Label]

  package init(name: String, profile: DeviceProfile, labels: [Label] = []) {
    self.name = name
    // A device whose addresses are found out serves the chain by which they are.
    self.profile = profile.asServed
    self.labels = labels
  }

  /// The value of a label; nil when the device does not carry it.
  package func label(_ name: String) -> String? { labels.first { $0.name == name }?.value }
}
