/// A temperature and humidity probe, and where it hangs.
struct ClimateProbe: Sendable {
  enum Side: Sendable { case cold, hot, middle }

  let room: Int
  let cell: Int
  let side: Side
  /// How much warmer it is there than the mean of its side, in kelvins: warm air rises, and the
  /// top of a rack draws some of its own exhaust.
  let offset: Double

  /// - Parameters:
  ///   - aisle: the label `aisle`.
  ///   - position: the label `position`.
  init(room: Int, cell: Int, aisle: String?, position: String?) {
    self.room = room
    self.cell = cell
    side =
      switch aisle {
      case "cold": .cold
      case "hot": .hot
      default: .middle
      }
    offset =
      switch position {
      case "top": 0.7
      case "bottom": -0.5
      default: 0
      }
  }

  func temperature(_ air: RoomAir) -> Double {
    let cell = air.cells[cell]
    return offset
      + (side == .cold
        ? cell.coldTemperature : side == .hot ? cell.hotTemperature : air.temperature)
  }
}
