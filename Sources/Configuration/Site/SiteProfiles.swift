import DeviceProfiles

/// The profiles that devices of the site may name: the catalogue, and the site's own folder, whose
/// profiles go before those of the catalogue.
struct SiteProfiles {
  var own: [DeviceProfile] = []
  private var byName: [String: DeviceProfile] = [:]
  /// The texts of the site's own profiles by the name in them, for those that are read anew with
  /// what a device chooses.
  private var sources: [String: (name: String, text: String)] = [:]
  private(set) var names: [String] = []
  private let catalogue = UsedCatalogue()

  /// The profiles of the catalogue that the site names: all of them would take more memory than
  /// everything else that a small site needs.
  private final class UsedCatalogue {
    private var profiles: [String: DeviceProfile?] = [:]

    func named(_ name: String) -> DeviceProfile? {
      if let known = profiles[name] { return known }
      let profile = ProfileCatalogue.named(name)
      profiles[name] = .some(profile)
      return profile
    }
  }

  func named(_ name: String) -> DeviceProfile? { byName[name] ?? catalogue.named(name) }

  /// The file of a profile: the site's own, or that of the catalogue.
  func source(of name: String) -> (name: String, text: String)? {
    sources[name] ?? ProfileCatalogue.source(of: name)
  }

  /// A profile with what the site chooses of one device.
  func named(_ name: String, choice: ProfileChoice) -> (DeviceProfile?, [ConfigurationProblem]) {
    guard let source = source(of: name) else { return (nil, []) }
    return ProfileFile.read(
      source.text, file: source.name, choice: choice, bases: { self.source(of: $0) })
  }

  static func load(_ draft: SiteDraft, texts: SiteTexts) -> SiteProfiles {
    var profiles = SiteProfiles()
    profiles.names = ProfileCatalogue.fileNames
    var folder = SiteDefaults.profileFolder
    if let value = draft.profileFolder {
      guard let text = value.nonEmptyString() else { return profiles }
      folder = text
    }
    while folder.hasSuffix("/") { folder.removeLast() }
    let paths = texts.paths(
      matching: folder + "/*.json5", relativeTo: draft.path, for: draft.profileFolder)
    if paths.isEmpty { draft.profileFolder?.report("\(quoted(folder)) holds no file *.json5") }
    var files: [String: String] = [:]
    var own: [(path: String, text: String)] = []
    for path in paths {
      guard let text = texts.text(path, for: draft.profileFolder) else { continue }
      own.append((path, text))
      // A base is named by its profile, so the names must be known before any file is read.
      if let name = ProfileFile.name(in: text, file: path) { profiles.sources[name] = (path, text) }
    }
    for (path, text) in own {
      let (profile, problems) = ProfileFile.read(
        text, file: path, bases: { profiles.source(of: $0) })
      texts.log.report(problems)
      guard let profile else { continue }
      let place = SourcePlace(file: path, path: "profile")
      if let first = files[profile.name] {
        texts.log.report(place.problem("\(quoted(profile.name)) is also the profile of \(first)"))
      } else if ProfileCatalogue.source(of: profile.name) != nil {
        texts.log.warn(place.problem("\(quoted(profile.name)) takes the catalogue's place"))
      } else {
        profiles.names.append(profile.name)
      }
      files[profile.name] = path
      profiles.byName[profile.name] = profile
      profiles.own.append(profile)
    }
    profiles.names.sort()
    return profiles
  }
}
