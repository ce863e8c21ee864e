package import Agent
package import DeviceProfiles

/// The validated meaning of a site file with all that it includes.
package struct Site: Sendable {
  package var settings: AgentSettings
  package var web: WebSettings
  /// Where journal and control socket live; nil keeps nothing.
  package var stateDirectory: String?
  package var journal = JournalSettings()
  package var control = ControlSettings()
  /// Who is told of alarms.
  package var notify: [NotifyTarget] = []
  /// The profiles of the site's own folder.
  package var profiles: [DeviceProfile]
  /// Every file that was read, the site file first.
  package var files: [String]
  /// What works but was probably not meant, or is missing for people.
  package var warnings: [ConfigurationProblem]

  package init(
    settings: AgentSettings, web: WebSettings, stateDirectory: String? = nil,
    profiles: [DeviceProfile] = [], files: [String] = [], warnings: [ConfigurationProblem] = []
  ) {
    self.settings = settings
    self.web = web
    self.stateDirectory = stateDirectory
    self.profiles = profiles
    self.files = files
    self.warnings = warnings
  }
}

/// Where the agent serves HTTP, and to whom.
package struct WebSettings: Hashable, Sendable {
  package var listen: [ListenAddress]
  /// Clients outside these blocks are refused before a byte of HTTP is read. Listeners on Unix
  /// sockets are guarded by the file system instead.
  package var allow: [CIDR]

  package init(listen: [ListenAddress], allow: [CIDR]) {
    self.listen = listen
    self.allow = allow
  }
}
