package import Readings

/// The figures of the alarm system over restarts.
extension AlarmBoard {
  /// A record has room for so many. Of more the time to acknowledge is not known after a restart.
  static let openAlarmsKept = 1000

  /// - Parameter wall: the wall clock at the instant `at`.
  package func statisticsSnapshot(at: Instant, wall: WallTime) -> AlarmStatisticsSnapshot {
    let now = MinuteCounts.minute(of: at)
    let minutes = (0..<Int(MinuteCounts.length)).compactMap { age in
      let count = statistics.minutes.count(in: now - Int64(age))
      return count > 0 ? AlarmStatisticsSnapshot.Minute(age: age, count: count) : nil
    }
    return AlarmStatisticsSnapshot(
      since: statisticsSince ?? wall, takenAt: wall,
      annunciations: statistics.annunciationCounts,
      acknowledgements: statistics.acknowledgeCounts,
      acknowledgeSeconds: statistics.acknowledgeSums,
      chatterDetections: statistics.chatterDetections,
      fleetingDetections: statistics.fleetingDetections, missed: statistics.missedCount,
      hastyAcknowledgements: statistics.hastyAcknowledgements,
      peakOfTenMinutes: statistics.peakOfTenMinutes, minutes: minutes,
      open: occurrences.sorted { $0.key < $1.key }.prefix(Self.openAlarmsKept).map {
        .init(id: definitions[$0.key.rawValue].id, since: wall + $0.value.since(at))
      },
      flood: flood.snapshot(at: at, wall: wall))
  }

  /// Counting begins now, unless it goes on from an earlier run.
  package mutating func beginStatistics(at wall: WallTime) {
    statisticsSince = statisticsSince ?? wall
  }

  /// Goes on with the figures of an earlier run: how they stood, and what happened after that.
  ///
  /// - Parameters:
  ///   - snapshot: nil when none was recorded.
  ///   - events: in the order of the journal, after the snapshot.
  ///   - wall: the wall clock at the instant `at`.
  package mutating func resumeStatistics(
    _ snapshot: AlarmStatisticsSnapshot?, _ events: [PastAlarmEvent], at: Instant, wall: WallTime
  ) {
    statisticsSince = snapshot?.since ?? events.first?.time
    if let snapshot {
      for open in snapshot.open {
        if let alarm = index(of: open.id) { pastOccurrences[alarm] = open.since }
      }
      statistics.resume(snapshot, at: at, wall: wall)
      flood.resume(snapshot.flood, at: at, wall: wall)
    }
    for event in events { replay(event, at: at, wall: wall) }
    statistics.settle(at: at)
    resumeOccurrences(at: at, wall: wall)
  }

  private mutating func replay(_ event: PastAlarmEvent, at now: Instant, wall: WallTime) {
    // A wall clock that was set back makes no future.
    let instant = min(now, now + event.time.since(wall))
    if event.isAnnunciated {
      statistics.annunciated(
        event.priority, inMinute: MinuteCounts.minute(of: now) - event.time.minutes(before: wall))
      flood.annunciated(at: instant)
    }
    // What left the configuration is not counted by alarm any more.
    guard let alarm = index(of: event.id) else { return }
    switch event.kind {
    case .occurred:
      pastOccurrences[alarm] = event.time
      statistics.occurred(alarm, at: instant, isCounted: false)
    case .returned:
      statistics.returned(
        alarm,
        wasAcknowledged: pastOccurrences[alarm] == nil || event.from.isHidden
          || event.priority == .journal, at: instant)
      if event.to == .normal { pastOccurrences[alarm] = nil }
    case .acknowledged:
      if let occurred = pastOccurrences.removeValue(forKey: alarm), event.priority != .journal {
        statistics.acknowledged(event.priority, after: event.time.since(occurred), at: instant)
      }
    default:
      if event.to == .normal { pastOccurrences[alarm] = nil }
    }
  }

  /// Alarms that nobody has acknowledged yet: their time to acknowledge counts from where it began.
  private mutating func resumeOccurrences(at: Instant, wall: WallTime) {
    for index in definitions.indices {
      let alarm = AlarmIndex(rawValue: index)
      let watch = watches[index]
      guard !watch.machine.facts.isAcknowledged else { continue }
      if let since = pastOccurrences[alarm] ?? restoredSince[alarm] {
        occurrences[alarm] = at + since.since(wall)
      }
    }
    pastOccurrences = [:]
  }
}

extension WallTime {
  /// How many whole minutes it lies before another time; 0 when it does not.
  fileprivate func minutes(before other: WallTime) -> Int64 {
    max(0, other.since(self).nanoseconds / 60_000_000_000)
  }
}

extension AlarmStatistics {
  mutating func resume(_ snapshot: AlarmStatisticsSnapshot, at: Instant, wall: WallTime) {
    if snapshot.annunciations.count == annunciationCounts.count {
      annunciationCounts = snapshot.annunciations
    }
    // Another version may have had other bounds.
    if snapshot.acknowledgements.count == acknowledgeCounts.count,
      snapshot.acknowledgeSeconds.count == acknowledgeSums.count
    {
      acknowledgeCounts = snapshot.acknowledgements
      acknowledgeSums = snapshot.acknowledgeSeconds
    }
    chatterDetections = snapshot.chatterDetections
    fleetingDetections = snapshot.fleetingDetections
    missedCount = snapshot.missed
    hastyAcknowledgements = snapshot.hastyAcknowledgements
    let taken = MinuteCounts.minute(of: at) - snapshot.takenAt.minutes(before: wall)
    for minute in snapshot.minutes.sorted(by: { $0.age > $1.age }) {
      minutes.add(in: taken - Int64(minute.age), minute.count)
    }
    minutes.peak = max(minutes.peak, snapshot.peakOfTenMinutes)
  }

  /// How often an alarm has occurred in earlier runs.
  mutating func resume(_ alarm: AlarmIndex, occurrences: UInt64) {
    guard occurrences > 0 else { return }
    activities[alarm, default: Activity()].count = occurrences
  }
}
