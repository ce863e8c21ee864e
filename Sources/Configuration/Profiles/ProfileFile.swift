package import DeviceProfiles
import Registers

/// The file of a device family: one JSON5 object, the same in the catalogue and in a site's
/// `profiles` folder.
package struct ProfileFile {
  /// Where the text of another profile is, for `base`; nil when there is none of that name.
  package typealias Bases = (String) -> (name: String, text: String)?

  /// The profile of a text, or nil with every mistake that keeps it from being one.
  ///
  /// - Parameters:
  ///   - choice: what a site says of its device, as far as the file leaves it open.
  ///   - bases: where the profile that it builds on is found.
  package static func read(
    _ text: String, file: String, choice: ProfileChoice = ProfileChoice(),
    bases: Bases = { ProfileCatalogue.source(of: $0) }
  ) -> (DeviceProfile?, [ConfigurationProblem]) {
    read(text, file: file, choice: choice, bases: bases, depth: 0)
  }

  static func read(
    _ text: String, file: String, choice: ProfileChoice, bases: Bases, depth: Int
  ) -> (DeviceProfile?, [ConfigurationProblem]) {
    let log = ProblemLog()
    let profile =
      ObjectReader.read(text, file: file, log: log) { reader in
        let base = readBase(reader, choice: choice, bases: bases, depth: depth)
        return read(reader, choice: choice, base: base)
      } ?? nil
    let problems = unique(log.problems)
    return (problems.isEmpty ? profile : nil, problems)
  }

  private static func read(
    _ reader: ObjectReader, choice: ProfileChoice, base: DeviceProfile?
  ) -> DeviceProfile? {
    func needed(_ key: String, _ example: String) -> ValueReader? {
      base == nil ? reader.required(key, example: example) : reader.optional(key)
    }
    _ = reader.optional("$schema")
    let name = reader.required("profile", example: "\"acme-meter-3\"")?.nonEmptyString()
    let deviceClass: DeviceClass? = needed("class", "\"meter\"")?.choice()
    let title = needed("title", "\"ACME Meter 3\"")?.nonEmptyString()
    var profile =
      base ?? DeviceProfile(name: "", deviceClass: .other, title: "", points: [])
    profile.name = name ?? ""
    profile.deviceClass = deviceClass ?? profile.deviceClass
    profile.title = title ?? profile.title
    readFacts(reader, into: &profile)
    if let canary = reader.optional("canary")?.nonEmptyString() { profile.canary = canary }
    let own = ProfileOption.list(reader.optional("options"))
    profile.options = profile.options.filter { old in !own.contains { $0.name == old.name } } + own
    var context = PointContext.read(
      reader.optional("defaults"), options: profile.options, choice: choice)
    if let sets = reader.optional("state_sets") {
      context.stateSets = (sets.members() ?? []).map { (name: $0.key, states: $0.value) }
    }
    let list = needed("points", "[ … ]")
    for element in list?.quietArray ?? [] {
      if let pattern = inputOnDemand(element) { profile.inputsOnDemand.append(pattern) }
    }
    let placed = readPoints(list, context: context)
    let readers = merge(placed, into: &profile, omitting: reader.optional("omit"), reader)
    if let list = reader.optional("identity") { profile.identity = readIdentity(list) }
    profile.completeDewPoints()
    profile.completeHeartbeat()
    let more = Array(repeating: reader.value, count: profile.points.count - readers.count)
    let places = ProfilePlaces(root: reader.value, points: readers + more)
    if reader.log.problems.isEmpty { report(profile.problems(), places: places) }
    return profile
  }

  /// What is said of the device as a whole, besides its name.
  private static func readFacts(_ reader: ObjectReader, into profile: inout DeviceProfile) {
    if let text = reader.optional("manufacturer")?.string() { profile.manufacturer = text }
    if let text = reader.optional("confidence")?.nonEmptyString() { profile.confidence = text }
    if let list = reader.optional("sources") { profile.sources = texts(list) }
    if let unit = readUnit(reader.optional("default_unit")) { profile.defaultUnit = unit }
    if let port = reader.optional("default_port")?.integer(in: 1...65535) {
      profile.defaultPort = UInt16(port)
    }
    if let read = reader.optional("read") {
      profile.contract = read.object { readContract($0) } ?? ReadContract()
    }
    if let value = reader.optional("heartbeat") {
      profile.heartbeat = value.object { readHeartbeat($0) } ?? nil
    }
    if let value = reader.optional("sunspec") {
      profile.sunspec = value.object { reader in
        let bases = reader.optional("bases")?.array()?.compactMap { $0.integer(in: 0...65000) }
        return bases.map { SunSpecDiscovery(bases: $0.map { UInt16($0) }) } ?? SunSpecDiscovery()
      }
    }
    if let value = reader.optional("serial") {
      profile.serial = value.object { readSerial($0) } ?? nil
    }
  }

  /// Every point of a list, with repeated ones in full.
  package static func readPoints(_ list: ValueReader?, context: PointContext = PointContext())
    -> [PlacedPoint]
  {
    var points = (list?.array() ?? []).flatMap { readPoint($0, context: context) }
    for index in points.indices {
      points[index].definition.validWhile =
        points[index].conditions.map { $0.resolved(among: points) }
      guard let anyOf = points[index].anyOf else { continue }
      let conditions = anyOf.map { $0.resolved(among: points) }
      points[index].definition.computation = .anyOf(conditions)
      let sources = Set(conditions.map(\.point))
      points[index].definition.pace = points.reduce(.first) { pace, other in
        sources.contains(other.definition.name) ? pace.later(other.definition.pace) : pace
      }
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
