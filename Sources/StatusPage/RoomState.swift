import Agent
import DeviceProfiles
import Readings

/// What a room's devices say now.
struct RoomState {
  /// The value of the label `room`.
  var name: String
  /// For people.
  var title: String
  var devices: [Int] = []
  var upCount = 0
  /// By the label `aisle`, sorted; empty for air that is in none.
  var temperatures: [(aisle: String, range: Range)] = []
  var humidity: Range?
  /// Leak, fire and gas, where something watches for it.
  var flags: [(watch: Watch, state: Flag)] = []
  var warmest: (point: PointIndex, value: Double)?

  var isInDanger: Bool { flags.contains { $0.state.isSet } }
  var isSilent: Bool { upCount < devices.count }

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

  /// What is watched for, the gravest first.
  enum Watch: String, CaseIterable {
    case fire = "fire_alarm"
    case fireSupervisory = "fire_supervisory"
    case fireTrouble = "fire_trouble"
    case gas = "gas_alarm"
    case leak = "leak_detected"

    var title: String {
      switch self {
      case .fire: "Fire alarm"
      case .fireSupervisory: "Fire supervisory"
      case .fireTrouble: "Fire trouble"
      case .gas: "Gas"
      case .leak: "Leak"
      }
    }
  }

  struct Flag {
    var isSet = false
    /// Whether everything that watches says so now.
    var isKnown = true

    var text: String { isSet ? "\u{26A0} yes" : isKnown ? "no" : "? unknown" }
  }

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

  private static let air: Set = ["air_temperature_celsius", "air_relative_humidity_ratio"]
  private static let watched = Set(Watch.allCases.map(\.rawValue))
  private static let all = air.union(watched)

  /// Goes once through what the devices say.
  private init(name: String, devices: [Int], in view: PlantView) {
    self.name = name
    title = view.title(ofRoom: name)
    self.devices = devices
    upCount = devices.count { view.agent.devices[$0].isUp }
    var ranges: [String: Range] = [:]
    var found: [Watch: Flag] = [:]
    for device in devices {
      // The air inside a UPS or a battery is not the air of the room.
      let isRoomAir = view.agent.settings.devices[device].profile.deviceClass == .environment
      let deviceAisle = view.label("aisle", of: device)
      view.walk(isRoomAir ? Self.all : Self.watched, of: device) { point, series, value in
        let number = value.flatMap { series.extraction.number(of: $0) }
        if let watch = Watch(rawValue: series.quantity.name) {
          found[watch, default: Flag()].isSet =
            found[watch]?.isSet == true || number.map { $0 != 0 } == true
          if number == nil { found[watch]?.isKnown = false }
          return
        }
        guard let number else { return }
        if series.quantity.name == "air_relative_humidity_ratio" {
          if humidity == nil { humidity = Range(low: number, high: number) }
          humidity?.include(number)
          return
        }
        let aisle =
          deviceAisle ?? series.labels.first { $0.name == "aisle" }?.value ?? ""
        ranges[aisle, default: Range(low: number, high: number)].include(number)
        if number > warmest?.value ?? -.infinity { warmest = (point, number) }
      }
    }
    temperatures = ranges.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    flags = Watch.allCases.compactMap { watch in found[watch].map { (watch, $0) } }
  }
}
