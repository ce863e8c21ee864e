import Configuration
import DeviceProfiles
import Plant

/// What a scenario file can let happen; the raw values are the names in the file.
enum ScenarioEventKind: String, CaseIterable {
  case utilityLost = "utility_lost"
  case utilityRestored = "utility_restored"
  case utilitySag = "utility_sag"
  case generatorFault = "generator_fault"
  case generatorRepaired = "generator_repaired"
  case generatorExercise = "generator_exercise"
  case fuelLevel = "fuel_level"
  case coolingTrip = "cooling_trip"
  case coolingRestored = "cooling_restored"
  case pumpsStopped = "pumps_stopped"
  case pumpsRestored = "pumps_restored"
  case upsBypass = "ups_bypass"
  case upsNormal = "ups_normal"
  case upsSelfTest = "ups_self_test"
  case batteryAged = "battery_aged"
  case batteryRunaway = "battery_runaway"
  case rackLoad = "rack_load"
  case outdoorTemperature = "outdoor_temperature"
  case leak
  case leakDried = "leak_dried"
  case leakCableBroken = "leak_cable_broken"
  case leakCableRepaired = "leak_cable_repaired"
  case fire
  case fireOut = "fire_out"
  case firePanelReset = "fire_panel_reset"
  case suppressionManual = "suppression_manual"
  case suppressionAutomatic = "suppression_automatic"
  case humidity
  case contactSet = "contact_set"
  case contactCleared = "contact_cleared"
  case contactReleased = "contact_released"
  case aspiratorBlocked = "aspirator_blocked"
  case aspiratorFreed = "aspirator_freed"
  case sensorStuck = "sensor_stuck"
  case sensorDrift = "sensor_drift"
  case sensorLost = "sensor_lost"
  case sensorRepaired = "sensor_repaired"
  case pointSet = "point_set"
  case pointRamp = "point_ramp"
  case pointLost = "point_lost"
  case pointFree = "point_free"
  case deviceLost = "device_lost"
  case deviceBack = "device_back"
  case marker
}

/// Reads one entry of a scenario's `events`.
struct ScenarioEventReader {
  private let reader: ObjectReader
  private let targets: ScenarioTargets
  private let clock: StoryClock

  init(_ reader: ObjectReader, hall: Hall, clock: StoryClock) {
    self.reader = reader
    self.clock = clock
    targets = ScenarioTargets(reader, hall: hall)
  }

  /// The event, as often as it is repeated; empty after reporting.
  func read() -> [HallEvent] {
    let every = reader.optional("every")?.duration(in: .seconds(1)...ScenarioFile.longest)
    let until = reader.optional("until").flatMap(clock.time)
    guard let event = readOnce() else { return [] }
    guard let every else {
      if until != nil { reader.report("`until` belongs to `every`: how often it happens again") }
      return [event]
    }
    guard let until, (until - event.at) / every <= 10_000 else {
      reader.report("`every` needs `until`, at most 10000 times later")
      return []
    }
    return stride(from: 0, through: Int((until - event.at) / every), by: 1).map { turn in
      HallEvent(at: event.at + every * turn, action: event.action, text: event.text)
    }
  }

  private func readOnce() -> HallEvent? {
    let at = reader.required("at", example: "\"20s\"").flatMap(clock.time)
    let event = reader.required("event", example: "\"utility_lost\"")
    let kind: ScenarioEventKind? = event?.choice()
    let words = reader.optional("say")?.nonEmptyString()
    guard let kind else {
      // The other keys belong to an event that is not known; naming them too would be noise.
      for key in ["target", "point"] { _ = reader.has(key) }
      return nil
    }
    guard let action = action(kind), let at else { return nil }
    if kind == .marker, words == nil { reader.report("a marker needs `say`: what it marks") }
    return HallEvent(at: at, action: action, text: words ?? sentence(kind))
  }

  private func sentence(_ kind: ScenarioEventKind) -> String {
    let what = String(kind.rawValue.map { $0 == "_" ? " " : $0 })
    return targets.words.map { "\(what): \($0)" } ?? what
  }

  private func action(_ kind: ScenarioEventKind) -> HallAction? {
    switch kind {
    case .utilityLost, .utilityRestored:
      return targets.feeds().map { .utility(isPresent: kind == .utilityRestored, feeds: $0) }
    case .utilitySag:
      let remaining = number("remaining", example: "0.6", in: 0...1)
      let length = reader.required("for", example: "\"300ms\"")?
        .duration(in: .zero...ScenarioFile.longest)
      guard let feeds = targets.feeds(), let remaining, let length else { return nil }
      return .utilitySag(remaining: remaining, duration: length, feeds: feeds)
    case .rackLoad: return number("level", example: "0.8", in: 0...3).map { .rackLoad($0) }
    case .outdoorTemperature:
      return number("celsius", example: "35", in: -60...60).map { .outdoorTemperature($0) }
    case .fire:
      let smoke = number("smoke", example: "0.001", in: 0...1)
      let heat = reader.optional("heat").flatMap { $0.number(in: 0...1e7) }
      guard let rooms = targets.rooms(), let smoke else { return nil }
      return .fire(smoke: smoke, heat: heat ?? 0, rooms: rooms)
    case .fireOut: return targets.rooms().map { .fire(smoke: 0, heat: 0, rooms: $0) }
    case .humidity:
      let amount = number("kilograms_per_hour", example: "5", in: 0...1000)
      guard let rooms = targets.rooms(), let amount else { return nil }
      return .humidity(kilogramsPerHour: amount, rooms: rooms)
    case .firePanelReset: return targets.rooms().map { .firePanelReset(rooms: $0) }
    case .suppressionManual, .suppressionAutomatic:
      return targets.rooms().map { .suppressionManual(kind == .suppressionManual, rooms: $0) }
    case .marker: return .marker
    default: return deviceAction(kind)
    }
  }

  private func deviceAction(_ kind: ScenarioEventKind) -> HallAction? {
    switch kind {
    case .generatorFault, .generatorRepaired:
      let fault: GeneratorFault? =
        reader.required("fault", example: "\"fail_to_start\"")?.choice()
      guard let devices = targets.devices(of: .generator), let fault else { return nil }
      return .generatorFault(fault, isPresent: kind == .generatorFault, devices: devices)
    case .fuelLevel:
      let level = number("level", example: "0.4", in: 0...1)
      guard let devices = targets.devices(of: .generator), let level else { return nil }
      return .fuelLevel(level, devices: devices)
    case .coolingTrip, .coolingRestored:
      return targets.devices(of: .cooling).map {
        .coolingTrip(isTripped: kind == .coolingTrip, devices: $0)
      }
    case .pumpsStopped, .pumpsRestored:
      return targets.devices(of: .cooling).map {
        .pumps(areStopped: kind == .pumpsStopped, devices: $0)
      }
    case .generatorExercise, .upsSelfTest, .batteryAged, .batteryRunaway:
      return powerAction(kind)
    case .upsBypass, .upsNormal:
      return targets.devices(of: .ups).map {
        .upsBypass(isOrdered: kind == .upsBypass, devices: $0)
      }
    case .deviceLost, .deviceBack:
      return targets.devices(of: nil).map { .reachability(kind == .deviceBack, devices: $0) }
    case .sensorStuck, .sensorDrift, .sensorLost, .sensorRepaired: return sensorAction(kind)
    case .pointSet, .pointRamp, .pointLost, .pointFree:
      return PointScriptReader(reader, targets).read(kind)
    default: return detectionAction(kind)
    }
  }

  private func powerAction(_ kind: ScenarioEventKind) -> HallAction? {
    switch kind {
    case .generatorExercise:
      let length = reader.required("for", example: "\"30m\"")?
        .duration(in: .seconds(1)...ScenarioFile.longest)
      guard let devices = targets.devices(of: .generator), let length else { return nil }
      return .generatorExercise(length, devices: devices)
    case .upsSelfTest: return targets.devices(of: .ups).map { .upsSelfTest(devices: $0) }
    case .batteryAged:
      let health = number("health", example: "0.6", in: 0.05...1)
      guard let devices = targets.batteries(), let health else { return nil }
      return .batteryAge(health: health, devices: devices)
    default:
      // Without `heating` a cell has an internal short and burns at once.
      let heating = reader.optional("heating").flatMap { $0.number(in: 1...1e5) }
      return targets.batteries().map { .batteryRunaway(heating: heating ?? 0, devices: $0) }
    }
  }

  private func detectionAction(_ kind: ScenarioEventKind) -> HallAction? {
    switch kind {
    case .leak:
      let distance = number("distance", example: "12", in: 0...10_000)
      let speed = reader.optional("metres_per_minute").flatMap { $0.number(in: 0...1000) }
      guard let devices = targets.devices(of: .leak), let distance else { return nil }
      return speed.map { .runningLeak(at: distance, metresPerMinute: $0, devices: devices) }
        ?? .leak(at: distance, devices: devices)
    case .leakDried: return targets.devices(of: .leak).map { .leak(at: nil, devices: $0) }
    case .leakCableBroken, .leakCableRepaired:
      return targets.devices(of: .leak).map {
        .leakCable(isBroken: kind == .leakCableBroken, devices: $0)
      }
    case .contactSet, .contactCleared, .contactReleased:
      let point = reader.required("point", example: "\"fire_alarm\"")?.nonEmptyString()
      guard let devices = targets.devices(of: nil), let point else { return nil }
      let state: Bool? = kind == .contactReleased ? nil : kind == .contactSet
      return .contact(point: point, state: state, devices: devices)
    case .aspiratorBlocked, .aspiratorFreed:
      return targets.devices(of: .fire).map {
        .aspiratorBlocked(kind == .aspiratorBlocked, devices: $0)
      }
    default: return nil
    }
  }

  private func sensorAction(_ kind: ScenarioEventKind) -> HallAction? {
    let point = reader.optional("point")?.nonEmptyString()
    let fault: SensorFault?
    switch kind {
    case .sensorStuck: fault = .stuck
    case .sensorDrift:
      fault = number("per_hour", example: "0.5", in: -1e6...1e6).map { .drift(perHour: $0) }
    case .sensorLost: fault = .unavailable
    default: fault = SensorFault.none
    }
    guard let devices = targets.devices(of: nil), let fault else { return nil }
    return .sensor(fault, point: point, devices: devices)
  }

  private func number(_ key: String, example: String, in range: ClosedRange<Double>) -> Double? {
    reader.required(key, example: example)?.number(in: range)
  }
}
