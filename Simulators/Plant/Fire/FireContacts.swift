/// The dry contacts of a room's fire panel, suppression and gas detection on a contact module.
struct FireContacts: Sendable {
  let room: Int
  /// Contacts that a scenario holds, by point name.
  var held: [String: Bool] = [:]

  init(room: Int) { self.room = room }

  /// Whether a contact reports its fact.
  ///
  /// - Parameters:
  ///   - point: the name of the contact's point.
  ///   - smoke: the highest stage of any aspirating detector in the room.
  ///   - hasFlowFault: whether one of them draws too little air.
  func isActive(_ point: String, smoke: SmokeStage?, hasFlowFault: Bool) -> Bool {
    if let state = held[point] { return state }
    func reached(_ stage: SmokeStage) -> Bool { smoke.map { $0 >= stage } ?? false }
    return switch point {
    case "fire_alarm": reached(.fire1)
    case "fire_prealarm": reached(.action2)
    case "aspirating_alarm": reached(.fire1)
    case "aspirating_prealarm": reached(.alert)
    case "aspirating_fault": hasFlowFault
    default: false
    }
  }
}
