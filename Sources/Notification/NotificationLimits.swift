/// The bounds and times of notification, with their reasons.
package enum NotificationLimits {
  /// Targets of a site; each has a thread.
  package static let targets = 16
  /// News that wait for one target one by one; what is beyond is counted in groups.
  package static let queue = 10_000
  /// Groups that a target's surplus is counted in; what is beyond goes into one.
  package static let groups = 256
  /// News in one delivery one by one; pressing ones first.
  package static let eventsPerDelivery = 100
  /// More than so many waiting are told in groups, but for pressing ones: more than a person reads.
  package static let floodAbove = 20
  /// Alarms of a group that are named.
  package static let namedPerGroup = 20
  /// Alerts in one request to Alertmanager.
  package static let alertsPerRequest = 500
  /// After a delivery, news that do not press wait so long and then go together.
  package static let pace = Duration.seconds(10)
  /// What comes within so short a time goes together, unless it presses.
  package static let gathering = Duration.milliseconds(250)
  /// How often a standing alert is sent again, as Prometheus does twice a minute.
  package static let resendEvery = Duration.seconds(30)
  /// When a standing alert ends by itself, should the agent fall silent: ten resends.
  package static let alertLife = Duration.seconds(300)
  /// How long a resolved alert is sent again, as Prometheus does.
  package static let resolvedFor = Duration.seconds(900)
  /// The longest pause between attempts.
  package static let longestBackOff = Duration.seconds(60)
}

/// The pauses between attempts that fail: 1, 2, 4 … 60 seconds.
struct BackOff: Hashable, Sendable {
  private(set) var failures = 0

  mutating func failed() { failures += 1 }
  mutating func succeeded() { failures = 0 }

  /// How long to wait after the last failure; zero after a success.
  var pause: Duration {
    guard failures > 0 else { return .zero }
    let seconds = failures > 6 ? 60 : 1 << (failures - 1)
    return min(.seconds(seconds), NotificationLimits.longestBackOff)
  }
}
