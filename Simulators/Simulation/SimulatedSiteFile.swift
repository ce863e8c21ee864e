import Agent

/// The site file of a simulation: what it says now, which is what an agent starts with, and what it
/// will say once somebody has changed it.
struct SimulatedSiteFile: Sendable {
  /// One change of the file: the beginning or the end of a disturbance.
  struct Change: Hashable, Sendable {
    var disturbance: Int
    var isEnd: Bool
  }

  /// The settings of all that is ever there.
  let world: AgentSettings
  /// What the file says now, whatever is in force.
  var given: AgentSettings
  /// What it says after each change.
  private let changes: [Change: AgentSettings]
  private var settingsOfHash: [String: AgentSettings]

  init(
    _ settings: AgentSettings, world: AgentSettings? = nil, changes: [Change: AgentSettings] = [:]
  ) {
    self.world = world ?? settings
    given = settings
    self.changes = changes
    settingsOfHash = [settings.configurationHash: settings]
    for changed in changes.values { settingsOfHash[changed.configurationHash] = changed }
  }

  func settings(after change: Change) -> AgentSettings? { changes[change] }

  /// The settings with that digest.
  func settings(hash: String) -> AgentSettings? { settingsOfHash[hash] }
}
