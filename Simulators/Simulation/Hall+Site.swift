package import Agent
package import Plant

extension Hall {
  /// The hall of a site: its devices as the site file has them, in the same order.
  package init(simulating settings: AgentSettings, seed: UInt64) {
    self.init(
      devices: settings.devices.map {
        PlantDevice(name: $0.name, profile: $0.profile, labels: $0.labels)
      },
      seed: seed)
  }
}
