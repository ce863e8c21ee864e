import Readings

extension Hall {
  /// Does something to the hall now.
  package mutating func apply(_ event: HallEvent) {
    perform(event.action)
    happened(event.text, cause: .scenario)
  }

  private mutating func perform(_ action: HallAction) {
    switch action {
    case .utility(let isPresent, let indices):
      for index in indices { feeds[index].utility.isPresent = isPresent }
    case .utilitySag(let remaining, let duration, let indices):
      let end = seconds + duration.seconds
      for index in indices { feeds[index].utility.sag = (remaining, end) }
    case .generatorFault(let fault, let isPresent, let indices):
      setGeneratorFault(fault, isPresent: isPresent, devices: indices)
    case .fuelLevel(let level, let indices):
      for case .generator(let index) in instruments(indices) {
        generators[index].fuelLitres = generators[index].tankLitres * level
      }
    case .coolingTrip(let isTripped, let indices):
      for instrument in instruments(indices) {
        if case .cooling(let index) = instrument { coolingUnits[index].isTripped = isTripped }
        if case .chiller(let index) = instrument { chillers[index].isTripped = isTripped }
      }
    case .pumps(let areStopped, let indices):
      for case .chiller(let index) in instruments(indices) {
        chillers[index].arePumpsStopped = areStopped
      }
    case .upsBypass(let isOrdered, let indices):
      for case .ups(let index) in instruments(indices) {
        upses[index].isBypassOrdered = isOrdered
      }
    case .generatorExercise, .upsSelfTest, .batteryAge, .batteryRunaway: performPower(action)
    case .rackLoad(let level): rackLevel = level
    case .outdoorTemperature(let celsius): outdoorTemperature = celsius
    case .fire(let smoke, let heat, let indices):
      for index in indices {
        rooms[index].smokeSource = smoke
        rooms[index].fireHeat = heat
      }
    case .reachability(let answers, let indices):
      for index in indices { isReachable[index] = answers }
    case .sensor(let fault, let point, let indices):
      for index in indices { setSensorFault(fault, point: point, device: index) }
    case .script(let script, let point, let indices):
      perform(script, point: point, devices: indices)
    case .humidity(let amount, let indices):
      for index in indices { rooms[index].vapourSource = amount / 3600 }
    case .leak, .runningLeak, .leakCable, .contact, .aspiratorBlocked, .firePanelReset,
      .suppressionManual:
      performDetection(action)
    case .marker: break
    }
  }

  private mutating func performDetection(_ action: HallAction) {
    switch action {
    case .leak(let place, let indices):
      for case .leak(let index) in instruments(indices) { leakCables[index].leak(at: place) }
    case .runningLeak(let place, let speed, let indices):
      for case .leak(let index) in instruments(indices) {
        leakCables[index].leak(at: place, spread: speed / 60)
      }
    case .firePanelReset(let indices):
      for index in indices {
        suppression[index].reset()
        suppression[index].closeSprinkler()
      }
    case .suppressionManual(let isManual, let indices):
      for index in indices { suppression[index].isManual = isManual }
    case .leakCable(let isBroken, let indices):
      for case .leak(let index) in instruments(indices) { leakCables[index].isBroken = isBroken }
    case .contact(let point, let state, let indices):
      for case .contacts(let index) in instruments(indices) {
        contacts[index].held[point] = state
      }
    case .aspiratorBlocked(let isBlocked, let indices):
      for case .smoke(let index) in instruments(indices) {
        smokeDetectors[index].isFlowLow = isBlocked
      }
    default: break
    }
  }

  private mutating func performPower(_ action: HallAction) {
    switch action {
    case .generatorExercise(let duration, let indices):
      for case .generator(let index) in instruments(indices) {
        generators[index].exercisesUntil = seconds + duration.seconds
      }
    case .upsSelfTest(let indices):
      for case .ups(let index) in instruments(indices) { upses[index].startTest(at: seconds) }
    case .batteryAge(let health, let indices):
      for pack in batteries(indices) { packs[pack].age(to: health) }
    case .batteryRunaway(let heating, let indices):
      for pack in batteries(indices) { startRunaway(pack: pack, heating: heating) }
    default: break
    }
  }

  /// The packs of devices: a pack itself, or all that stand behind a UPS.
  private func batteries(_ indices: [Int]) -> [Int] {
    instruments(indices).flatMap { instrument -> [Int] in
      switch instrument {
      case .pack(let index): [index]
      case .ups(let index): upses[index].battery.packs
      default: []
      }
    }
  }

  private mutating func setGeneratorFault(
    _ fault: GeneratorFault, isPresent: Bool, devices: [Int]
  ) {
    for case .generator(let index) in instruments(devices) {
      if isPresent {
        generators[index].faults.insert(fault)
      } else {
        // Repairing ends with somebody pressing reset.
        generators[index].faults.remove(fault)
        generators[index].reset()
      }
    }
  }

  private mutating func setSensorFault(_ fault: SensorFault, point: String?, device: Int) {
    sensorFaults.removeAll { $0.device == device && (point == nil || $0.point == point) }
    guard fault != .none else { return }
    let held = questions[device].indices.map { numberWithoutFault(device: device, point: $0) }
    sensorFaults.append(
      SensorFaultEntry(
        device: device, point: point, fault: fault, since: seconds, heldValues: held))
  }

  private func instruments(_ indices: [Int]) -> [Instrument] { indices.map { instruments[$0] } }

  /// Seconds of virtual time.
  var seconds: Double { time.seconds }
}
