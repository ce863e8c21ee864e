package import DeviceProfiles
package import Readings

/// What the agent knows of one device beyond its readings: whether it answers, and whether it is
/// the device that its profile describes.
package struct DeviceHealth: Hashable, Sendable {
  /// Whether the registers may be given the profile's meaning.
  package enum Identity: String, Hashable, Sendable, CaseIterable {
    /// The profile names no identity.
    case unchecked
    /// Not read since it came in doubt; nothing is decoded for the outside before it is.
    case pending
    case verified
    /// The device refuses its identity registers, or they hold nothing. Taken as it is, and shown.
    case unavailable
    /// Another device, or a firmware with other registers.
    case mismatch
  }

  package var identity: Identity
  private let hasCanary: Bool
  /// Which identity points, or headers of its models, have been found right since it came in doubt.
  package var confirmedChecks: Set<Int> = []
  /// What each identity point said last.
  package var identityValues: [Int: Value] = [:]
  /// What the canary said when it was last believed; nil before the first time.
  package var canary: Reading.Outcome?
  /// The canary is to be read before anything else is believed.
  package var isCanaryDue: Bool
  /// What it said that differs; nil when it agrees.
  package var canaryMismatch: String?
  /// What the mismatching point said, for people.
  package var mismatch: String?
  /// The end of the last cycle that gave a good reading.
  package var lastSuccess: Instant?
  /// The same by the wall clock, for the timestamp metric.
  package var lastSuccessWall: WallTime?
  package var lastCycleGaveReadings = false
  /// Whether answers were passed over because the identity was not known yet.
  package var hasMissedReadings = false
  package var goodReadingsInCycle = 0
  package var failedCyclesInRow = 0
  package var goodCyclesInRow = 0
  package var isLost = false
  /// Whether it has been found to answer, or not to, since the start.
  package var isJudged = false
  package var hasCompletedCycle = false
  /// When a configuration began to poll it; the origin for the agent's own start.
  package var beganAt = Instant.origin

  package init(profile: DeviceProfile) {
    identity = profile.identity.isEmpty ? .unchecked : .pending
    hasCanary = profile.canary != nil
    isCanaryDue = hasCanary
  }

  /// Whether readings may be stored.
  package var admitsReadings: Bool {
    identity != .pending && identity != .mismatch && !isCanaryDue
  }

  /// `hallwatch_device_up`: the last cycle gave a good reading and the identity holds. An identity
  /// that is asked again, because the connection was new, held when that cycle ended.
  package var isUp: Bool { lastCycleGaveReadings && identity != .mismatch && !isLost }

  /// Forgets who answered: another device may from now on.
  package mutating func doubtIdentity() {
    isCanaryDue = hasCanary
    guard identity != .unchecked else { return }
    identity = .pending
    confirmedChecks = []
  }
}

/// When a device counts as lost and as found again (alarm documentation, facility defaults):
/// three failed cycles or a whole maximum age without a good one; two good cycles.
package enum CommunicationJudgement {
  package static let failedCyclesToLose = 3
  package static let goodCyclesToFind = 2
}
