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
    /// A configuration was given that cannot be taken up.
    case configurationRefused = "config_refused"
    /// A configuration made devices fail that were well; the earlier one is in force again.
    case configurationRolledBack = "config_rolled_back"
    /// The limit of an alarm is another than before.
    case limitChanged = "limit_changed"
    case clockStep = "clock_step"
    case occurred
    case returned
    case acknowledged = "acked"
    case reset
    case shelved
    case unshelved
    case suppressed
    case unsuppressed
    case outOfService = "oos"
    case returnedToService = "back"
    case qualityChanged = "quality_changed"
    case priorityChanged = "priority_changed"
    case realarmed
    /// How everything stands follows, said again so that a start need not read what is before.
    case checkpointBegin = "checkpoint_begin"
    /// How one alarm stands.
    case checkpoint
    /// The figures of the alarm system.
    case statistics
    /// The checkpoint that the field `begin` names is whole.
    case checkpointEnd = "checkpoint_end"
    /// So many records found no place while the disk took none. Their numbers were not used.
    case recordsLost = "records_lost"
    /// A person asked for what he may not do, or the alarm does not allow.
    case refused
    /// A client of the web listener was turned away, or asked what is no request.
    case oddClient = "odd_client"
    /// A higher limit of the same point came; the lower one's acknowledgement no longer counts.
    case escalated
    case maintenanceStarted = "maintenance_started"
    case maintenanceEnded = "maintenance_ended"
    case floodStarted = "flood_started"
    case floodEnded = "flood_ended"
    /// An alarm that was not normal is no longer in the configuration.
    case removed
    case notifySent = "notify_sent"
    case notifyFailed = "notify_failed"
    /// Up to which record a target has been told everything.
    case notifyCursor = "notify_cursor"
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
  /// False when the disk did not take the record.
  package var isOnDisk = true
  /// What it is about in one line, such as `ups-a: on_battery (ups_status)`.
  package var text: String

  package init(record: JournalRecord, transition: AlarmTransition, text: String) {
    self.record = record
    self.transition = transition
    self.text = text
  }
}
