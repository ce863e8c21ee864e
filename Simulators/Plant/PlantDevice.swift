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

  /// Whether its output is direct current of a low voltage: registers that hold no mains say so.
  var hasDirectOutput: Bool {
    profile.points.contains { point in
      let isOutput = point.series.contains {
        $0.quantity.name == "electric_voltage_volts" && $0.labels.contains(Label("side", "output"))
      }
      return isOutput && point.sayableNumbers.map { $0.upperBound < 100 } ?? false
    }
  }

  /// The value of a label; nil when the device does not carry it.
  package func label(_ name: String) -> String? { labels.first { $0.name == name }?.value }
}
