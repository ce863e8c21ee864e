import Agent
import DeviceProfiles
import Polling
import Readings
import Registers

/// The devices of a site, read one after another.
struct DeviceList {
  private(set) var settings: [DeviceSettings] = []
  /// Every name that a device has, also of those that were left out for other mistakes.
  private(set) var names: [String] = []
  /// Whether no device was left out, so that what is not found does not exist.
  private(set) var isComplete = true
  private let profiles: SiteProfiles
  private let poll: PollDefaults
  private let log: ProblemLog
  private var placesByName: [String: SourcePlace] = [:]
  private var unitPlaces: [LineUnit: SourcePlace] = [:]

  private struct LineUnit: Hashable {
    var line: LineIndex
    var unit: UnitID
  }

  init(profiles: SiteProfiles, poll: PollDefaults, log: ProblemLog) {
    self.profiles = profiles
    self.poll = poll
    self.log = log
  }

  /// Reads one entry of `devices`. One with mistakes is left out after reporting all of them.
  mutating func read(_ value: ValueReader, lines: inout LineBook) {
    let before = settings.count
    defer { isComplete = isComplete && settings.count > before }
    _ = value.object { reader in
      let name = readName(reader.required("name", example: "\"ups-a\""))
      if let name { claim(name, at: reader) }
      let endpoint = reader.required("endpoint", example: "\"tcp://10.20.1.11:502\"")
      let line = endpoint.flatMap { lines.line(for: $0) }
      let medium = line.map { lines.lines[$0.rawValue].medium }
      var profile = DeviceProfileReader(profiles: profiles).read(reader)
      let unit = readUnit(reader, medium: medium, profile: profile)
      let labels = LabelReader.read(reader.optional("labels"))
      let asset = AssetReader.read(reader.optional("asset"))
      let timing = readTiming(reader, profile: profile)
      // What the site file says of this device goes before what is said of its family.
      profile?.contract.timeout = timing.timeout
      if let profile { checkShadowing(labels, profile: profile, reader) }
      guard let name, let line, let unit, let profile else { return }
      if let first = unitPlaces[LineUnit(line: line, unit: unit)] {
        reader.warn(
          "unit \(unit) of this line is also the device on line \(first.position.line) of "
            + "\(first.file)")
      } else {
        unitPlaces[LineUnit(line: line, unit: unit)] = reader.place
      }
      settings.append(
        DeviceSettings(
          name: name, profile: profile, line: line, unit: unit, interval: timing.interval,
          timeout: timing.timeout, maximumAge: timing.maximumAge, labels: labels))
      settings[settings.count - 1].asset = asset
    }
  }

  /// Tells every device what the topology says of its room.
  mutating func place(in topology: SiteTopology, ashraeClass: ASHRAEClass) {
    for index in settings.indices {
      let room = settings[index].room.flatMap { topology.room($0) }
      settings[index].roomUse = room?.use
      settings[index].ashraeClass = room?.ashraeClass ?? ashraeClass
    }
  }

  private mutating func claim(_ name: String, at reader: ObjectReader) {
    if let first = placesByName[name] {
      reader.optional("name")?.report(
        "the name \(quoted(name)) is taken by the device on line \(first.position.line) of "
          + "\(first.file); choose another")
    } else {
      placesByName[name] = reader.place
      names.append(name)
    }
  }

  private func readUnit(
    _ reader: ObjectReader, medium: LineSettings.Medium?, profile: DeviceProfile?
  ) -> UnitID? {
    guard let value = reader.optional("unit") else {
      if let unit = profile?.defaultUnit { return unit }
      // Without a profile it is not known whether the unit is missing.
      if profile != nil { _ = reader.required("unit", example: "1") }
      return nil
    }
    guard let number = value.integer(in: 0...255) else { return nil }
    guard let unit = UnitID(rawValue: UInt8(number)) else {
      value.report("the units 248 to 254 are reserved; expected 1 to 247, or 255")
      return nil
    }
    if let medium, medium.framing == .rtu, !(1...247).contains(number) {
      value.report("unit \(number) is for Modbus/TCP; on a line of RTU units are 1 to 247")
      return nil
    }
    return unit
  }

  private struct Timing {
    var interval: Duration
    var timeout: Duration
    var maximumAge: Duration
  }

  private func readTiming(_ reader: ObjectReader, profile: DeviceProfile?) -> Timing {
    let interval = PollDefaults.readInterval(reader) ?? poll.interval
    let timeout = PollDefaults.readTimeout(reader) ?? profile?.contract.timeout ?? poll.timeout
    if timeout > interval {
      reader.warn(
        "the timeout of \(durationText(timeout)) is longer than the interval of "
          + "\(durationText(interval)); a dead device makes every cycle late")
    }
    // The site's maximum age is meant for its usual interval; a device polled more slowly gets
    // more, or its values would vanish between polls.
    let usual = interval * SiteDefaults.missedPolls
    let age =
      PollDefaults.readMaximumAge(reader, interval: interval)
      ?? max(poll.maximumAge ?? usual, interval <= poll.interval ? .zero : usual)
    return Timing(interval: interval, timeout: timeout, maximumAge: age)
  }

  /// A label of the device must not hide one that its series carry anyway.
  private func checkShadowing(
    _ labels: [Label], profile: DeviceProfile, _ reader: ObjectReader
  ) {
    for (name, value) in reader.optional("labels")?.members() ?? []
    where labels.contains(where: { $0.name == name }) {
      let shadowed = profile.points.first { point in
        point.series.contains { $0.labels.contains { $0.name == name } }
      }
      if let shadowed {
        value.report(
          "the point \(shadowed.name) has the label `\(name)` already; choose another name")
      }
    }
  }

  /// Reports what is too much for one agent.
  func checkTotals(_ root: ValueReader) {
    if settings.count > Limits.devices {
      root.report("\(settings.count) devices; at most \(Limits.devices) are possible")
    }
    let points = settings.reduce(0) { $0 + $1.profile.points.count }
    if points > Limits.points {
      root.report("\(points) points; at most \(Limits.points) are possible")
    }
    let series = settings.reduce(0) { $0 + $1.profile.seriesCount }
    if series > Limits.series {
      root.report("\(series) series; at most \(Limits.series) are possible")
    }
  }
}

extension DeviceProfile {
  /// How many plant series a device of the profile has.
  package var seriesCount: Int {
    points.reduce(0) { sum, point in
      sum
        + point.series.reduce(0) { sum, series in
          sum + (series.quantity.kind == .states ? Set(series.stateNames).count : 1)
        }
    }
  }
}
