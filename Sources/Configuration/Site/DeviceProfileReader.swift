import Agent
import DeviceProfiles

/// Makes the profile of one device of the site: that of its family with what the site file adds,
/// replaces or leaves out.
struct DeviceProfileReader {
  let profiles: SiteProfiles

  /// The profile name of devices that have nothing but inline points.
  static let inlineName = "inline"

  /// Nil after reporting, when there is none.
  func read(_ reader: ObjectReader) -> DeviceProfile? {
    let before = reader.log.problems.count
    let named = reader.optional("profile")
    let inputs = reader.optional("inputs")?.members() ?? []
    let family = named.flatMap { findFamily($0, reader.optional("options"), inputs.map(\.key)) }
    if family == nil, named == nil {
      for key in ["options", "inputs", "overrides"] where reader.has(key) {
        reader.optional(key)?.report("`\(key)` is about a profile, and the device has none")
      }
    }
    let inline = readPoints(reader)
    let omitted = readOmitted(reader, family: family)
    guard family != nil || named == nil else {
      _ = readContract(reader, ReadContract())
      _ = reader.optional("overrides")
      return nil
    }
    if family == nil, !reader.has("points") {
      _ = readContract(reader, ReadContract())
      reader.report(
        "a device needs `profile` for its family, or `points` of its own; "
          + "`hallwatch profiles list` shows the families")
      return nil
    }
    var profile =
      family
      ?? DeviceProfile(
        name: Self.inlineName, deviceClass: .other, title: "Points of the site file", points: [])
    profile.contract = readContract(reader, profile.contract)
    let ownCanary = reader.optional("canary")?.nonEmptyString()
    profile.canary = ownCanary ?? profile.canary
    let owner = named ?? reader.value
    var readers = profile.points.map { _ in owner }
    merge(inline, into: &profile, &readers)
    for name in omitted {
      guard let place = profile.points.firstIndex(where: { $0.name == name }) else { continue }
      profile.points.remove(at: place)
      readers.remove(at: place)
    }
    if family != nil {
      InputReader.apply(inputs, to: &profile)
      OverrideReader.apply(reader.optional("overrides"), to: &profile)
    }
    let countOfRead = profile.points.count
    profile.completeDewPoints()
    if profile.points.count < readers.count { readers = profile.points.map { _ in owner } }
    readers += Array(repeating: owner, count: max(0, profile.points.count - countOfRead))
    if profile.points.count > Limits.pointsPerDevice {
      reader.report(
        "\(profile.points.count) points; at most \(Limits.pointsPerDevice) are possible")
    }
    let isChanged =
      family == nil || !inline.isEmpty || !omitted.isEmpty || !inputs.isEmpty
      || reader.has("overrides") || ownCanary != nil
    // Points with mistakes of their own are not in the list, so more would be said than is true.
    if isChanged, reader.log.problems.count == before {
      ProfileFile.report(
        profile.problems(), places: ProfilePlaces(root: reader.value, points: readers))
    }
    return profile
  }

  /// The family as the device has it: with its options, and with the inputs that it names.
  private func findFamily(
    _ value: ValueReader, _ options: ValueReader?, _ inputs: [String]
  ) -> DeviceProfile? {
    guard let name = value.nonEmptyString() else { return nil }
    guard let profile = profiles.named(name) else {
      value.report(
        "no profile \(quoted(name)); " + suggestion(for: name, among: profiles.names))
      return nil
    }
    let choice = ProfileChoice(
      options: Self.readOptions(options, of: profile), inputs: Set(inputs))
    let asksForMore = !profile.inputsOnDemand.isEmpty && !inputs.isEmpty
    guard !choice.options.isEmpty || asksForMore else { return profile }
    let (chosen, problems) = profiles.named(name, choice: choice)
    if chosen == nil {
      value.report(
        "\(quoted(name)) is no valid profile with these options: "
          + (problems.first?.description ?? ""))
    }
    return chosen
  }

  private static func readOptions(
    _ value: ValueReader?, of profile: DeviceProfile
  ) -> [String: OptionValue] {
    var chosen: [String: OptionValue] = [:]
    for (name, value) in value?.members() ?? [] {
      guard let option = profile.options.first(where: { $0.name == name }) else {
        value.report(
          profile.options.isEmpty
            ? "\(profile.name) has no options"
            : "\(profile.name) has no option \(quoted(name)); "
              + suggestion(for: name, among: profile.options.map(\.name)))
        continue
      }
      chosen[name] = option.value(value)
    }
    return chosen
  }

  /// The points of the site file, each name once.
  private func readPoints(_ reader: ObjectReader) -> [PlacedPoint] {
    var paths: [String: String] = [:]
    return ProfileFile.readPoints(reader.optional("points")).filter { placed in
      let name = placed.definition.name
      guard let first = paths[name] else {
        paths[name] = placed.value.place.path
        return true
      }
      placed.value.report("the name \(name) is taken by \(first); choose another")
      return false
    }
  }

  /// Points of the site file take the place of those of the same name, or come after them all.
  private func merge(
    _ inline: [PlacedPoint], into profile: inout DeviceProfile, _ readers: inout [ValueReader]
  ) {
    for placed in inline {
      let name = placed.definition.name
      if let place = profile.points.firstIndex(where: { $0.name == name }) {
        profile.points[place] = placed.definition
        readers[place] = placed.value
      } else {
        profile.points.append(placed.definition)
        readers.append(placed.value)
      }
    }
  }

  private func readOmitted(_ reader: ObjectReader, family: DeviceProfile?) -> [String] {
    guard let value = reader.optional("omit") else { return [] }
    var names: [String] = []
    for element in value.array() ?? [] {
      guard let name = element.nonEmptyString(), let family else { continue }
      let known = family.points.map(\.name)
      if known.contains(name) {
        names.append(name)
      } else {
        element.report(
          "\(family.name) has no point \(quoted(name)); " + suggestion(for: name, among: known))
      }
    }
    if family == nil, !reader.has("profile") {
      value.report("`omit` leaves out points of a profile, and the device has none")
    }
    return names
  }

  /// What this one device allows, where it is less or more than its family.
  private func readContract(_ reader: ObjectReader, _ family: ReadContract) -> ReadContract {
    var contract = family
    if let value = reader.optional("max_registers")?.integer(in: 1...125) {
      contract.maximumRegisters = value
    }
    if let value = reader.optional("hole")?.integer(in: 0...124) { contract.maximumHole = value }
    if let value = reader.optional("gap")?.duration(in: .zero...Limits.longestGap) {
      contract.gap = value
    }
    return contract
  }
}
