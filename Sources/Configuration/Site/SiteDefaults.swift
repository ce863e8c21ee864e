/// What holds where the site file says nothing. Everything else has no default.
enum SiteDefaults {
  static let interval = Duration.seconds(5)
  static let timeout = Duration.seconds(1)
  /// How many polls may be missed before a measurement is withdrawn, where no maximum age is given.
  static let missedPolls = 3
  static let listen = "127.0.0.1:9877"
  /// This machine only.
  static let allow = ["127.0.0.0/8", "::1/128"]
  /// The folder beside the site file with profiles of its own.
  static let profileFolder = "profiles"
}
