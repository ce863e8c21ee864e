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
      for case .cooling(let index) in instruments(indices) {
        coolingUnits[index].isTripped = isTripped
      }
    case .upsBypass(let isOrdered, let indices):
      for case .ups(let index) in instruments(indices) {
        upses[index].isBypassOrdered = isOrdered
      }
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
    case .leak, .leakCable, .contact, .aspiratorBlocked: performDetection(action)
    case .marker: break
    }
  }

  private mutating func performDetection(_ action: HallAction) {
    switch action {
    case .leak(let place, let indices):
      for case .leak(let index) in instruments(indices) { leakCables[index].leakAt = place }
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
