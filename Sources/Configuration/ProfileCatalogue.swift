package import DeviceProfiles

/// The device families that the binary carries, one file of `Sources/DeviceProfiles/Catalog` each.
package enum ProfileCatalogue {
  /// Every profile, sorted by name. Files that are no valid profile are left out; `problems` has
  /// their mistakes, and a test keeps it empty.
  package static func load() -> [DeviceProfile] { loaded.profiles }

  /// The profile of that name, read anew from its file; nil when the catalogue has none.
  package static func named(_ name: String) -> DeviceProfile? {
    source(of: name).flatMap { ProfileFile.read($0.text, file: $0.name).0 }
  }

  /// The profile of that name for a device of which a site chose something; nil when there is none.
  package static func named(_ name: String, choice: ProfileChoice) -> DeviceProfile? {
    guard choice != ProfileChoice() else { return named(name) }
    return source(of: name).flatMap { ProfileFile.read($0.text, file: $0.name, choice: choice).0 }
  }

  /// The mistakes of the catalogue's own files.
  package static var problems: [ConfigurationProblem] { loaded.problems }

  /// The text of a profile's file and the file's name; nil when the catalogue has none.
  package static func source(of profile: String) -> (name: String, text: String)? {
    catalogFiles.first { $0.name == "\(profile).json5" }
      .map { (name: $0.name, text: $0.text.description) }
  }

  /// The names of all profiles that have a file, sorted.
  package static var fileNames: [String] {
    catalogFiles.map { String($0.name.dropLast(".json5".count)) }.sorted()
  }

  /// The golden captures of a profile: the text of its file and the file's name.
  package static func captures(of profile: String) -> (name: String, text: String)? {
    captureFiles.first { $0.name == "\(profile).capture.json5" }
      .map { (name: $0.name, text: $0.text.description) }
  }

  private static let loaded: (profiles: [DeviceProfile], problems: [ConfigurationProblem]) = {
    var profiles: [DeviceProfile] = []
    var problems: [ConfigurationProblem] = []
    for file in catalogFiles {
      let (profile, mistakes) = ProfileFile.read(file.text.description, file: file.name)
      problems += mistakes
      if let profile { profiles.append(profile) }
    }
    return (profiles.sorted { $0.name < $1.name }, problems)
  }()
}
