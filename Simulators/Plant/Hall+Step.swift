extension Hall {
  /// One step of everything, from the mains to the air.
  mutating func stepPhysics(at seconds: Double, number: Int) {
    for room in rooms.indices { ambient[room] = rooms[room].temperature }
    stepSources(at: seconds)
    stepLoads(at: seconds)
    stepCooling(at: seconds)
    stepBatteryHeat()
    stepAir(at: seconds, number: number)
    stepSensors(at: seconds)
    account()
  }

  /// Mains, generators and transfer switches.
  private mutating func stepSources(at time: Double) {
    for feed in feeds.indices { feeds[feed].utility.step(at: time, noise: noise) }
    for index in generators.indices {
      let wasRunning = generators[index].isRunning
      let wasLocked = generators[index].phase == .lockedOut
      var isCalled = false
      var load = 0.0
      for feed in wiring.feedsOfGenerator[index] {
        if feeds[feed].transferSwitch.callsGenerator { isCalled = true }
        load += feeds[feed].generatorPower
      }
      generators[index].step(
        isCalled: isCalled, load: load, ambient: outdoorTemperature, at: time,
        for: Self.stepSeconds)
      note(generator: index, wasRunning: wasRunning, wasLocked: wasLocked)
    }
    for index in feeds.indices {
      let before = feeds[index].transferSwitch.source
      let backup = feeds[index].generator
      let isReady = backup.map { generators[$0].phase == .available } ?? false
      feeds[index].transferSwitch.step(
        utility: feeds[index].utility.supply,
        generator: isReady ? backup.map { generators[$0].supply } ?? .dead : .dead,
        order: index, hasGenerator: backup != nil, at: time)
      feeds[index].bus = feeds[index].supply(generators: generators)
      let after = feeds[index].transferSwitch.source
      if let after, after != before {
        happened("\(feedTitle(index)) is on \(after == .utility ? "mains" : "generator")")
      }
    }
  }

  private mutating func note(generator index: Int, wasRunning: Bool, wasLocked: Bool) {
    let isRunning = generators[index].isRunning
    let isLocked = generators[index].phase == .lockedOut
    guard isRunning != wasRunning || isLocked != wasLocked else { return }
    let name = name(of: .generator(index))
    if isRunning, !wasRunning { happened("\(name) runs") }
    if !isRunning, wasRunning { happened("\(name) stands") }
    if isLocked, !wasLocked { happened("\(name) is locked out") }
  }

  /// Racks, UPS and batteries.
  private mutating func stepLoads(at time: Double) {
    let wander = rackLevel * (1 + 0.02 * noise.wander(1, at: time, period: 23))
    for feed in feeds.indices {
      feeds[feed].upsPower = 0
      feeds[feed].coolingPower = 0
      feeds[feed].directPower = 0
      feeds[feed].housePower = feeds[feed].bus.isAcceptable ? sizing.housePower : 0
    }
    for group in groupPower.indices { feed(group: group, wander: wander, at: time) }
    for index in upses.indices where upses[index].isDirect {
      step(ups: index, demand: sizing.directRating / 2, at: time)
    }
    rackPower = 0
    for power in groupPower { rackPower += power }
    for pack in wiring.idlePacks {
      _ = packs[pack].carry(0, for: Self.stepSeconds, ambient: ambient[packs[pack].room])
    }
  }

  /// The racks of a group hang on its UPS, on those that live; without any, on the feeds.
  private mutating func feed(group: Int, wander: Double, at time: Double) {
    let wanted = sizing.groupPower[group] * wander
    let members = wiring.upsesOfGroup[group]
    guard !members.isEmpty else {
      var liveFeeds = 0
      for feed in feeds where feed.bus.isAcceptable { liveFeeds += 1 }
      groupPower[group] = liveFeeds == 0 ? 0 : wanted
      for feed in feeds.indices where feeds[feed].bus.isAcceptable {
        feeds[feed].directPower += wanted / Double(liveFeeds)
      }
      return
    }
    var live = 0.0
    for index in members where upses[index].hasOutput { live += 1 }
    // A UPS that loses its output in this step carries nothing of the racks.
    groupPower[group] = 0
    for index in members {
      step(ups: index, demand: upses[index].hasOutput ? wanted / live : 0, at: time)
      groupPower[group] += upses[index].outputPower
    }
  }

  private mutating func step(ups index: Int, demand: Double, at time: Double) {
    let feed = upses[index].feed
    let before = upses[index].mode
    upses[index].step(
      supply: feeds[feed].bus, demand: upses[index].hasOutput ? demand : 0, packs: &packs,
      ambient: ambient, at: time, for: Self.stepSeconds)
    feeds[feed].upsPower += upses[index].inputPower
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

  /// Cooling units, and the water that some of them need.
  private mutating func stepCooling(at time: Double) {
    var isFlowing = false
    for index in chillers.indices {
      let feed = chillers[index].feed
      chillers[index].step(
        isPowered: feeds[feed].bus.isAcceptable, water: water?.temperature ?? 0, at: time,
        for: Self.stepSeconds)
      feeds[feed].coolingPower += chillers[index].power
      if chillers[index].isPumping { isFlowing = true }
    }
    let ability = isFlowing ? water?.ability ?? 0 : 0
    var taken = 0.0
    for index in coolingUnits.indices {
      let (feed, room, cell) = (
        coolingUnits[index].feed, coolingUnits[index].room, coolingUnits[index].cell
      )
      coolingUnits[index].step(
        isPowered: feeds[feed].bus.isAcceptable, air: rooms[room].cells[cell],
        water: coolingUnits[index].usesWater ? ability : 1, at: time, for: Self.stepSeconds)
      feeds[feed].coolingPower += coolingUnits[index].power
      if coolingUnits[index].usesWater { taken += coolingUnits[index].heatRemoved }
    }
    guard water != nil else { return }
    var rejected = 0.0
    for chiller in chillers { rejected += chiller.heat }
    water?.step(heat: taken, chillers: rejected, for: Self.stepSeconds)
    ledger.heatRejected += rejected * Self.stepSeconds
  }

  private mutating func stepAir(at time: Double, number: Int) {
    for room in rooms.indices {
      var heat = 0.0
      if let group = wiring.groupOfRoom[room] {
        heat += groupPower[group] / Double(wiring.roomsOfGroup[group].count)
      }
      for ups in wiring.upsesOfRoom[room] { heat += max(0, upses[ups].lossPower) }
      let count = Double(rooms[room].cells.count)
      for cell in rooms[room].cells.indices { rooms[room].cells[cell].heat = heat / count }
      let units = coolingUnits[wiring.unitsOfRoom[room]]
      rooms[room].isSprinkled = suppression[room].isSprinklerOpen
      rooms[room].step(units: units, outdoor: outdoorTemperature, for: Self.stepSeconds)
      for unit in units {
        heat += unit.fanHeat
        ledger.heatRemoved += unit.heatRemoved * Self.stepSeconds
      }
      ledger.heatReleased +=
        (heat + rooms[room].fireHeat + rooms[room].batteryHeat) * Self.stepSeconds
      ledger.batteryReleased += rooms[room].batteryHeat * Self.stepSeconds
      ledger.heatLost += rooms[room].heatLost * Self.stepSeconds
      ledger.waterReleased += rooms[room].vapourSource * Self.stepSeconds
      ledger.waterVented += rooms[room].waterVented * Self.stepSeconds
    }
    for path in wiring.paths { path.step(&rooms, for: Self.stepSeconds) }
    if number % 10 == 0 { condense(for: 10 * Self.stepSeconds) }
  }

  /// Cold coils dry moist air. Air changes slowly, so it is enough to look every two seconds.
  private mutating func condense(for seconds: Double) {
    for room in rooms.indices {
      for index in wiring.unitsOfRoom[room] {
        let kilograms =
          coolingUnits[index].condensation(moisture: rooms[room].moisture) * seconds
        guard kilograms > 0 else { continue }
        rooms[room].dry(by: kilograms)
        ledger.waterCondensed += kilograms
      }
    }
  }

  private mutating func stepSensors(at time: Double) {
    for room in rooms.indices {
      let wasReleased = suppression[room].isReleased
      let wasOpen = suppression[room].isSprinklerOpen
      suppression[room].step(air: rooms[room], at: time, for: Self.stepSeconds)
      if suppression[room].isReleased, !wasReleased {
        happened("extinguishing gas is released in \(roomTitle(room))")
      }
      if suppression[room].isSprinklerOpen, !wasOpen { sprinkle(room) }
    }
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

  /// A sprinkler opens: its water reaches the leak cables of the room and runs along them.
  private mutating func sprinkle(_ room: Int) {
    happened("a sprinkler opens in \(roomTitle(room))")
    for index in leakCables.indices where leakCables[index].room == room {
      if leakCables[index].wet == nil { leakCables[index].leak(at: 0, spread: 1.0 / 60) }
    }
  }

  private func measured(by meter: EnergyMeter) -> (Supply, Double) {
    let feed = feeds[meter.feed]
    switch meter.role {
    case .mains: return (feed.utility.supply, feed.utilityPower)
    case .bus: return (feed.bus, feed.totalPower)
    case .upsInput: return (feed.bus, feed.upsPower)
    case .upsOutput, .racks: return rackSide(meter.feed)
    case .cooling: return (feed.bus, feed.coolingPower)
    case .house: return (feed.bus, feed.housePower)
    case .generator:
      return (feed.generator.map { generators[$0].supply } ?? .dead, feed.generatorPower)
    case .rack:
      let (supply, power) = rackSide(meter.feed)
      return (supply, power / Double(wiring.stripsOfFeed[meter.feed]))
    }
  }

  /// What the racks of a feed hang on, and what they draw from it.
  private func rackSide(_ feed: Int) -> (Supply, Double) {
    let members = wiring.upsesOfFeed[feed]
    guard let first = members.first else { return (feeds[feed].bus, feeds[feed].directPower) }
    var power = 0.0
    for index in members { power += upses[index].outputPower }
    return (upses[first].outputSupply, power)
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
      if ups.isDirect { ledger.controls += ups.outputPower * seconds }
    }
  }

  mutating func happened(_ text: String, cause: HallHappening.Cause = .plant) {
    happenings.append(HallHappening(at: time, cause: cause, text: text))
  }

  private func feedTitle(_ feed: Int) -> String {
    plan.feeds[feed].isEmpty ? "the feed" : "feed \(plan.feeds[feed])"
  }

  private func roomTitle(_ room: Int) -> String {
    plan.rooms[room].isEmpty ? "the room" : plan.rooms[room]
  }

  func name(of instrument: Instrument) -> String {
    wiring.deviceOf[instrument].map { devices[$0].name } ?? "a device"
  }

  /// The name of a pack, or that of the UPS in which it stands.
  func name(ofPack pack: Int) -> String {
    if wiring.deviceOf[.pack(pack)] != nil { return name(of: .pack(pack)) }
    let owner = upses.firstIndex { $0.battery.packs.contains(pack) }
    return owner.map { "the battery of \(name(of: .ups($0)))" } ?? "a battery"
  }
}
