import Alarms
import Readings

/// The figures of ISA-18.2 clause 16 as `/api/v1/alarms` has them.
extension Agent {
  func alarmStatistics(at now: Instant) -> JSONText {
    let statistics = alarms.statistics
    return .object([
      (
        "annunciations",
        .object(
          AlarmStatistics.Window.allCases.map {
            ("last_" + $0.rawValue, .count(statistics.annunciations(inLast: $0, at: now)))
          } + [("peak_10m", .count(statistics.peakOfTenMinutes))])
      ),
      ("by_priority", .object(priorities.map { ($0.rawValue, priority($0)) })),
      ("flood", flood(at: now)),
      ("chattering", list(statistics.chattering(at: now))),
      ("chatter_detections", .count(Int(clamping: statistics.chatterDetections))),
      ("fleeting_detections", .count(Int(clamping: statistics.fleetingDetections))),
      ("stale", list(alarms.stale(at: now))),
      ("missed", .count(Int(clamping: statistics.missedCount))),
      ("hasty_acknowledgements", .count(Int(clamping: statistics.hastyAcknowledgements))),
      (
        "top_offenders",
        .array(
          statistics.topOffenders(AlarmStatistics.offenderCount).map { offender in
            .object([
              ("id", .text(alarms.definitions[offender.alarm.rawValue].id)),
              ("occurrences", .count(Int(clamping: offender.occurrences))),
            ])
          })
      ),
      ("top_offenders_share", statistics.shareOfTopOffenders.map { .number($0) } ?? .null),
      ("since", .text((alarms.statisticsSince ?? clock.wallTime(at: startedAt)).rfc3339)),
    ])
  }

  private var priorities: [AlarmPriority] { AlarmPriority.allCases.filter { $0 != .journal } }

  /// Lists in the figures stay short; how many there are is in the metrics.
  private static let listedAlarms = 20

  private func list(_ indices: [AlarmIndex]) -> JSONText {
    .array(
      indices.prefix(Self.listedAlarms).map { .text(alarms.definitions[$0.rawValue].id) })
  }

  private func priority(_ priority: AlarmPriority) -> JSONText {
    let statistics = alarms.statistics
    let all = priorities.reduce(0) { $0 + statistics.annunciations($1) }
    let own = statistics.annunciations(priority)
    let acknowledged = statistics.acknowledgements(priority).last ?? 0
    func quantile(_ share: Double) -> JSONText {
      guard let seconds = statistics.acknowledgeQuantile(share, priority), seconds.isFinite else {
        return .null
      }
      return .number(seconds)
    }
    return .object([
      ("annunciations", .count(Int(clamping: own))),
      ("share", all > 0 ? .number(Double(own) / Double(all)) : .null),
      ("acknowledgements", .count(Int(clamping: acknowledged))),
      (
        "mean_seconds_to_acknowledge",
        acknowledged > 0
          ? .number(statistics.acknowledgeSeconds(priority) / Double(acknowledged)) : .null
      ),
      ("half_acknowledged_within_seconds", quantile(0.5)),
      ("nine_tenths_acknowledged_within_seconds", quantile(0.9)),
    ])
  }

  private func flood(at now: Instant) -> JSONText {
    let flood = alarms.flood
    return .object([
      ("active", .flag(flood.isActive)), ("since", wall(flood.startedAt)),
      ("annunciations", .count(flood.count)), ("floods", .count(Int(clamping: flood.floodCount))),
      ("seconds", .number(flood.duration(at: now).seconds)),
    ])
  }

  private func wall(_ instant: Instant?) -> JSONText {
    instant.map { .text(clock.wallTime(at: $0).rfc3339) } ?? .null
  }

  func describe(_ window: MaintenanceWindow) -> JSONText {
    .object([
      ("name", .text(window.scope.name)), ("until", wall(window.until)),
      ("devices", .array(window.devices.map { .text(settings.devices[$0.rawValue].name) })),
      ("user", .text(window.user)), ("reason", .text(window.reason)),
    ])
  }

  func describe(_ shelving: AlarmStatus.Shelving) -> JSONText {
    .object([
      ("until", wall(shelving.until)), ("user", .text(shelving.user)),
      ("reason", .text(shelving.reason)),
    ])
  }

  /// Puts the beginning and the end of a flood on record.
  mutating func recordFlood(at now: Instant, into effects: inout [AgentEffect]) {
    guard alarms.flood.isActive != isFloodOnRecord else { return }
    isFloodOnRecord = alarms.flood.isActive
    if let started = alarms.flood.startedAt {
      record(
        .floodStarted,
        [
          .init("since", .text(clock.wallTime(at: started).rfc3339)),
          .init("annunciations", .count(alarms.flood.count)),
        ], at: now, into: &effects)
    } else {
      record(
        .floodEnded,
        [
          .init("annunciations", .count(alarms.flood.lastCount)),
          .init("peak_10m", .count(alarms.statistics.peakOfTenMinutes)),
        ], at: now, into: &effects)
    }
  }
}
