import Readings

@testable import Alarms

/// What an alarm must be, worked out the long way: the whole history is kept and searched anew for
/// every question. Shares nothing with the board but the names of states.
struct AlarmOracle {
  enum Sample: Equatable {
    case believed(Double, isCertain: Bool)
    case silence
  }

  let setpoint: Double
  let deadband: Double
  let onDelay: Int
  let offDelay: Int
  let isLatching: Bool
  let isOwedOnReturn: Bool

  /// Since the last change of the condition or restart.
  private var history: [(second: Int, sample: Sample)] = []
  private(set) var isActive = false
  private(set) var isAcknowledged = true
  private(set) var isLatched = false
  private(set) var hiders: Set<String> = []
  private(set) var occurrences = 0
  private(set) var isKnown = false

  init(
    setpoint: Double, deadband: Double, onDelay: Int, offDelay: Int, isLatching: Bool,
    isOwedOnReturn: Bool
  ) {
    self.setpoint = setpoint
    self.deadband = deadband
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.isLatching = isLatching
    self.isOwedOnReturn = isOwedOnReturn
  }

  /// The condition is over for the off-delay, or holds for the on-delay, when the time between
  /// neighbouring believable samples that say so adds up, back to the last one that says otherwise.
  mutating func sampled(_ sample: Sample, second: Int) {
    history.append((second, sample))
    guard case .believed = sample else {
      isKnown = false
      return
    }
    isKnown = true
    guard isForIt(sample) else { return }
    var waited = 0
    for index in history.indices.reversed() {
      if isAgainstIt(history[index].sample) { break }
      guard index > history.startIndex else { break }
      let before = history[index - 1]
      if isForIt(history[index].sample), isForIt(before.sample) {
        waited += history[index].second - before.second
      }
    }
    guard waited >= (isActive ? offDelay : onDelay) else { return }
    isActive.toggle()
    history = []
    if isActive {
      occurrences += 1
      isAcknowledged = false
      if isLatching { isLatched = true }
    } else if !isLatched, !isOwedOnReturn {
      isAcknowledged = true
    }
  }

  /// Whether a sample speaks for a change: for raising, also one that is uncertain.
  private func isForIt(_ sample: Sample) -> Bool {
    guard case .believed(let value, let isCertain) = sample else { return false }
    return isActive ? isCertain && value <= setpoint - deadband : value > setpoint
  }

  /// Whether a sample speaks against a change: against clearing, also one that is uncertain.
  private func isAgainstIt(_ sample: Sample) -> Bool {
    guard case .believed(let value, let isCertain) = sample else { return false }
    return isActive ? !(value <= setpoint - deadband) : isCertain && !(value > setpoint)
  }

  /// Whether a sample has begun to speak for the condition that does not hold yet.
  private var isBeginning: Bool {
    guard !isActive, let last = history.lastIndex(where: { isForIt($0.sample) }) else {
      return false
    }
    return !history[last...].contains { isAgainstIt($0.sample) }
  }

  /// Whether the act is allowed; if so it is done.
  mutating func acts(_ name: String) -> Bool {
    switch name {
    case "acknowledge":
      guard hiders.isEmpty, !isAcknowledged else { return false }
      isAcknowledged = true
    case "reset":
      guard hiders.isEmpty, isLatched, !isActive, !isBeginning, isKnown, isAcknowledged else {
        return false
      }
      isLatched = false
    case "shelve": hiders.insert("shelve")
    case "unshelve": return shows("shelve")
    case "suppress": hiders.insert("suppress")
    case "unsuppress": _ = shows("suppress")
    case "remove": return hiders.insert("remove").inserted
    case "return": return shows("remove")
    default: return false
    }
    return true
  }

  private mutating func shows(_ hider: String) -> Bool {
    guard hiders.remove(hider) != nil else { return false }
    if hiders.isEmpty { isAcknowledged = !isActive && !isLatched }
    return true
  }

  mutating func restarted() {
    history = []
    isKnown = false
  }

  var state: AlarmState {
    if hiders.contains("remove") { return .outOfService }
    if hiders.contains("shelve") { return .shelved }
    if hiders.contains("suppress") { return .suppressed }
    switch (isActive, isLatched, isAcknowledged) {
    case (true, _, false): return .unacknowledged
    case (true, _, true): return .acknowledged
    case (false, true, false): return .latchedUnacknowledged
    case (false, true, true): return .latchedAcknowledged
    case (false, false, false): return .returnedUnacknowledged
    case (false, false, true): return .normal
    }
  }
}
