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
    profile.heartbeat = reader.optional("heartbeat")?.object { readHeartbeat($0) } ?? nil
    profile.serial = reader.optional("serial")?.object { readSerial($0) } ?? nil
    profile.canary = reader.optional("canary")?.nonEmptyString()
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
      points[index].definition.validWhile =
        points[index].conditions.map { $0.resolved(among: points) }
    }
    return points
  }

  private static func readUnit(_ value: ValueReader?) -> UnitID? {
    guard let value, let number = value.integer(in: 0...255) else { return nil }
    if let unit = UnitID(rawValue: UInt8(number)) { return unit }
    value.report("\(number) is a reserved unit; expected 0 to 247, or 255")
    return nil
  }

  private static func readHeartbeat(_ reader: ObjectReader) -> Heartbeat? {
    let point = reader.required("point", example: "\"heartbeat\"")?.nonEmptyString()
    let limit = reader.required("within", example: "\"15s\"")?.duration(
      in: .seconds(1) ... .seconds(86_400))
    guard let point, let limit else { return nil }
    return Heartbeat(point: point, limit: limit)
  }

  private static func readSerial(_ reader: ObjectReader) -> SerialDefaults? {
    let baud = reader.required("baud", example: "9600")?.integer(in: 300...921_600)
    let parity: SerialDefaults.Parity? = reader.optional("parity")?.choice()
    let stopBits = reader.optional("stop")?.integer(in: 1...2)
    return baud.map { SerialDefaults(baud: $0, parity: parity ?? .none, stopBits: stopBits ?? 1) }
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
