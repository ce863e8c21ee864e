package import Readings

/// The five independent facts of an alarm. Everything that is shown of its life derives from them.
package struct AlarmFacts: Hashable, Sendable {
  package var condition: ConditionState
  package var isAcknowledged: Bool
  /// Held by a latching alarm from its occurrence until a person resets it.
  package var isLatched: Bool
  package var suppression: AlarmSuppression
  /// Of the last sample; bad before the first one.
  package var quality: Quality

  package init(
    condition: ConditionState = .normal, isAcknowledged: Bool = true, isLatched: Bool = false,
    suppression: AlarmSuppression = [], quality: Quality = .bad
  ) {
    self.condition = condition
    self.isAcknowledged = isAcknowledged
    self.isLatched = isLatched
    self.suppression = suppression
    self.quality = quality
  }

  /// Whether the condition is what the last sample said. Otherwise it is what it was when data was
  /// last believable, and may be otherwise by now.
  package var isConditionKnown: Bool { quality != .bad }

  /// The ISA-18.2 state name.
  package var state: AlarmState {
    if let hidden = suppression.state { return hidden }
    if condition.isActive { return isAcknowledged ? .acknowledged : .unacknowledged }
    if isLatched { return isAcknowledged ? .latchedAcknowledged : .latchedUnacknowledged }
    return isAcknowledged ? .normal : .returnedUnacknowledged
  }
}

/// Whether a condition holds, with the two waits that no state name shows.
package enum ConditionState: UInt8, Hashable, Sendable, CaseIterable {
  case normal
  /// Beyond, but not yet for the on-delay.
  case pendingOn
  case active
  /// Back, but not yet for the off-delay.
  case pendingOff

  /// Whether the alarm counts as active: until the off-delay has passed, it does.
  package var isActive: Bool { self == .active || self == .pendingOff }
}

/// Why annunciation is hidden. Several reasons can hold at once; each ends for itself.
package struct AlarmSuppression: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let shelved = AlarmSuppression(rawValue: 1)
  package static let byDesign = AlarmSuppression(rawValue: 2)
  package static let outOfService = AlarmSuppression(rawValue: 4)
  /// The device is worked on, until the maintenance window ends.
  package static let maintenance = AlarmSuppression(rawValue: 8)

  /// The state shown for it: the most deliberate of several reasons; nil when nothing hides.
  package var state: AlarmState? {
    if isEmpty { return nil }
    if contains(.outOfService) || contains(.maintenance) { return .outOfService }
    return contains(.shelved) ? .shelved : .suppressed
  }
}
