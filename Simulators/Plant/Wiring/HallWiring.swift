/// Which parts of a hall belong together, by place, found once so that a step need not search.
struct HallWiring: Sendable {
  /// The cooling units of each room; a room's units stand together in the hall's list.
  var unitsOfRoom: [Range<Int>]
  var upsesOfRoom: [[Int]]
  var upsesOfFeed: [[Int]]
  /// The feeds that a generator backs.
  var feedsOfGenerator: [[Int]]
  /// How many power strips share the racks of a feed.
  var stripsOfFeed: [Int]
  /// The UPS of a load group that carry alternating current to the racks, and the group's rooms.
  var upsesOfGroup: [[Int]]
  var roomsOfGroup: [[Int]]
  var groupOfRoom: [Int?]
  /// Packs that no UPS uses.
  var idlePacks: [Int]
  /// Packs that stand next to a pack in the same room.
  var packNeighbours: [[Int]]
  var paths: [AirPath]
  /// The device of each part, for its name.
  var deviceOf: [Instrument: Int]
  /// The aspirating detectors of each room.
  var smokeOfRoom: [[Int]]

  init(_ hall: HallAssembly) {
    let (plan, rooms, feeds) = (hall.plan, hall.rooms.indices, hall.feeds.indices)
    func places<Part>(_ parts: [Part], _ isMeant: (Part) -> Bool) -> [Int] {
      parts.indices.filter { isMeant(parts[$0]) }
    }
    unitsOfRoom = rooms.map { room in
      let units = places(hall.coolingUnits) { $0.room == room }
      return (units.first ?? 0)..<(units.last.map { $0 + 1 } ?? 0)
    }
    upsesOfRoom = rooms.map { room in places(hall.upses) { $0.room == room } }
    // Meters measure the path to the racks; what feeds controls hangs beside it.
    upsesOfFeed = feeds.map { feed in places(hall.upses) { $0.feed == feed && !$0.isDirect } }
    feedsOfGenerator = hall.generators.indices.map { index in
      places(hall.feeds) { $0.generator == index }
    }
    stripsOfFeed = feeds.map { feed in
      max(1, hall.meters.count { $0.role == .rack && $0.feed == feed })
    }
    var deviceOf: [Instrument: Int] = [:]
    for (device, instrument) in hall.instruments.enumerated() where deviceOf[instrument] == nil {
      deviceOf[instrument] = device
    }
    self.deviceOf = deviceOf
    upsesOfGroup = plan.groups.indices.map { group in
      hall.upses.indices.filter {
        !hall.upses[$0].isDirect && deviceOf[.ups($0)].map { plan.groupOf[$0] } == group
      }
    }
    let groupOfRoom = rooms.map { room in
      plan.rackRooms.contains(room) ? plan.group(ofRoom: room) : nil
    }
    self.groupOfRoom = groupOfRoom
    roomsOfGroup = plan.groups.indices.map { group in
      rooms.filter { groupOfRoom[$0] == group }
    }
    let used = Set(hall.upses.flatMap(\.battery.packs))
    idlePacks = hall.packs.indices.filter { !used.contains($0) }
    packNeighbours = hall.packs.indices.map { pack in
      let inRoom = places(hall.packs) {
        $0.room == hall.packs[pack].room && $0.chemistry.runaway != nil
      }
      guard let place = inRoom.firstIndex(of: pack) else { return [] }
      return [place - 1, place + 1].filter { inRoom.indices.contains($0) }.map { inRoom[$0] }
    }
    paths = plan.paths
    smokeOfRoom = rooms.map { room in places(hall.smokeDetectors) { $0.room == room } }
  }
}
