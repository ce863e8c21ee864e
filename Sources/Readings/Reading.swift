/// A value, or the reason there is none, of one point at one instant.
package struct Reading: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case value(Value)
    case none(NoData)
  }

  package var outcome: Outcome
  /// When the answer that carried it was received.
  package var at: Instant

  package init(_ outcome: Outcome, at: Instant) {
    self.outcome = outcome
    self.at = at
  }

  package var value: Value? {
    if case .value(let value) = outcome { value } else { nil }
  }
}

/// How far a reading can be trusted: what `hallwatch_device_points{quality}` counts.
package enum Quality: String, Hashable, Sendable, CaseIterable {
  case good
  /// Usable to raise an alarm, not to clear one: older than two polls, frozen, or a device in test.
  case uncertain
  case bad
}
