import DeviceProfiles
import Registers

/// Which model answers for which device.
extension Hall {
  func numberOfInstrument(_ device: Int, _ question: Question) -> Double? {
    let air = rooms[plan.roomOf[device]]
    let feed = feeds[plan.feedOf[device]]
    let own: Double? =
      switch instruments[device] {
      case .ups(let index):
        upses[index].number(question, packs: packs, mains: feed.utility.supply)
      case .generator(let index):
        generators[index].number(
          question, mains: sensedMains(index), mainsPower: feed.utilityPower)
      case .transferSwitch(let feed): transferSwitchNumber(feeds[feed], question)
      case .meter(let index): meters[index].number(question)
      case .pack(let index): packs[index].number(question, ambient: air.temperature)
      case .cooling(let index):
        coolingUnits[index].number(
          question, air: air, water: coolingUnits[index].usesWater ? water : nil)
      case .chiller(let index):
        water.flatMap {
          chillers[index].number(question, water: $0, outdoor: outdoorTemperature)
        }
      case .probe(let index): probes[index].number(question, air: rooms[probes[index].room])
      case .leak(let index): leakCables[index].number(question)
      case .smoke(let index): smokeDetectors[index].number(question)
      case .contacts, .other: nil
      }
    return own ?? numberOfPlace(device, question)
  }

  func flag(_ device: Int, _ question: Question) -> Bool {
    switch instruments[device] {
    case .ups(let index): upses[index].flag(question, packs: packs) ?? false
    case .cooling(let index): coolingUnits[index].flag(question) ?? false
    case .leak(let index): leakCables[index].flag(question) ?? false
    case .smoke(let index): smokeDetectors[index].flag(question) ?? false
    case .chiller(let index): chillers[index].flag(question) ?? false
    case .contacts(let index):
      contacts[index].isActive(question, facts(room: contacts[index].room))
    case .generator(let index): generators[index].flag(named: question.point)
    case .transferSwitch(let feed): breaker(feeds[feed], question.side)
    default: false
    }
  }

  /// Whether one flag of a word is set.
  func isSet(_ name: String, _ device: Int, _ question: Question) -> Bool {
    switch instruments[device] {
    case .ups(let index):
      upses[index].flag(named: name, point: question.point, packs: packs)
    case .generator(let index): generators[index].flag(named: name)
    case .cooling(let index): coolingUnits[index].flag(named: name)
    case .leak(let index): leakCables[index].flag(named: name, point: question.point)
    case .smoke(let index): smokeDetectors[index].flag(named: name)
    case .pack(let index): packs[index].flag(named: name)
    default: false
    }
  }

  /// The place of the point's state in its list.
  func state(
    _ device: Int, _ question: Question, _ states: [StateName], _ profile: DeviceProfile
  ) -> Int {
    if case .number(let raw) =
      profile.identity.first(where: { $0.point == question.point })?.expectation
    {
      return states.firstIndex { Double($0.raw) == raw } ?? 0
    }
    let wanted: [String] =
      switch instruments[device] {
      case .ups(let index): upses[index].states(question)
      case .generator(let index): generators[index].states(question)
      case .cooling(let index): coolingUnits[index].states(question)
      case .chiller(let index): chillers[index].states(question)
      case .smoke(let index): smokeDetectors[index].states(question)
      case .leak: question.point == "distance_unit" ? ["meters"] : []
      case .transferSwitch(let feed): transferSwitchStates(feeds[feed])
      default: []
      }
    for name in wanted + Self.calmStates {
      if let place = question.stateNames.firstIndex(of: name) { return place }
    }
    // No model knows it: one of which the device makes no alarm.
    let alarms = profile.points.first { $0.name == question.point }?.alarms ?? []
    let alarmed = alarms.reduce(into: Set<Int>()) { places, alarm in
      if case .states(let own) = alarm.extraction { places.formUnion(own) }
    }
    return states.indices.first { !alarmed.contains($0) } ?? 0
  }

  /// Names of states in which nothing is the matter, for points that no model knows.
  private static let calmStates = [
    "normal", "ok", "none", "inactive", "auto", "on", "closed", "online", "standby", "passed",
  ]

  /// The text of a point, no longer than its registers.
  func text(_ device: Int, _ point: PointDefinition, _ profile: DeviceProfile) -> String {
    let whole = wholeText(device, point, profile)
    guard case .ascii(let byteCount) = point.encoding.type else { return whole }
    let count = point.hasWideLetters ? byteCount / 2 : byteCount
    // Cut by characters of one byte, and never before a space that would not come back.
    var cut = whole.filter(\.isASCII).prefix(count)
    while cut.last == " " { cut.removeLast() }
    return String(cut)
  }

  private func wholeText(
    _ device: Int, _ point: PointDefinition, _ profile: DeviceProfile
  ) -> String {
    switch profile.identity.first(where: { $0.point == point.name })?.expectation {
    case .prefix(let text)?: return text
    case .text(let texts)?, .anyPrefix(let texts)?: return texts.first ?? ""
    default: break
    }
    let serial = SplitMix64.mixed(noise.seed &+ UInt64(device)) % 90_000_000 + 10_000_000
    return switch point.infoLabel ?? point.name {
    case "manufacturer": profile.manufacturer.isEmpty ? "Simulated" : profile.manufacturer
    case "model": String(profile.title.prefix { $0 != "(" && $0 != "," })
    case "serial", "serial_number": "HS\(serial)"
    case "firmware", "firmware_version": "SIM 1.0"
    default: devices[device].name
    }
  }

  /// What any device would say of the place where it stands.
  private func numberOfPlace(_ device: Int, _ question: Question) -> Double? {
    let air = rooms[plan.roomOf[device]]
    let feed = feeds[plan.feedOf[device]]
    guard let quantity = question.quantity else { return nil }
    if quantity.hasPrefix("air_") || quantity.hasPrefix("gas_") {
      let probe = ClimateProbe(room: plan.roomOf[device], cell: 0, aisle: nil, position: nil)
      return probe.number(question, air: air)
    }
    if quantity.hasPrefix("electric_") {
      return Circuit(supply: feed.bus, power: 0, ratedPower: 1).number(question)
    }
    if quantity == "device_temperature_celsius" { return air.temperature + 6 }
    if quantity == "device_supply_volts" { return 24 }
    // Nothing that gives pulses, flows or hangs between two sources is in the hall.
    if quantity == "contact_pulses_total" || quantity == "fluid_volume_cubic_meters_total" {
      return 0
    }
    if quantity == "ambient_illuminance_lux" { return 320 }
    if quantity == "fire_heat_cable_alarm_distance_meters" { return 0 }
    if quantity == "electric_phase_angle_degrees" { return 0 }
    if quantity == "device_uptime_seconds" { return 86_400 * 30 + seconds }
    return nil
  }

  /// The mains that the controller of a generator senses: the worst of those it backs.
  private func sensedMains(_ generator: Int) -> Supply {
    feeds.filter { $0.generator == generator }.map(\.utility.supply)
      .min { $0.voltage < $1.voltage } ?? .nominal
  }

  /// What the detectors of a room see.
  private func facts(room: Int) -> FireContacts.Facts {
    let detectors = wiring.smokeOfRoom[room]
    return FireContacts.Facts(
      stage: detectors.compactMap { smokeDetectors[$0].stage }.max(),
      hasFlowFault: detectors.contains { smokeDetectors[$0].isFlowLow },
      suppression: suppression[room], gas: 1e6 * rooms[room].cellGas)
  }

  private func transferSwitchNumber(_ feed: Feed, _ question: Question) -> Double? {
    let backup = feed.generator.map { generators[$0].supply } ?? .dead
    let supply =
      switch question.side {
      case "mains", "input": feed.utility.supply
      case "generator": backup
      default: feed.bus
      }
    return Circuit(supply: supply, power: feed.totalPower).number(question)
  }

  private func transferSwitchStates(_ feed: Feed) -> [String] {
    switch feed.transferSwitch.source {
    case .utility: ["source_1"]
    case .generator: ["source_2"]
    case nil: ["none"]
    }
  }

  private func breaker(_ feed: Feed, _ side: String?) -> Bool {
    feed.transferSwitch.source == (side == "generator" ? .generator : .utility)
  }
}
