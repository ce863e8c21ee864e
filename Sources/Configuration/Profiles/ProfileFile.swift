package import DeviceProfiles
import Registers

/// The file of a device family: one JSON5 object, the same in the catalogue and in a site's
/// `profiles` folder.
package struct ProfileFile {
  /// The profile of a text, or nil with every mistake that keeps it from being one.
  package static func read(_ text: String, file: String) -> (
    DeviceProfile?, [ConfigurationProblem]
  ) {
    let log = ProblemLog()
    let profile = ObjectReader.read(text, file: file, log: log) { read($0) } ?? nil
    let problems = unique(log.problems)
    return (problems.isEmpty ? profile : nil, problems)
  }

  private static func read(_ reader: ObjectReader) -> DeviceProfile? {
    let name = reader.required("profile", example: "\"acme-meter-3\"")?.nonEmptyString()
    let deviceClass: DeviceClass? = reader.required("class", example: "\"meter\"")?.choice()
    let title = reader.required("title", example: "\"ACME Meter 3\"")?.nonEmptyString()
    let defaults = reader.optional("defaults")?.object { PointContext.read($0) }
    var context = defaults ?? PointContext()
    if let sets = reader.optional("state_sets") {
      context.stateSets = (sets.members() ?? []).map { (name: $0.key, states: $0.value) }
    }
    var profile = DeviceProfile(
      name: name ?? "", deviceClass: deviceClass ?? .other, title: title ?? "",
      manufacturer: reader.optional("manufacturer")?.string() ?? "",
      confidence: reader.optional("confidence")?.nonEmptyString() ?? "",
      sources: texts(reader.optional("sources")),
      defaultUnit: readUnit(reader.optional("default_unit")),
      defaultPort: UInt16(reader.optional("default_port")?.integer(in: 1...65535) ?? 502),
      contract: reader.optional("read")?.object { readContract($0) } ?? ReadContract(),
      points: [])
    let placed = readPoints(
      reader.required("points", example: "[ … ]"), context: context)
    profile.points = placed.map(\.definition)
    profile.identity = readIdentity(reader.optional("identity"))
    let places = ProfilePlaces(root: reader.value, points: placed.map(\.value))
    if reader.log.problems.isEmpty { report(profile.problems(), places: places) }
    return profile
  }

  /// Every point of a list, with repeated ones in full.
  package static func readPoints(_ list: ValueReader?, context: PointContext = PointContext())
    -> [PlacedPoint]
  {
    var points = (list?.array() ?? []).flatMap { readPoint($0, context: context) }
    for index in points.indices {
      points[index].definition.validWhile = points[index].condition?.resolved(among: points)
    }
    return points
  }

  private static func readUnit(_ value: ValueReader?) -> UnitID? {
    guard let value, let number = value.integer(in: 0...255) else { return nil }
    if let unit = UnitID(rawValue: UInt8(number)) { return unit }
    value.report("\(number) is a reserved unit; expected 0 to 247, or 255")
    return nil
  }

  private static func readIdentity(_ list: ValueReader?) -> [IdentityCheck] {
    (list?.array() ?? []).compactMap { element in
      element.object { reader -> IdentityCheck? in
        let point = reader.required("point", example: "\"model\"")?.nonEmptyString()
        let number = reader.optional("is")?.number()
        let numbers = reader.optional("one_of")?.array()?.compactMap { $0.number() }
        let prefix = reader.optional("starts_with")?.nonEmptyString()
        let expectations: [IdentityCheck.Expectation] =
          [number.map { .number($0) }, numbers.map { .oneOf($0) }, prefix.map { .prefix($0) }]
          .compactMap { $0 }
        guard expectations.count == 1 else {
          reader.report("an identity says exactly one of `is`, `one_of`, `starts_with`")
          return nil
        }
        return point.map { IdentityCheck(point: $0, expectation: expectations[0]) }
      } ?? nil
    }
  }

  static func texts(_ list: ValueReader?) -> [String] {
    (list?.array() ?? []).compactMap { $0.nonEmptyString() }
  }
}

/// The problems in their order, each once: a list of states that many points share is read often.
private func unique(_ problems: [ConfigurationProblem]) -> [ConfigurationProblem] {
  var seen: Set<ConfigurationProblem> = []
  return problems.filter { seen.insert($0).inserted }
}
