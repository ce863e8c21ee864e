package import Alarms
package import Readings

/// One line of the evidence: what happened, when, and what was known. Fields after the alarm
/// journals of ISA-18.2 practice (`alarms` documentation, journal section).
package struct JournalRecord: Hashable, Sendable {
  /// Gap-free over the life of the state directory, from 1.
  package var sequence: UInt64
  package var kind: Kind
  /// When it was decided, by the wall clock.
  package var time: WallTime
  /// The monotonic clock at the same instant, against which steps of the wall clock show.
  package var monotonic: Instant
  /// Further fields in the order they are written; names are those of the field glossary.
  package var fields: [Field]

  package init(
    sequence: UInt64, kind: Kind, time: WallTime, monotonic: Instant, fields: [Field]
  ) {
    self.sequence = sequence
    self.kind = kind
    self.time = time
    self.monotonic = monotonic
    self.fields = fields
  }

  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case agentStart = "agent_start"
    case agentStop = "agent_stop"
    case configurationLoaded = "config_loaded"
    case clockStep = "clock_step"
    case occurred
    case returned
    case acknowledged
    case reset
    case shelved
    case unshelved
    case suppressed
    case unsuppressed
    case outOfService = "out_of_service"
    case returnedToService = "returned_to_service"
    case qualityChanged = "quality_changed"
    case priorityChanged = "priority_changed"
    case realarmed
    /// How an alarm stands, said again so that old segments may be deleted.
    case checkpoint
    case communicationLost = "comm_lost"
    case communicationRestored = "comm_restored"
    case identityMismatch = "identity_mismatch"
    /// A register that says who a device is says something else than before.
    case identityChanged = "identity_changed"
    /// All that is known of what a device refuses.
    case learnedLimits = "learned_limits"
    /// How far a counter that starts again at 0 has got.
    case counter
  }

  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: FieldValue

    package init(_ name: String, _ value: FieldValue) {
      self.name = name
      self.value = value
    }
  }

  package enum FieldValue: Hashable, Sendable {
    case text(String)
    case number(Double)
    case count(Int)
    case flag(Bool)
    case none
  }
}

/// What happened to an alarm, told once its record is on disk. Whether a person must be called is
/// in `transition.isAnnunciated`.
package struct Announcement: Hashable, Sendable {
  package var record: JournalRecord
  package var transition: AlarmTransition
  /// What it is about in one line, such as `ups-a: on_battery (ups_status)`.
  package var text: String

  package init(record: JournalRecord, transition: AlarmTransition, text: String) {
    self.record = record
    self.transition = transition
    self.text = text
  }
}
