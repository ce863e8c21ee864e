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
  var chillers: [Chiller] = []
  var water: ChilledWater?
  var probes: [ClimateProbe] = []
  var leakCables: [LeakCable] = []
  var smokeDetectors: [AspiratingDetector] = []
  var contacts: [FireContacts] = []
  var suppression: [Suppression] = []
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
    buildChillers()
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
    let group = plan.group(ofRoom: room)
    let power = sizing.groupPower[group]
    let losses = power * (1 / (UPS.Efficiency.rectifier * UPS.Efficiency.inverter) - 1)
    let upses = plan.rackUPSes(group: group)
    let lossShare =
      upses.isEmpty
      ? 0 : losses * Double(upses.count { plan.roomOf[$0] == room }) / Double(upses.count)
    let rackRooms = plan.rackRooms.filter { plan.group(ofRoom: $0) == group }
    let rackShare = rackRooms.contains(room) ? power / Double(rackRooms.count) : 0
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
            startShare: 0.75 * heat / designHeat,
            usesWater: !plan.devices(of: .chiller).isEmpty))
      }
      let panels = plan.devices(of: .contacts).filter { plan.roomOf[$0] == room }
      func knows(_ quantity: String) -> Bool {
        panels.contains { panel in
          devices[panel].profile.points.contains { point in
            point.series.contains { $0.quantity.name == quantity }
          }
        }
      }
      suppression.append(
        Suppression(
          hasGas: knows("fire_suppression_released"),
          hasSprinkler: knows("fire_sprinkler_flow")))
    }
  }

  /// Chillers that share the heat of all cooling units, one of them to spare where there are more.
  private mutating func buildChillers() {
    let devices = plan.devices(of: .chiller)
    guard !devices.isEmpty else { return }
    let heat = coolingUnits.reduce(0) { $0 + $1.capacity / 1.35 }
    let needed = Double(max(1, devices.count - 1))
    for device in devices {
      instruments[device] = .chiller(chillers.count)
      let capacity = 1.25 * max(heat, 1000) / needed
      chillers.append(
        Chiller(
          feed: plan.feedOf[device], capacity: capacity,
          startShare: min(1, heat / (capacity * Double(devices.count)))))
    }
    water = ChilledWater(designHeat: max(heat, 1000))
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
      let free = sets.indices.filter { devices[sets[$0]].label("feed") == nil }
      let group = plan.feedOf.firstIndex(of: feed).map { plan.groupOf[$0] } ?? 0
      let near = free.filter { plan.groupOf[sets[$0]] == group }
      let shared = near.isEmpty ? free : near
      feeds[feed].generator = own ?? (shared.isEmpty ? nil : shared[feed % shared.count])
    }
  }

  private mutating func buildBatteriesAndUPS() {
    let upsDevices = plan.devices(of: .ups)
    let packDevices = plan.devices(of: .pack)
    for (index, device) in upsDevices.enumerated() {
      let feed = plan.feedOf[device]
      let isDirect = plan.directUPS.contains(device)
      let group = plan.groupOf[device]
      let load =
        isDirect
        ? sizing.directRating / 2
        : sizing.groupPower[group] / Double(max(1, plan.rackUPSes(group: group).count))
      let siblings = upsDevices.filter {
        plan.feedOf[$0] == feed && !plan.directUPS.contains($0)
      }
      let place = siblings.firstIndex(of: device) ?? 0
      let onFeed = packDevices.filter { plan.feedOf[$0] == feed }
      let mine =
        isDirect
        ? []
        : onFeed.enumerated()
          .filter { $0.offset * siblings.count / onFeed.count == place }.map(\.element)
      let room = plan.roomOf[device]
      let string =
        mine.isEmpty
        ? internalBattery(load: load, room: room, blocks: isDirect ? 2 : 16)
        : packString(mine, load: load)
      instruments[device] = .ups(index)
      upses.append(
        UPS(
          feed: feed, room: room, ratedPower: isDirect ? sizing.directRating : sizing.upsRating,
          battery: string, chargeLimit: packs[string.packs[0]].capacity / 3600 * 0.15,
          output: isDirect ? .controls : .nominal))
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
          chemistry: chemistry(of: device), cells: 16, ampereHours: ampereHours,
          room: plan.roomOf[device], temperature: rooms[plan.roomOf[device]].temperature,
          random: &random))
    }
    return BatteryString(packs: numbers)
  }

  /// The chemistry that the label `chemistry` says: `lfp`, or `nmc`.
  private func chemistry(of device: Int) -> CellChemistry {
    devices[device].label("chemistry") == "nmc"
      ? .nickelManganeseCobalt : .lithiumIronPhosphate
  }

  /// Sealed blocks of 12 V that stand inside the UPS and are reported by nothing else.
  private mutating func internalBattery(load: Double, room: Int, blocks: Int) -> BatteryString {
    let volts = 12 * Double(blocks)
    packs.append(
      BatteryPack(
        chemistry: .leadAcidBlock, cells: blocks,
        ampereHours: HallSizing.packAmpereHours(volts: volts, load: load), room: room,
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
