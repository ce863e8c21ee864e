extension LeakCable {
  func number(_ question: Question) -> Double? {
    switch question.quantity {
    case "leak_distance_meters": leakAt ?? 0
    case "leak_cable_current_amperes": isBroken ? 0 : current
    case "leak_cable_length_meters": length
    case "leak_cable_loop_ohms": isBroken ? 60_000 : 13.1 * length
    default:
      switch question.point {
      case "leak_threshold": 120e-6
      case "contamination_threshold": 50e-6
      case "realarm_interval": 24 * 3600
      case "cable_resistance_per_foot": 3.998
      case "firmware_version": 3.05
      default: nil
      }
    }
  }

  func flag(_ question: Question) -> Bool? {
    switch question.quantity {
    case "leak_detected": isLeaking
    case "leak_cable_break": isBroken
    case "leak_cable_contaminated": isContaminated
    default: nil
    }
  }

  /// Whether a flag of the panel's status word is set. Only the panel's own cable is fitted, no
  /// zone modules.
  func flag(named name: String, point: String) -> Bool {
    guard !point.hasPrefix("zone_") else { return false }
    return switch name {
    case "leak": isLeaking
    case "cable_break": isBroken
    case "contamination": isContaminated
    default: false
    }
  }

  private var isContaminated: Bool { leakAt == nil && current > 50e-6 }
}
