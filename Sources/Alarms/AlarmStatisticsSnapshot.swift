package import Readings

/// The figures of the alarm system as they survive a restart: ISA-18.2 counts over a month and more,
/// and agents are restarted within one. Times are of the wall clock.
package struct AlarmStatisticsSnapshot: Hashable, Sendable {
  /// When counting began.
  package var since: WallTime
  /// When the figures were these.
  package var takenAt: WallTime
  /// By priority.
  package var annunciations: [UInt64]
  /// Counts of the histogram of times to acknowledge, priority after priority.
  package var acknowledgements: [UInt64]
  /// By priority.
  package var acknowledgeSeconds: [Double]
  package var chatterDetections: UInt64
  package var fleetingDetections: UInt64
  package var missed: UInt64
  package var hastyAcknowledgements: UInt64
  package var peakOfTenMinutes: Int
  /// The minutes of the last day that had annunciations.
  package var minutes: [Minute]
  /// The alarms that nobody has acknowledged yet.
  package var open: [Open]
  package var flood: Flood

  package struct Minute: Hashable, Sendable {
    /// How many minutes before `takenAt`.
    package var age: Int
    package var count: UInt32

    package init(age: Int, count: UInt32) {
      self.age = age
      self.count = count
    }
  }

  package struct Open: Hashable, Sendable {
    package var id: String
    /// When it occurred.
    package var since: WallTime

    package init(id: String, since: WallTime) {
      self.id = id
      self.since = since
    }
  }

  package struct Flood: Hashable, Sendable {
    /// When the present flood began; nil when there is none.
    package var startedAt: WallTime?
    package var count: Int
    package var lastCount: Int
    package var floods: UInt64
    package var total: UInt64
    /// How long the floods lasted that are over.
    package var pastSeconds: Double
    /// The last annunciations, oldest first.
    package var recent: [WallTime]

    package init(
      startedAt: WallTime?, count: Int, lastCount: Int, floods: UInt64, total: UInt64,
      pastSeconds: Double, recent: [WallTime]
    ) {
      self.startedAt = startedAt
      self.count = count
      self.lastCount = lastCount
      self.floods = floods
      self.total = total
      self.pastSeconds = pastSeconds
      self.recent = recent
    }
  }

  package init(
    since: WallTime, takenAt: WallTime, annunciations: [UInt64], acknowledgements: [UInt64],
    acknowledgeSeconds: [Double], chatterDetections: UInt64, fleetingDetections: UInt64,
    missed: UInt64, hastyAcknowledgements: UInt64, peakOfTenMinutes: Int, minutes: [Minute],
    open: [Open] = [], flood: Flood
  ) {
    self.since = since
    self.takenAt = takenAt
    self.annunciations = annunciations
    self.acknowledgements = acknowledgements
    self.acknowledgeSeconds = acknowledgeSeconds
    self.chatterDetections = chatterDetections
    self.fleetingDetections = fleetingDetections
    self.missed = missed
    self.hastyAcknowledgements = hastyAcknowledgements
    self.peakOfTenMinutes = peakOfTenMinutes
    self.minutes = minutes
    self.open = open
    self.flood = flood
  }
}

/// What a record of an earlier run says of an alarm, as far as the figures depend on it.
package struct PastAlarmEvent: Hashable, Sendable {
  package var id: String
  package var kind: AlarmTransition.Kind
  package var from: AlarmState
  package var to: AlarmState
  package var priority: AlarmPriority
  package var time: WallTime

  package init(
    id: String, kind: AlarmTransition.Kind, from: AlarmState, to: AlarmState,
    priority: AlarmPriority, time: WallTime
  ) {
    self.id = id
    self.kind = kind
    self.from = from
    self.to = to
    self.priority = priority
    self.time = time
  }

  /// Whether people were told.
  var isAnnunciated: Bool {
    AlarmTransition.isAnnunciated(kind, from: from, to: to, priority: priority)
  }
}
