extension Hall {
  /// Degrees above which the air that equipment draws is a peril: the end of what ASHRAE's class A1
  /// allows.
  static let perilousTemperature = 32.0
  /// Obscuration per metre that a nose notices.
  static let perilousSmoke = 0.002

  /// What is wrong in the hall now, by its own physics: not what any register says.
  package var perils: Set<HallPeril> {
    var found: Set<HallPeril> = []
    for feed in feeds.indices where !feeds[feed].bus.isAcceptable {
      found.insert(HallPeril(.feedDead, .feed(plan.feeds[feed])))
    }
    for room in rooms.indices {
      let name = HallPeril.Place.room(plan.rooms[room])
      if plan.rackRooms.contains(room),
        rooms[room].cells.contains(where: { $0.coldTemperature > Self.perilousTemperature })
      {
        found.insert(HallPeril(.hot, name))
      }
      if rooms[room].smoke > Self.perilousSmoke { found.insert(HallPeril(.smoke, name)) }
    }
    for (index, instrument) in instruments.enumerated() {
      for kind in perils(of: instrument) {
        found.insert(HallPeril(kind, .device(devices[index].name)))
      }
    }
    return found
  }

  private func perils(of instrument: Instrument) -> [HallPeril.Kind] {
    switch instrument {
    case .ups(let index):
      var kinds: [HallPeril.Kind] = []
      if upses[index].mode == .onBattery { kinds.append(.onBattery) }
      if !upses[index].hasOutput { kinds.append(.outputLost) }
      if upses[index].battery.packs.contains(where: { packs[$0].charge < 0.2 }) {
        kinds.append(.batteryLow)
      }
      return kinds
    case .generator(let index):
      return (generators[index].phase == .lockedOut ? [.startFailed] : [])
        + (generators[index].fuelLevel < 0.25 ? [.fuelLow] : [])
    case .cooling(let index): return coolingUnits[index].isTripped ? [.coolingStopped] : []
    case .leak(let index): return leakCables[index].leakAt != nil ? [.water] : []
    default: return []
    }
  }

  /// The devices that could tell of a peril: the one it is about, or what stands in the room or
  /// hangs on the feed.
  package func witnesses(of place: HallPeril.Place) -> [Int] {
    switch place {
    case .device(let name):
      guard let device = device(named: name) else { return [] }
      // Whatever measures beside it sees the same.
      let (room, feed) = (plan.roomOf[device], plan.feedOf[device])
      return devices.indices.filter { plan.roomOf[$0] == room && plan.feedOf[$0] == feed }
    case .room(let name): return devices.indices.filter { plan.rooms[plan.roomOf[$0]] == name }
    case .feed(let name): return devices.indices.filter { plan.feeds[plan.feedOf[$0]] == name }
    }
  }
}
