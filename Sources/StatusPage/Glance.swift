import Agent
import Alarms
import DeviceProfiles
import Readings

/// The whole site in five words, each of which leads to what it is about.
enum Glance {
  /// How a tile looks; a sign stands beside the colour.
  enum Mood: String {
    case good
    case bad
    case doubt
    case plain

    var sign: String {
      switch self {
      case .good: "\u{2713} "
      case .bad: "\u{26A0} "
      case .doubt: "? "
      case .plain: ""
      }
    }
  }

  struct Tile {
    var name: String
    var mood: Mood
    var text: String
    /// The part of the page that says more.
    var target: String
  }

  static func write(
    _ rooms: [RoomState], _ elements: [PowerElement], _ view: PlantView, into page: inout Markup
  ) {
    page.element(
      "nav", ["id": "glance", "aria-label": "The site at a glance", "data-live": ""]
    ) {
      $0.element("ul") { list in
        for tile in tiles(rooms, elements, view) {
          list.element("li", ["class": tile.mood.rawValue]) {
            $0.element("a", ["href": tile.target]) { link in
              link.element("span", [:], tile.name)
              link.text(" ")
              link.element("b", [:], tile.mood.sign + tile.text)
            }
          }
        }
      }
    }
  }

  static func tiles(
    _ rooms: [RoomState], _ elements: [PowerElement], _ view: PlantView
  ) -> [Tile] {
    [
      fire(rooms, view), power(elements), leak(rooms), air(rooms, view), data(view),
    ].compactMap(\.self)
  }

  /// What fire alarms and panels say. Fire that is not known to be none is not none.
  private static func fire(_ rooms: [RoomState], _ view: PlantView) -> Tile {
    let burning = rooms.filter { isSet(.fire, in: $0) }.map(\.title)
    let alarms = view.standing.contains {
      view.agent.alarms.definitions[$0.rawValue].hazard == .fire && view.agent.alarms[$0].isActive
    }
    if !burning.isEmpty || alarms {
      return Tile(
        name: "Fire", mood: .bad, text: burning.isEmpty ? "FIRE" : "FIRE " + listed(burning),
        target: "#alarms")
    }
    let watched = rooms.filter { room in room.flags.contains { $0.watch == .fire } }
    let blind = watched.filter { !isKnown(.fire, in: $0) }.map(\.title)
    if !blind.isEmpty {
      return Tile(name: "Fire", mood: .doubt, text: "unknown in " + listed(blind), target: "#rooms")
    }
    let isWatched =
      !watched.isEmpty || view.agent.alarms.definitions.contains { $0.hazard == .fire }
    return isWatched
      ? Tile(name: "Fire", mood: .good, text: "none", target: "#rooms")
      : Tile(name: "Fire", mood: .plain, text: "not watched", target: "#rooms")
  }

  private static func power(_ elements: [PowerElement]) -> Tile? {
    guard !elements.isEmpty else { return nil }
    let onBattery = elements.filter(\.isOnBattery)
    if !onBattery.isEmpty {
      let left = onBattery.compactMap(\.runtime).min().map {
        ", \(Wording.duration(.seconds($0))) left"
      }
      return Tile(
        name: "Power", mood: .bad,
        text: listed(onBattery.map(\.node.title)) + " on battery" + (left ?? ""), target: "#power")
    }
    let mains = elements.filter { $0.node.kind == .utility }
    let dead =
      mains.filter { $0.life == .dead }
      + elements.filter { $0.node.kind == .load && $0.life == .dead }
    if !dead.isEmpty {
      return Tile(
        name: "Power", mood: .bad, text: listed(dead.map(\.node.title)) + " dead", target: "#power")
    }
    let unknown = elements.filter { $0.life == .doubt }
    if !unknown.isEmpty {
      return Tile(
        name: "Power", mood: .doubt, text: listed(unknown.map(\.node.title)) + " unknown",
        target: "#power")
    }
    return Tile(name: "Power", mood: .good, text: "all feeds live", target: "#power")
  }

  private static func leak(_ rooms: [RoomState]) -> Tile? {
    let watched = rooms.filter { room in room.flags.contains { $0.watch == .leak } }
    guard !watched.isEmpty else { return nil }
    let wet = watched.filter { isSet(.leak, in: $0) }.map(\.title)
    if !wet.isEmpty {
      return Tile(name: "Leak", mood: .bad, text: "LEAK " + listed(wet), target: "#rooms")
    }
    let blind = watched.filter { !isKnown(.leak, in: $0) }.map(\.title)
    return blind.isEmpty
      ? Tile(name: "Leak", mood: .good, text: "none", target: "#rooms")
      : Tile(name: "Leak", mood: .doubt, text: "unknown in " + listed(blind), target: "#rooms")
  }

  /// The warmest air of the aisles that equipment breathes from, or of any where none is marked.
  private static func air(_ rooms: [RoomState], _ view: PlantView) -> Tile? {
    let cold = rooms.compactMap { room in
      room.temperatures.first { $0.aisle == "cold" }.map { (room.title, $0.range.high) }
    }
    let all = rooms.compactMap { room in
      room.warmest.map { (room.title, $0.value) }
    }
    guard let warmest = (cold.isEmpty ? all : cold).max(by: { $0.1 < $1.1 }) else { return nil }
    let isHot = view.standing.contains { alarm in
      guard view.agent.alarms[alarm].isActive,
        case .limit(let level, _, _) = view.agent.alarms.definitions[alarm.rawValue].condition,
        level.isHigh, let point = view.agent.alarms.definitions[alarm.rawValue].point
      else { return false }
      return view.definition(of: point).series.contains {
        $0.quantity.name == "air_temperature_celsius"
      }
    }
    return Tile(
      name: cold.isEmpty ? "Air" : "Cold aisle", mood: isHot ? .bad : .good,
      text: "\(Wording.number(warmest.1, unit: "celsius")) in \(warmest.0)", target: "#rooms")
  }

  private static func data(_ view: PlantView) -> Tile {
    let count = view.agent.devices.count
    let up = view.agent.devices.count { $0.isUp }
    return Tile(
      name: "Devices", mood: up == count ? .good : .doubt,
      text: up == count ? "all \(count) answer" : "\(count - up) of \(count) silent",
      target: "#devices")
  }

  private static func isSet(_ watch: RoomState.Watch, in room: RoomState) -> Bool {
    room.flags.contains { $0.watch == watch && $0.state.isSet }
  }

  private static func isKnown(_ watch: RoomState.Watch, in room: RoomState) -> Bool {
    !room.flags.contains { $0.watch == watch && !$0.state.isKnown }
  }

  /// Two names, and how many there are besides.
  private static func listed(_ names: [String]) -> String {
    names.count <= 2
      ? names.joined(separator: ", ")
      : names.prefix(2).joined(separator: ", ") + " +\(names.count - 2)"
  }
}
