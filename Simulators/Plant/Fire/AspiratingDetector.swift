/// An aspirating smoke detector: a fan draws air through pipes to one sensitive chamber.
struct AspiratingDetector: Sendable {
  /// Smoke needs about so long through the pipes, in seconds.
  static let transport = 20.0
  /// Light taken on a metre by clean air.
  static let background = 0.0003

  let room: Int
  /// What the chamber sees: share of light taken on a metre.
  private(set) var obscuration = background
  private(set) var dailyMaximum = background
  private(set) var dailyMinimum = background
  /// Turns per minute.
  private(set) var fanSpeed = 3200.0
  /// A blocked pipe or filter.
  var isFlowLow = false

  init(room: Int) { self.room = room }

  /// The highest stage reached; nil below the first.
  var stage: SmokeStage? { SmokeStage.allCases.last { obscuration >= $0.threshold } }

  func isActive(_ wanted: SmokeStage) -> Bool { stage.map { $0 >= wanted } ?? false }

  mutating func step(air: RoomAir, for seconds: Double) {
    let seen = Self.background + (isFlowLow ? 0.1 : 1) * air.smoke
    obscuration += (seen - obscuration) * min(1, seconds / Self.transport)
    dailyMaximum = max(dailyMaximum, obscuration)
    dailyMinimum = min(dailyMinimum, obscuration)
    fanSpeed += ((isFlowLow ? 2300 : 3200) - fanSpeed) * min(1, seconds / 3)
  }
}
