/// Something in a hall that somebody should be told of, whether or not any device can tell: what a
/// drill holds the alarms against.
package struct HallPeril: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case feedDead = "no power on the feed"
    case onBattery = "runs on battery"
    case outputLost = "has lost its output"
    case batteryLow = "battery below a fifth"
    case startFailed = "is locked out"
    case fuelLow = "fuel below a quarter"
    case coolingStopped = "cools no more"
    case hot = "equipment draws air above 32 °C"
    case smoke = "smoke in the air"
    case water = "water on the floor"
  }

  package var kind: Kind
  /// The device, room or feed that it is about.
  package var place: Place

  package enum Place: Hashable, Sendable {
    case device(String)
    case room(String)
    case feed(String)

    /// For people.
    package var text: String {
      switch self {
      case .device(let name): name
      case .room(let name): name.isEmpty ? "the room" : "room \(name)"
      case .feed(let name): name.isEmpty ? "the feed" : "feed \(name)"
      }
    }
  }

  package init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
  }
}
