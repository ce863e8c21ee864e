import Alarms
package import Readings

extension Agent {
  /// How the agent does, in few figures: what `hallwatch reload`, a supervisor and people ask first.
  package func statusReport(at now: Instant) -> JSONText {
    .object([
      ("site", .text(settings.site)),
      ("time", .text(clock.wallTime(at: now).rfc3339)),
      ("up_seconds", .number(now.since(startedAt).seconds)),
      ("ready", .flag(isReady)),
      ("configuration", configuration(at: now)),
      (
        "devices",
        .object([
          ("configured", .count(devices.count)), ("up", .count(devices.count(where: \.isUp))),
          ("lost", .count(devices.count(where: \.isLost))),
          ("another", .count(devices.count { $0.identity == .mismatch })),
        ])
      ),
      ("lines", .object([("configured", .count(settings.lines.count))])),
      (
        "alarms",
        .object([
          ("configured", .count(alarms.definitions.count)),
          ("standing", .count(alarmCount { $0 != .normal && !$0.isHidden })),
          (
            "unacknowledged",
            .count(
              alarmCount {
                $0 == .unacknowledged || $0 == .returnedUnacknowledged
                  || $0 == .latchedUnacknowledged
              })
          ), ("hidden", .count(alarmCount(\.isHidden))),
        ])
      ),
      (
        "journal",
        .object([
          ("records", .count(Int(clamping: journal.recordCount))),
          ("waiting", .count(Int(clamping: journal.pendingCount))),
          ("failure", journal.failure.map { .text($0) } ?? .null),
        ])
      ),
    ])
  }

  private func configuration(at now: Instant) -> JSONText {
    .object([
      ("hash", .text(settings.configurationHash)),
      (
        "loaded",
        reload.loadedAt.map { .text(WallTime(nanoseconds: $0).rfc3339) } ?? .null
      ), ("last_reload_successful", .flag(reload.failure == nil)),
      ("failure", reload.failure.map { .text($0) } ?? .null),
      (
        "trial",
        trial.map { trial in
          .object([
            ("ends_in_seconds", .number(trial.endsAt.since(now).seconds)),
            ("devices", .array(trial.watched.map { .text(settings.devices[$0.rawValue].name) })),
          ])
        } ?? .null
      ),
    ])
  }

  private func alarmCount(_ isMeant: (AlarmState) -> Bool) -> Int {
    var count = 0
    for priority in AlarmPriority.allCases {
      for state in AlarmState.allCases where isMeant(state) {
        count += alarms.counts[priority, state]
      }
    }
    return count
  }

  /// The same in a sentence, for `systemctl status`.
  package func statusSentence(at now: Instant) -> String {
    let up = devices.count(where: \.isUp)
    let standing = alarmCount { $0 != .normal && !$0.isHidden }
    let open = alarmCount {
      $0 == .unacknowledged || $0 == .returnedUnacknowledged || $0 == .latchedUnacknowledged
    }
    var text = "\(up) of \(devices.count) devices up, \(standing) alarms stand"
    if open > 0 { text += " (\(open) unacknowledged)" }
    if let failure = journal.failure { text += "; journal not written: \(failure)" }
    if let failure = reload.failure { text += "; \(failure)" }
    if trial != nil { text += "; configuration on trial" }
    return text
  }
}
