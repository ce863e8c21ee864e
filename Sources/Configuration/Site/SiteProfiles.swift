import DeviceProfiles

/// The profiles that devices of the site may name: the catalogue, and the site's own folder, whose
/// profiles go before those of the catalogue.
struct SiteProfiles {
  var own: [DeviceProfile] = []
  private var byName: [String: DeviceProfile] = [:]
  private(set) var names: [String] = []

  func named(_ name: String) -> DeviceProfile? { byName[name] }

  static func load(_ draft: SiteDraft, texts: SiteTexts) -> SiteProfiles {
    var profiles = SiteProfiles()
    for profile in ProfileCatalogue.load() { profiles.byName[profile.name] = profile }
    profiles.names = ProfileCatalogue.load().map(\.name)
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
    for path in paths {
      guard let text = texts.text(path, for: draft.profileFolder) else { continue }
      let (profile, problems) = ProfileFile.read(text, file: path)
      texts.log.report(problems)
      guard let profile else { continue }
      let place = SourcePlace(file: path, path: "profile")
      if let first = files[profile.name] {
        texts.log.report(place.problem("\(quoted(profile.name)) is also the profile of \(first)"))
      } else if profiles.byName[profile.name] != nil {
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
