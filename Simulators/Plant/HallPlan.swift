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
  /// The UPS that feed controls with direct current rather than racks.
  var directUPS: Set<Int>
  /// Halls that do not carry each other's load, by the label `hall`; one where there is none.
  var groups: [String?]
  /// The hall of each device, by place in `groups`.
  var groupOf: [Int]
  /// Rooms that exchange air: those of one label `void`, and less those of one label `floor`.
  var paths: [AirPath]

  init(_ devices: [PlantDevice]) {
    kinds = devices.map { InstrumentKind($0.profile, role: $0.label("role")) }
    let kinds = kinds
    directUPS = Set(
      devices.indices.filter { kinds[$0] == .ups && devices[$0].hasDirectOutput })
    groups = Self.distinct(devices.compactMap { $0.label("hall") })
    if groups.isEmpty { groups = [nil] }
    let groups = groups
    groupOf = devices.map { device in groups.firstIndex(of: device.label("hall")) ?? 0 }
    feeds = Self.distinct(devices.compactMap { $0.label("feed") })
    if feeds.isEmpty { feeds = [""] }
    rooms = Self.distinct(devices.compactMap { $0.label("room") })
    if rooms.isEmpty { rooms = [""] }
    let (feeds, rooms) = (feeds, rooms)

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
    paths = Self.paths(devices, roomOf: roomOf, roomCount: rooms.count)
  }

  private static func paths(
    _ devices: [PlantDevice], roomOf: [Int], roomCount: Int
  ) -> [AirPath] {
    func rooms(_ label: String) -> [String: [Int]] {
      var found: [String: [Int]] = [:]
      for (device, room) in zip(devices, roomOf) {
        guard let value = device.label(label), found[value]?.contains(room) != true else {
          continue
        }
        found[value, default: []].append(room)
      }
      return found
    }
    var paths: [AirPath] = []
    for (label, width) in [("void", AirPath.Width.void), ("floor", .leak)] {
      for (_, members) in rooms(label).sorted(by: { $0.key < $1.key }) {
        // Along the corridor: each room with the next.
        for (here, next) in zip(members.sorted(), members.sorted().dropFirst()) {
          let isThere = paths.contains { $0.first == here && $0.second == next }
          if !isThere { paths.append(AirPath(first: here, second: next, width: width)) }
        }
      }
    }
    return paths
  }

  /// The UPS of a group that feed its racks.
  func rackUPSes(group: Int) -> [Int] {
    devices(of: .ups).filter { groupOf[$0] == group && !directUPS.contains($0) }
  }

  /// The group of a room: that of the first device that stands in it.
  func group(ofRoom room: Int) -> Int { roomOf.firstIndex(of: room).map { groupOf[$0] } ?? 0 }

  /// The devices of a kind, in the order of the list.
  func devices(of kind: InstrumentKind) -> [Int] { kinds.indices.filter { kinds[$0] == kind } }

  /// How many cells the air of a room is divided into: one for each cooling unit.
  func cellCount(_ room: Int) -> Int { max(1, coolingByRoom[room].count) }

  /// The values without repetition, in the order of first appearance.
  private static func distinct<T: Equatable>(_ values: [T]) -> [T] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
