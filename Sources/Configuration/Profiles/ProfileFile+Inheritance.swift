import DeviceProfiles

extension ProfileFile {
  /// How many profiles may build on one another.
  private static let deepestBase = 4

  /// `base: "other-profile"`: the profile that this one starts from; nil without one.
  static func readBase(
    _ reader: ObjectReader, choice: ProfileChoice, bases: Bases, depth: Int
  ) -> DeviceProfile? {
    guard let value = reader.optional("base"), let name = value.nonEmptyString() else { return nil }
    guard depth < deepestBase else {
      value.report("more than \(deepestBase) profiles build on one another, or one on itself")
      return nil
    }
    guard let source = bases(name) else {
      value.report(
        "no profile \(quoted(name)); "
          + suggestion(for: name, among: ProfileCatalogue.fileNames))
      return nil
    }
    // The defaults of this file's options go before those of the base.
    var chosen = choice
    for option in ProfileOption.list(reader.optional("options"))
    where chosen.options[option.name] == nil {
      chosen.options[option.name] = option.fallback
    }
    let (base, problems) = read(
      source.text, file: source.name, choice: chosen, bases: bases, depth: depth + 1)
    if base == nil {
      value.report("\(quoted(name)) is no valid profile: \(problems.first?.description ?? "")")
    }
    return base
  }

  /// Puts points into a profile: those of the names that it has in their place, the others after
  /// them; then leaves out what `omit` names. Gives the value of each point.
  static func merge(
    _ placed: [PlacedPoint], into profile: inout DeviceProfile, omitting omitted: ValueReader?,
    _ reader: ObjectReader
  ) -> [ValueReader] {
    // What is computed is worked out anew, from the points that there are then.
    profile.points.removeAll {
      if case .dewPoint = $0.computation { true } else { $0.computation == .staleHeartbeat }
    }
    let inherited = profile.points.count
    var readers = Array(repeating: reader.value, count: inherited)
    for point in placed {
      let name = point.definition.name
      if let place = profile.points[..<inherited].firstIndex(where: { $0.name == name }) {
        profile.points[place] = point.definition
        readers[place] = point.value
      } else {
        profile.points.append(point.definition)
        readers.append(point.value)
      }
    }
    for element in omitted?.array() ?? [] {
      guard let name = element.nonEmptyString() else { continue }
      guard let place = profile.points.firstIndex(where: { $0.name == name }) else {
        element.report(
          "there is no point \(quoted(name)); "
            + suggestion(for: name, among: profile.points.map(\.name)))
        continue
      }
      profile.points.remove(at: place)
      readers.remove(at: place)
    }
    return readers
  }
}

extension ProfileFile {
  /// The name that a file gives its profile, whatever else is wrong with it.
  static func name(in text: String, file: String) -> String? {
    guard case .object(let members)? = JSON5.parse(text, file: file).0?.content,
      case .string(let name)? = members.first(where: { $0.key == "profile" })?.value.content
    else { return nil }
    return name
  }
}

extension ValueReader {
  /// The elements of a list; empty for anything else, without a word.
  var quietArray: [ValueReader] {
    guard case .array(let elements) = node.content else { return [] }
    return elements.map { ValueReader($0, place: place, log: log) }
  }
}
