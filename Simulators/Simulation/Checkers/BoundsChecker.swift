import Agent
import Polling
import Readings

/// Bounded memory and queues: one request in flight on a line, few acts for one event, and nothing
/// that waits for a disk that is well.
struct BoundsChecker: SimulationChecker {
  /// Up to which record everything was on disk, and since when that has not moved on though records
  /// wait; nil while none do.
  private var writtenThrough: UInt64 = 0
  private var waitingSince: Instant?
  private var isReported = false
  private var mostEffects: Int

  /// How long records may wait on a disk that writes.
  static let patience = Duration.seconds(30)

  init(_ settings: AgentSettings) {
    mostEffects = Self.mostEffects(settings)
  }

  /// Losing everything at once touches each alarm a few times, and a checkpoint says all again.
  private static func mostEffects(_ settings: AgentSettings) -> Int {
    let alarms = AlarmBinding.definitions(for: settings).count
    return 200 + 8 * (alarms + settings.devices.count + settings.lines.count)
  }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    // What has left is told of as well.
    mostEffects = max(mostEffects, Self.mostEffects(change.settings))
  }

  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {
    waitingSince = nil
  }

  mutating func requestSent(
    _ request: SentRequest, at now: Instant, into violations: inout [Violation]
  ) {
    guard request.isAnotherOut else { return }
    report("two requests are out on line \(request.line.rawValue)", at: now, into: &violations)
  }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {
    guard effects.count > mostEffects else { return }
    report("\(effects.count) acts for one event", at: now, into: &violations)
  }

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    let journal = scene.agent.journal
    if journal.pendingCount == 0 || journal.failure != nil {
      waitingSince = nil
    } else if waitingSince == nil || journal.writtenThrough != writtenThrough {
      waitingSince = now
    }
    writtenThrough = journal.writtenThrough
    guard let waitingSince, now.since(waitingSince) > Self.patience, !isReported else { return }
    isReported = true
    report(
      "\(journal.pendingCount) records wait for the disk although it writes", at: now,
      into: &violations)
  }

  private func report(_ what: String, at now: Instant, into violations: inout [Violation]) {
    violations.append(Violation(promise: .bounded, at: now, what: what))
  }
}
