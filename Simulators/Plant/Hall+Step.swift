extension Hall {
  /// One step of everything, from the mains to the air.
  mutating func stepPhysics(at seconds: Double) {
    stepSources(at: seconds)
    stepLoads(at: seconds)
    stepAir(at: seconds)
    stepSensors()
    account()
  }

  /// Mains, generators and transfer switches.
  private mutating func stepSources(at time: Double) {
    for feed in feeds.indices { feeds[feed].utility.step(at: time, noise: noise) }
    for index in generators.indices {
      let wasRunning = generators[index].isRunning
      let wasLocked = generators[index].phase == .lockedOut
      let served = feeds.indices.filter { feeds[$0].generator == index }
      generators[index].step(
        isCalled: served.contains { feeds[$0].transferSwitch.callsGenerator },
        load: served.reduce(0) { $0 + feeds[$1].generatorPower },
        ambient: outdoorTemperature, at: time, for: Self.stepSeconds)
      note(generator: index, wasRunning: wasRunning, wasLocked: wasLocked)
    }
    for index in feeds.indices {
      let before = feeds[index].transferSwitch.source
      let backup = feeds[index].generator.map { generators[$0] }
      feeds[index].transferSwitch.step(
        utility: feeds[index].utility.supply,
        generator: backup.map { $0.phase == .available ? $0.supply : .dead } ?? .dead,
        order: index, hasGenerator: backup != nil, at: time)
      feeds[index].bus = feeds[index].supply(generators: generators)
      let after = feeds[index].transferSwitch.source
      if let after, after != before {
        happened("\(feedTitle(index)) is on \(after == .utility ? "mains" : "generator")")
      }
    }
  }

  private mutating func note(generator index: Int, wasRunning: Bool, wasLocked: Bool) {
    let set = generators[index]
    let name = name(of: .generator(index))
    if set.isRunning, !wasRunning { happened("\(name) runs") }
    if !set.isRunning, wasRunning { happened("\(name) stands") }
    if set.phase == .lockedOut, !wasLocked { happened("\(name) is locked out") }
  }

  /// Racks, UPS and batteries, cooling.
  private mutating func stepLoads(at time: Double) {
    let ambient = rooms.map(\.temperature)
    let wanted = sizing.rackPower * rackLevel * (1 + 0.02 * noise.wander(1, at: time, period: 23))
    let live = upses.indices.filter { upses[$0].hasOutput }
    rackPower = upses.isEmpty || !live.isEmpty ? wanted : 0
    for feed in feeds.indices {
      feeds[feed].upsPower = 0
      feeds[feed].coolingPower = 0
      feeds[feed].directPower = 0
      feeds[feed].housePower = feeds[feed].bus.isAcceptable ? sizing.housePower : 0
    }
    if upses.isEmpty { feedRacksDirectly(wanted) }
    for index in upses.indices {
      let feed = upses[index].feed
      let before = upses[index].mode
      upses[index].step(
        supply: feeds[feed].bus,
        demand: upses[index].hasOutput ? rackPower / Double(live.count) : 0,
        packs: &packs, ambient: ambient, at: time, for: Self.stepSeconds)
      feeds[feed].upsPower += upses[index].inputPower
      note(ups: index, before: before)
    }
    // A UPS that lost its output in this step carried nothing of the racks.
    if !upses.isEmpty { rackPower = upses.reduce(0) { $0 + $1.outputPower } }
    for index in coolingUnits.indices {
      let unit = coolingUnits[index]
      coolingUnits[index].step(
        isPowered: feeds[unit.feed].bus.isAcceptable, air: rooms[unit.room].cells[unit.cell],
        at: time, for: Self.stepSeconds)
      feeds[unit.feed].coolingPower += coolingUnits[index].power
    }
    restPacks(ambient: ambient)
  }

  private mutating func note(ups index: Int, before: UPS.Mode) {
    guard upses[index].mode != before else { return }
    let words =
      switch upses[index].mode {
      case .online: "is back on its input"
      case .onBattery: "runs on battery"
      case .bypass: "is on bypass"
      case .off: "has lost its output"
      }
    happened("\(name(of: .ups(index))) \(words)")
  }

  /// A hall without UPS hangs on its feeds, on those that live.
  private mutating func feedRacksDirectly(_ wanted: Double) {
    let live = feeds.indices.filter { feeds[$0].bus.isAcceptable }
    rackPower = live.isEmpty ? 0 : wanted
    for feed in live { feeds[feed].directPower = wanted / Double(live.count) }
  }

  /// Packs that no UPS uses only follow the temperature of their room.
  private mutating func restPacks(ambient: [Double]) {
    let used = upses.flatMap(\.battery.packs)
    for pack in packs.indices where !used.contains(pack) {
      _ = packs[pack].carry(0, for: Self.stepSeconds, ambient: ambient[packs[pack].room])
    }
  }

  private mutating func stepAir(at time: Double) {
    for room in rooms.indices {
      let cells = rooms[room].cells.count
      let racks =
        plan.rackRooms.contains(room) ? rackPower / Double(plan.rackRooms.count) : 0
      let losses = upses.reduce(0) { $0 + ($1.room == room ? max(0, $1.lossPower) : 0) }
      for cell in 0..<cells { rooms[room].cells[cell].heat = (racks + losses) / Double(cells) }
      let units = coolingUnits.filter { $0.room == room }
      rooms[room].step(units: units, outdoor: outdoorTemperature, for: Self.stepSeconds)
      ledger.heatReleased +=
        (racks + losses + rooms[room].fireHeat + units.reduce(0) { $0 + $1.fanHeat })
        * Self.stepSeconds
      ledger.heatLost += rooms[room].heatLost * Self.stepSeconds
    }
    ledger.heatRemoved += coolingUnits.reduce(0) { $0 + $1.heatRemoved } * Self.stepSeconds
  }

  private mutating func stepSensors() {
    for index in leakCables.indices { leakCables[index].step(for: Self.stepSeconds) }
    for index in smokeDetectors.indices {
      smokeDetectors[index].step(
        air: rooms[smokeDetectors[index].room], for: Self.stepSeconds)
    }
    for index in meters.indices {
      let (supply, power) = measured(by: meters[index])
      meters[index].step(supply: supply, power: power, for: Self.stepSeconds)
    }
  }

  private func measured(by meter: EnergyMeter) -> (Supply, Double) {
    let feed = feeds[meter.feed]
    let ups = upses.filter { $0.feed == meter.feed }
    let output = ups.first?.outputSupply ?? feed.bus
    let rackShare = ups.isEmpty ? feed.directPower : ups.reduce(0) { $0 + $1.outputPower }
    switch meter.role {
    case .mains: return (feed.utility.supply, feed.utilityPower)
    case .bus: return (feed.bus, feed.totalPower)
    case .upsInput: return (feed.bus, feed.upsPower)
    case .upsOutput, .racks: return (output, rackShare)
    case .cooling: return (feed.bus, feed.coolingPower)
    case .house: return (feed.bus, feed.housePower)
    case .generator:
      let set = feed.generator.map { generators[$0] }
      return (set?.supply ?? .dead, feed.generatorPower)
    case .rack:
      let strips = meters.count { $0.role == .rack && $0.feed == meter.feed }
      return (output, rackShare / Double(strips))
    }
  }

  private mutating func account() {
    let seconds = Self.stepSeconds
    for feed in feeds {
      ledger.utility += feed.utilityPower * seconds
      ledger.generators += feed.generatorPower * seconds
      ledger.cooling += feed.coolingPower * seconds
      ledger.house += feed.housePower * seconds
    }
    ledger.racks += rackPower * seconds
    for ups in upses {
      ledger.upsLosses += ups.lossPower * seconds
      ledger.batteries += ups.batteryPower * seconds
    }
  }

  mutating func happened(_ text: String, cause: HallHappening.Cause = .plant) {
    happenings.append(HallHappening(at: time, cause: cause, text: text))
  }

  private func feedTitle(_ feed: Int) -> String {
    plan.feeds[feed].isEmpty ? "the feed" : "feed \(plan.feeds[feed])"
  }

  private func name(of instrument: Instrument) -> String {
    instruments.firstIndex(of: instrument).map { devices[$0].name } ?? "a device"
  }
}
