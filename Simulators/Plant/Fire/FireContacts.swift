/// The dry contacts of a room's fire panel, suppression and gas detection on a contact module.
struct FireContacts: Sendable {
  /// What is going on in the room, as its detectors see it.
  struct Facts {
    /// The highest stage of any aspirating detector; nil when there is none, or nothing.
    var stage: SmokeStage?
    /// Whether one of them draws too little air.
    var hasFlowFault: Bool
    var suppression: Suppression
    /// Cell gas, in parts per million of the air.
    var gas: Double
  }

  let room: Int
  /// Contacts that a scenario holds, by point name.
  var held: [String: Bool] = [:]

  init(room: Int) { self.room = room }

  /// Whether a contact reports its fact: by the name of its point where it is one of the usual
  /// wiring, or else by what it measures.
  func isActive(_ question: Question, _ facts: Facts) -> Bool {
    if let state = held[question.point] { return state }
    func reached(_ stage: SmokeStage) -> Bool { facts.stage.map { $0 >= stage } ?? false }
    switch question.point {
    case "aspirating_alarm": return reached(.fire1)
    case "aspirating_prealarm": return reached(.alert)
    case "aspirating_fault": return facts.hasFlowFault
    case "suppression_manual_mode": return facts.suppression.isManual
    case "gas_predischarge": return facts.suppression.isReleasing
    case "manual_call_point": return false
    default: break
    }
    let zones = facts.suppression.zones
    return switch question.quantity {
    case "fire_alarm":
      question.label("detector") == "2"
        ? zones.1 : question.label("detector") == "1" ? zones.0 : isFire(facts)
    case "fire_prealarm": reached(.action2) || zones.0 || facts.suppression.isHeatDetected
    case "fire_suppression_released": facts.suppression.isReleased
    case "fire_sprinkler_flow": facts.suppression.isSprinklerOpen
    case "fire_off_gas_detected": facts.gas > 10
    // A twentieth of the lower explosive limit of hydrogen, of which cell gas holds a third.
    case "gas_alarm": facts.gas > 6000
    default: false
    }
  }

  /// The panel's own alarm: both zones, heat, or the aspirating detector's fire stage.
  private func isFire(_ facts: Facts) -> Bool {
    let suppression = facts.suppression
    let isAspirated = facts.stage.map { $0 >= .fire1 } ?? false
    return isAspirated || suppression.isHeatDetected
      || (suppression.zones.0 && suppression.zones.1)
  }
}
