/// An opening between two rooms: a gap under a door, or a ceiling void that both share.
///
/// Air goes both ways in the same amount, so heat, water, smoke and gas that leave one room arrive
/// in the other.
struct AirPath: Sendable {
  enum Width: Sendable {
    /// Doors and cable penetrations of one floor.
    case leak
    /// A void without a wall between the rooms.
    case void

    /// How much air goes through, as a share of what the equipment of the smaller room moves.
    var share: Double {
      switch self {
      case .leak: 0.01
      case .void: 0.5
      }
    }
  }

  /// The rooms, by place in the hall.
  let first: Int
  let second: Int
  let width: Width

  /// One step of the exchange.
  func step(_ rooms: inout [RoomAir], for seconds: Double) {
    let flow =
      width.share * min(rooms[first].designHeat, rooms[second].designHeat)
      / (AirCell.designRise * AirCell.heatPerKilogram)
    let moved = flow * seconds
    let (here, there) = (rooms[first].airMass, rooms[second].airMass)
    exchange(\.smoke, &rooms, moved / here, moved / there)
    exchange(\.cellGas, &rooms, moved / here, moved / there)
    exchange(\.moisture, &rooms, moved / here, moved / there)
    let heat =
      moved * AirCell.heatPerKilogram
      * (rooms[first].ceilingTemperature - rooms[second].ceilingTemperature)
    rooms[first].giveCeilingHeat(-heat)
    rooms[second].giveCeilingHeat(heat)
  }

  private func exchange(
    _ path: WritableKeyPath<RoomAir, Double>, _ rooms: inout [RoomAir], _ here: Double,
    _ there: Double
  ) {
    let difference = rooms[first][keyPath: path] - rooms[second][keyPath: path]
    guard difference != 0 else { return }
    rooms[first][keyPath: path] -= difference * here
    rooms[second][keyPath: path] += difference * there
  }
}
