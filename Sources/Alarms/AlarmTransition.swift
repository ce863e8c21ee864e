package import Readings

/// One thing that happened to an alarm: what is journaled, and then perhaps announced.
package struct AlarmTransition: Hashable, Sendable {
  package var alarm: AlarmIndex
  package var kind: Kind
  package var from: AlarmState
  package var to: AlarmState
  /// The value that caused it, or the last believable one for acts; nil when there is none.
  package var value: Value?
  package var at: Instant
  /// Ties occurrence, acknowledgement and return together: the alarm's number of occurrences.
  package var occurrence: UInt64
  /// The priority in force, which for communication alarms may be raised.
  package var priority: AlarmPriority
  package var quality: Quality
  /// The alarm was never seen normal since the agent started.
  package var isPresentAtStart: Bool
  /// Whether it came first in its group; nil when it did not, or has none.
  package var firstOut: FirstOut?
  /// Who did it; nil when nobody did.
  package var user: String?
  /// Why; nil when none was given.
  package var reason: String?
  /// How the alarm stood right after this, whatever else happened to it at the same instant.
  package var aftermath = Aftermath()

  /// What a record says of an alarm, so that a start that finds this record as its last goes on from
  /// there.
  package struct Aftermath: Hashable, Sendable {
    package var facts = AlarmFacts()
    /// Whether people were told of the present occurrence.
    package var isTold = false
    /// When the present occurrence began, in this run.
    package var activeSince: Instant?
    /// When it began, in an earlier run.
    package var restoredSince: WallTime?

    package init() {}
  }

  package init(
    alarm: AlarmIndex, kind: Kind, from: AlarmState, to: AlarmState, value: Value?, at: Instant,
    occurrence: UInt64, priority: AlarmPriority, quality: Quality, isPresentAtStart: Bool = false,
    firstOut: FirstOut? = nil,
    user: String? = nil, reason: String? = nil
  ) {
    self.alarm = alarm
    self.kind = kind
    self.from = from
    self.to = to
    self.value = value
    self.at = at
    self.occurrence = occurrence
    self.priority = priority
    self.quality = quality
    self.isPresentAtStart = isPresentAtStart
    self.firstOut = firstOut
    self.user = user
    self.reason = reason
  }

  /// Raw values are the kinds of journal records.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case occurred
    case returned
    case acknowledged
    case reset
    case shelved
    /// By a person, or because its time was over; then `user` is nil.
    case unshelved
    case suppressed
    case unsuppressed
    case outOfService = "out_of_service"
    case returnedToService = "returned_to_service"
    /// The condition of an alarm that is not normal became unknown, or known again.
    case qualityChanged = "quality_changed"
    /// A communication alarm took the priority of what was in alarm when the device was lost.
    case priorityChanged = "priority_changed"
    /// An acknowledged alarm stood for so long that it is annunciated again.
    case realarmed
    /// A higher limit of the same point came, so the acknowledgement of this one no longer counts.
    /// The higher one is what people are told of.
    case escalated
  }

  /// Whether a person must be told of something new. Never for alarms that are only journaled.
  package var isAnnunciated: Bool {
    Self.isAnnunciated(kind, from: from, to: to, priority: priority)
  }

  static func isAnnunciated(
    _ kind: Kind, from: AlarmState, to: AlarmState, priority: AlarmPriority
  ) -> Bool {
    guard priority != .journal, kind != .escalated else { return false }
    switch to {
    case .unacknowledged: return from != .unacknowledged
    case .latchedUnacknowledged: return from.isHidden
    default: return false
    }
  }
}
