package import Readings

/// A fact about several points: what a consistency rule, a vote, a sequence or a suppression looks
/// at. Facts are true, false or unknown, and unknown is neither (Kleene's logic).
package indirect enum AlarmExpression: Hashable, Sendable {
  case term(AlarmTerm)
  case all([AlarmExpression])
  case any([AlarmExpression])
  case not(AlarmExpression)
  /// So many of them are true; what becomes of those that are unknown was declared.
  case atLeast(Int, [AlarmExpression], degraded: VoteDegradation)
  /// One of them is unknown because its data went away.
  case unknown([AlarmExpression])

  /// Every term in it, in order; some may come twice.
  package var terms: [AlarmTerm] {
    switch self {
    case .term(let term): [term]
    case .not(let inner): inner.terms
    case .all(let inner), .any(let inner), .atLeast(_, let inner, _), .unknown(let inner):
      inner.flatMap(\.terms)
    }
  }
}

/// One fact that is known of itself.
package enum AlarmTerm: Hashable, Sendable {
  /// A condition of one point that a single reading decides.
  case point(DevicePoint, AlarmCondition)
  /// A device does not answer.
  case lost(DeviceIndex)
}

/// A point with its device, whose loss makes it unknown.
package struct DevicePoint: Hashable, Sendable {
  package var device: DeviceIndex
  package var point: PointIndex

  package init(_ point: PointIndex, of device: DeviceIndex) {
    self.device = device
    self.point = point
  }
}

/// What a vote does about voters whose data went away; one that has said nothing yet since the start
/// is waited for. None of these lets lost data clear an alarm: a
/// vote is over only when it would be over however the unknown ones voted.
package enum VoteDegradation: String, Hashable, Sendable, CaseIterable {
  /// They have no vote: 2 of 3 becomes 2 of the 2 that are left.
  case hold
  /// They lower the number that is needed, down to one: 2 of 3 becomes 1 of the 2 that are left.
  case reduce
  /// They count as if they said yes.
  case count
}

/// Whether a fact holds.
package enum Truth: UInt8, Hashable, Sendable {
  case no
  case yes
  case unknown

  init(_ isTrue: Bool) { self = isTrue ? .yes : .no }
}

extension Truth {
  /// The value of `all`, `any` and votes, from how many parts are true and unknown.
  static func all(count: Int, yes: Int, unknown: Int) -> Truth {
    if yes == count { return .yes }
    return yes + unknown < count ? .no : .unknown
  }

  static func any(yes: Int, unknown: Int) -> Truth {
    if yes > 0 { return .yes }
    return unknown > 0 ? .unknown : .no
  }

  static func atLeast(
    _ needed: Int, yes: Int, unknown: Int, missing: Int, count: Int, degraded: VoteDegradation
  ) -> Truth {
    let isCarried =
      switch degraded {
      case .hold: yes >= needed
      case .reduce: yes >= max(1, needed - missing)
      case .count: yes + missing >= needed && missing < count
      }
    if isCarried { return .yes }
    return yes + unknown < needed ? .no : .unknown
  }
}
