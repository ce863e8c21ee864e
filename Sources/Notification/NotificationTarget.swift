package import Alarms

/// Somebody who is told of alarms, without how to reach it.
package struct NotificationTarget: Hashable, Sendable {
  /// Unique; the label `target`.
  package var name: String
  package var kind: Kind
  /// Nothing less urgent is told.
  package var leastPriority: AlarmPriority
  /// All of these labels must be the device's; `device` names the device itself.
  package var labels: [Label]
  /// Told only of alarms that nobody acknowledged for so long; nil for a target that is told all.
  package var unacknowledgedFor: Duration?
  /// How often an alarm that nobody acknowledges is told again; nil for once.
  package var repeatEvery: Duration?
  /// Whether Alertmanager is sent the alert `HallwatchWatchdog`, which always fires.
  package var hasHeartbeat: Bool

  package enum Kind: String, Hashable, Sendable {
    case alertmanager, webhook, syslog
  }

  package struct Label: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    name: String, kind: Kind, leastPriority: AlarmPriority = .low, labels: [Label] = [],
    unacknowledgedFor: Duration? = nil, repeatEvery: Duration? = nil, hasHeartbeat: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.leastPriority = leastPriority
    self.labels = labels
    self.unacknowledgedFor = unacknowledgedFor
    self.repeatEvery = repeatEvery
    self.hasHeartbeat = hasHeartbeat
  }

  /// Whether the target is told of an alarm at all. Alarms that are only journaled are told nobody.
  package func wants(_ news: AlarmNews) -> Bool {
    guard news.priority != .journal, news.priority <= leastPriority else { return false }
    return labels.allSatisfy { wanted in
      wanted.name == "device" && news.device == wanted.value
        || news.labels.contains { $0.name == wanted.name && $0.value == wanted.value }
    }
  }
}
