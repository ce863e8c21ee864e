import DeviceProfiles

/// Builds the parts of a hall from its plan, in equilibrium.
struct HallAssembly {
  let devices: [PlantDevice]
  let plan: HallPlan
  let sizing: HallSizing
  var random: SplitMix64

  var feeds: [Feed] = []
  var rooms: [RoomAir] = []
  var generators: [GeneratorSet] = []
  var upses: [UPS] = []
  var packs: [BatteryPack] = []
  var meters: [EnergyMeter] = []
  var coolingUnits: [CoolingUnit] = []
  var probes: [ClimateProbe] = []
  var leakCables: [LeakCable] = []
  var smokeDetectors: [AspiratingDetector] = []
  var contacts: [FireContacts] = []
  var instruments: [Instrument]

  init(devices: [PlantDevice], plan: HallPlan, sizing: HallSizing, seed: UInt64) {
    self.devices = devices
    self.plan = plan
    self.sizing = sizing
    random = SplitMix64(seed: seed)
    instruments = Array(repeating: .other, count: devices.count)
  }

  mutating func build() {
    feeds = plan.feeds.indices.map {
      var feed = Feed(utility: UtilityFeed(name: plan.feeds[$0], index: $0))
      feed.housePower = sizing.housePower
      return feed
    }
    buildRooms()
    buildGenerators()
    buildBatteriesAndUPS()
    for device in devices.indices {
      let room = plan.roomOf[device]
      switch plan.kinds[device] {
      case .meter, .pdu: addMeter(device)
      case .leak:
        instruments[device] = .leak(leakCables.count)
        leakCables.append(LeakCable(room: room, length: 32))
      case .smoke:
        instruments[device] = .smoke(smokeDetectors.count)
        smokeDetectors.append(AspiratingDetector(room: room))
      case .contacts:
        instruments[device] = .contacts(contacts.count)
        contacts.append(FireContacts(room: room))
      case .transferSwitch: instruments[device] = .transferSwitch(feed: plan.feedOf[device])
      default: break
      }
    }
    buildProbes()
  }

  /// The heat that a room has while everything runs, in watts.
  private func usualHeat(room: Int) -> Double {
    let losses =
      sizing.rackPower * (1 / (UPS.Efficiency.rectifier * UPS.Efficiency.inverter) - 1)
    let upsRooms = plan.devices(of: .ups).map { plan.roomOf[$0] }
    let lossShare =
      upsRooms.isEmpty
      ? 0
      : losses * Double(upsRooms.count { $0 == room }) / Double(upsRooms.count)
    let rackShare =
      plan.rackRooms.contains(room) ? sizing.rackPower / Double(plan.rackRooms.count) : 0
    return rackShare + lossShare
  }

  private mutating func buildRooms() {
    for room in plan.rooms.indices {
      let heat = usualHeat(room: room)
      let designHeat = max(1500, heat)
      let units = plan.coolingByRoom[room]
      let cells = plan.cellCount(room)
      let cellHeat = designHeat / Double(cells)
      rooms.append(
        RoomAir(
          name: plan.rooms[room], heat: heat, designHeat: designHeat, cellCount: cells,
          isVentilated: units.isEmpty))
      for (cell, device) in units.enumerated() {
        let equipmentFlow = cellHeat / (AirCell.heatPerKilogram * AirCell.designRise)
        instruments[device] = .cooling(coolingUnits.count)
        // Two of three units then carry nine tenths of the heat: losing one is felt, slowly.
        coolingUnits.append(
          CoolingUnit(
            feed: plan.feedOf[device], room: room, cell: cell, capacity: 1.35 * cellHeat,
            fullFlow: 1.4 * equipmentFlow,
            startShare: 0.75 * heat / designHeat))
      }
    }
  }

  private mutating func buildGenerators() {
    let sets = plan.devices(of: .generator)
    for (index, device) in sets.enumerated() {
      instruments[device] = .generator(index)
      let hours = 40 + random.nextUnit() * 300
      generators.append(
        GeneratorSet(
          index: index, ratedPower: sizing.generatorRating, room: plan.roomOf[device],
          priorStarts: 30 + Int(random.nextUnit() * 100), priorSeconds: hours * 3600))
    }
    guard !sets.isEmpty else { return }
    for feed in feeds.indices {
      // A generator with a feed label backs that feed; one without backs whatever has none.
      let own = sets.firstIndex { devices[$0].label("feed") == plan.feeds[feed] }
      let shared = sets.indices.filter { devices[sets[$0]].label("feed") == nil }
      feeds[feed].generator = own ?? (shared.isEmpty ? nil : shared[feed % shared.count])
    }
  }

  private mutating func buildBatteriesAndUPS() {
    let upsDevices = plan.devices(of: .ups)
    let packDevices = plan.devices(of: .pack)
    let load = sizing.rackPower / Double(max(1, upsDevices.count))
    for (index, device) in upsDevices.enumerated() {
      let feed = plan.feedOf[device]
      let siblings = upsDevices.filter { plan.feedOf[$0] == feed }
      let place = siblings.firstIndex(of: device) ?? 0
      let onFeed = packDevices.filter { plan.feedOf[$0] == feed }
      let mine = onFeed.enumerated()
        .filter { $0.offset * siblings.count / onFeed.count == place }.map(\.element)
      let room = plan.roomOf[device]
      let string =
        mine.isEmpty ? internalBattery(load: load, room: room) : packString(mine, load: load)
      instruments[device] = .ups(index)
      upses.append(
        UPS(
          feed: feed, room: room, ratedPower: sizing.upsRating, battery: string,
          chargeLimit: packs[string.packs[0]].capacity / 3600 * 0.15))
    }
    // Packs that no UPS uses stand by, full.
    for device in packDevices where instruments[device] == .other {
      _ = packString([device], load: 1000)
    }
  }

  private mutating func packString(_ devices: [Int], load: Double) -> BatteryString {
    let volts = Double(devices.count) * 51.2
    let ampereHours = HallSizing.packAmpereHours(volts: volts, load: load)
    var numbers: [Int] = []
    for device in devices {
      instruments[device] = .pack(packs.count)
      numbers.append(packs.count)
      packs.append(
        BatteryPack(
          chemistry: .lithiumIronPhosphate, cells: 16, ampereHours: ampereHours,
          room: plan.roomOf[device], temperature: rooms[plan.roomOf[device]].temperature,
          random: &random))
    }
    return BatteryString(packs: numbers)
  }

  /// Sixteen sealed blocks that stand inside the UPS and are reported by nothing else.
  private mutating func internalBattery(load: Double, room: Int) -> BatteryString {
    packs.append(
      BatteryPack(
        chemistry: .leadAcidBlock, cells: 16,
        ampereHours: HallSizing.packAmpereHours(volts: 192, load: load), room: room,
        temperature: rooms[room].temperature, random: &random))
    return BatteryString(packs: [packs.count - 1])
  }

  private mutating func addMeter(_ device: Int) {
    let isStrip = plan.kinds[device] == .pdu
    let role = devices[device].label("role").flatMap(EnergyMeter.Role.init) ?? .mains
    instruments[device] = .meter(meters.count)
    let hours = 2000 + random.nextUnit() * 3000
    meters.append(
      EnergyMeter(
        feed: plan.feedOf[device], role: isStrip ? .rack : role,
        priorEnergy: hours * 3600 * sizing.rackPower / Double(feeds.count)))
  }

  private mutating func buildProbes() {
    for room in plan.rooms.indices {
      // Probes of one aisle are spread evenly along the row, in the order of the list.
      for aisle in ["cold", "hot", nil] as [String?] {
        let here = plan.devices(of: .probe).filter {
          plan.roomOf[$0] == room && devices[$0].label("aisle") == aisle
        }
        for (place, device) in here.enumerated() {
          instruments[device] = .probe(probes.count)
          probes.append(
            ClimateProbe(
              room: room, cell: place * plan.cellCount(room) / here.count, aisle: aisle,
              position: devices[device].label("position")))
        }
      }
    }
  }
}
