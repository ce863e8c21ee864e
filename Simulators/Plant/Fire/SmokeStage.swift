/// The stages of an aspirating smoke detector, each including those below it.
enum SmokeStage: Int, Sendable, CaseIterable, Comparable {
  case alert
  case action1
  case action2
  case fire1
  case fire2

  /// The share of light taken on a metre at which the stage begins.
  var threshold: Double {
    switch self {
    case .alert: 0.002
    case .action1: 0.005
    case .action2: 0.01
    case .fire1: 0.03
    case .fire2: 0.06
    }
  }

  /// The name in the neutral vocabulary.
  var name: String {
    switch self {
    case .alert: "alert"
    case .action1: "action_1"
    case .action2: "action_2"
    case .fire1: "fire_1"
    case .fire2: "fire_2"
    }
  }

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
