/// The hall as inferred from its devices: feeds, rooms, and where everything stands.
///
/// The labels decide: `feed` names a distribution path, `room` a volume of air, `aisle` (`cold` or
/// `hot`), `position` (`top`, `middle`, `bottom`) and `rack` a place in it, `role` what a meter
/// measures. What the labels leave open is chosen so that the result is a hall that works.
struct HallPlan: Sendable {
  var feeds: [String]
  var rooms: [String]
  /// What each device reports, in the order of the devices.
  var kinds: [InstrumentKind]
  /// The feed and the room of each device, by place in `feeds` and `rooms`.
  var feedOf: [Int]
  var roomOf: [Int]
  /// The cooling units of each room, by device.
  var coolingByRoom: [[Int]]
  /// The rooms where the racks stand.
  var rackRooms: [Int]

  init(_ devices: [PlantDevice]) {
    kinds = devices.map { InstrumentKind($0.profile) }
    feeds = Self.distinct(devices.compactMap { $0.label("feed") })
    if feeds.isEmpty { feeds = [""] }
    rooms = Self.distinct(devices.compactMap { $0.label("room") })
    if rooms.isEmpty { rooms = [""] }
    let (feeds, rooms, kinds) = (feeds, rooms, kinds)

    let home =
      devices.indices.first { kinds[$0] == .cooling && devices[$0].label("room") != nil }
      .flatMap { devices[$0].label("room") } ?? rooms[0]
    roomOf = devices.map { device in
      rooms.firstIndex(of: device.label("room") ?? home) ?? 0
    }
    // Devices without a feed take turns, so that loads without a label spread over the feeds.
    var turns: [InstrumentKind: Int] = [:]
    feedOf = devices.indices.map { index in
      if let name = devices[index].label("feed") { return feeds.firstIndex(of: name) ?? 0 }
      defer { turns[kinds[index], default: 0] += 1 }
      return turns[kinds[index], default: 0] % feeds.count
    }
    let roomOf = roomOf
    coolingByRoom = rooms.indices.map { room in
      devices.indices.filter { kinds[$0] == .cooling && roomOf[$0] == room }
    }
    let coolingByRoom = coolingByRoom
    let withAisles = Self.distinct(
      devices.indices.filter { devices[$0].label("aisle") != nil }.map { roomOf[$0] })
    let cooled = rooms.indices.filter { !coolingByRoom[$0].isEmpty }
    rackRooms = !withAisles.isEmpty ? withAisles : cooled.isEmpty ? [0] : cooled
  }

  /// The devices of a kind, in the order of the list.
  func devices(of kind: InstrumentKind) -> [Int] { kinds.indices.filter { kinds[$0] == kind } }

  /// How many cells the air of a room is divided into: one for each cooling unit.
  func cellCount(_ room: Int) -> Int { max(1, coolingByRoom[room].count) }

  /// The values without repetition, in the order of first appearance.
  private static func distinct<T: Equatable>(_ values: [T]) -> [T] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
