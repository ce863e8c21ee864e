import Agent
import DeviceProfiles
import Readings

/// The rooms side by side: air, leak, fire, and whether what watches them answers.
enum RoomStrip {
  static func write(_ view: PlantView, into page: inout Markup) {
    let rooms = RoomState.all(in: view)
    guard !rooms.isEmpty else { return }
    page.element("section", ["id": "rooms", "aria-labelledby": "rooms-title", "data-live": ""]) {
      $0.element("h2", ["id": "rooms-title"], "Rooms")
      $0.element("ul", ["class": "rooms"]) { list in
        for room in rooms { tile(room, view, into: &list) }
      }
    }
  }

  private static func tile(_ room: RoomState, _ view: PlantView, into list: inout Markup) {
    list.element("li", ["class": room.isInDanger ? "danger" : ""]) { tile in
      tile.element("h3", [:], room.name)
      tile.element("dl") { facts in
        for (aisle, range) in room.temperatures {
          facts.element("dt", [:], aisle.isEmpty ? "Air" : Wording.name(aisle) + " aisle")
          facts.element("dd", [:], range.text(unit: "celsius"))
        }
        if let humidity = room.humidity {
          facts.element("dt", [:], "Humidity")
          facts.element("dd", [:], humidity.text(unit: "ratio"))
        }
        for (name, state) in room.flags {
          facts.element("dt", [:], name)
          facts.element("dd", ["class": state.isSet ? "set" : ""], state.text)
        }
        facts.element("dt", [:], "Devices")
        facts.element(
          "dd", ["class": room.upCount < room.devices.count ? "set" : ""],
          room.upCount == room.devices.count
            ? "all \(room.devices.count) answer"
            : "\(room.devices.count - room.upCount) of \(room.devices.count) silent")
      }
      if let warmest = room.warmest {
        let device = view.agent.settings.devices[view.agent.points.device(of: warmest).rawValue]
        TrendFigure.draw(
          view.agent.trends, of: warmest, name: "warmest, \(device.name)", unit: "celsius",
          into: &tile)
      }
    }
  }
}

/// What a room's devices say now.
struct RoomState {
  var name: String
  var devices: [Int] = []
  var upCount = 0
  /// By the label `aisle`, sorted; empty for air that is in none.
  var temperatures: [(aisle: String, range: Range)] = []
  var humidity: Range?
  /// Leak, fire and gas, where something watches for it.
  var flags: [(name: String, state: Flag)] = []
  var warmest: PointIndex?

  var isInDanger: Bool { flags.contains { $0.state.isSet } }

  struct Range {
    var low: Double
    var high: Double

    mutating func include(_ value: Double) {
      low = min(low, value)
      high = max(high, value)
    }

    /// "23.6 – 24.9 °C": the unit once.
    func text(unit: String) -> String {
      let (low, high) = (Wording.number(low, unit: unit), Wording.number(high, unit: unit))
      if low == high { return low }
      return String(low.prefix { $0 != " " }) + " \u{2013} " + high
    }
  }

  struct Flag {
    var isSet: Bool
    /// Whether anything that watches says so now.
    var isKnown: Bool

    var text: String { isSet ? "\u{26A0} yes" : isKnown ? "no" : "? unknown" }
  }

  private static let watched: KeyValuePairs<String, String> = [
    "fire_alarm": "Fire alarm", "fire_supervisory": "Fire supervisory",
    "fire_trouble": "Fire trouble", "leak_detected": "Leak", "gas_alarm": "Gas",
  ]

  /// The rooms of the site in the order in which devices name them.
  static func all(in view: PlantView) -> [RoomState] {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for device in view.agent.settings.devices.indices {
      guard let room = view.label("room", of: device) else { continue }
      if members[room] == nil { order.append(room) }
      members[room, default: []].append(device)
    }
    return order.map { RoomState(name: $0, devices: members[$0] ?? [], in: view) }
  }

  private init(name: String, devices: [Int], in view: PlantView) {
    self.name = name
    self.devices = devices
    upCount = devices.count { view.agent.devices[$0].isUp }
    var ranges: [String: Range] = [:]
    var warmestValue = -Double.infinity
    for device in devices {
      let air: Set = ["air_temperature_celsius", "air_relative_humidity_ratio"]
      let isRoomAir = view.agent.settings.devices[device].profile.deviceClass == .environment
      for sample in isRoomAir ? view.samples(air, of: device) : [] {
        if sample.series.quantity.name == "air_relative_humidity_ratio" {
          if humidity == nil { humidity = Range(low: sample.value, high: sample.value) }
          humidity?.include(sample.value)
          continue
        }
        let aisle = view.label("aisle", of: device) ?? sample.label("aisle") ?? ""
        ranges[aisle, default: Range(low: sample.value, high: sample.value)].include(sample.value)
        if sample.value > warmestValue {
          (warmest, warmestValue) = (sample.point, sample.value)
        }
      }
    }
    temperatures = ranges.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    for (quantity, name) in Self.watched {
      if let flag = Self.flag(quantity, devices, in: view) { flags.append((name, flag)) }
    }
  }

  /// Nil when no device of the room watches for it.
  private static func flag(_ quantity: String, _ devices: [Int], in view: PlantView) -> Flag? {
    let watchers = devices.filter { device in
      view.agent.settings.devices[device].profile.points.contains { point in
        point.series.contains { $0.quantity.name == quantity }
      }
    }
    guard !watchers.isEmpty else { return nil }
    let answers = watchers.map { view.samples([quantity], of: $0) }
    return Flag(
      isSet: answers.joined().contains { $0.value != 0 },
      isKnown: answers.allSatisfy { !$0.isEmpty })
  }
}
