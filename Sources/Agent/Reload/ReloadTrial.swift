import Polling
import Readings

/// A configuration that is in force to see whether devices that were well stay so.
struct ReloadTrial: Sendable {
  let order: ReloadOrder
  let back: Reconfiguration
  /// The agent as it was before, for what devices that have left had taught it.
  let before: [Agent]
  /// The devices that the change can have made fail: those begun anew that were well before, those
  /// that share a line with one that was added or begun anew, and those that an earlier change can
  /// have made fail which was still on trial.
  let watched: [DeviceIndex]
  /// Names of the devices that were well before the change.
  let healthy: Set<String>
  let length: Duration
  var endsAt: Instant
  /// The trial that this change came into, and those that that one came into: each goes on when the
  /// change after it is rolled back. The last first.
  let interrupted: [ReloadTrial]

  /// However slow its devices are, a trial is no longer than this.
  static let longest = Duration.seconds(900)
}

extension Agent {
  /// How many configurations, none of which has proven itself, can be taken back one after another.
  package static var longestWayBack: Int { 8 }

  /// Whether the configuration in force has still to prove itself.
  package var isOnTrial: Bool { trial != nil }

  /// The trial of a configuration that was just taken up; nil when nothing can fail by it.
  func trial(
    of reconfiguration: Reconfiguration, after before: Agent, at now: Instant
  ) -> ReloadTrial? {
    guard let wanted = reconfiguration.order.trial, reconfiguration.back != nil else { return nil }
    let carry = reconfiguration.forth.carry
    var healthy = before.trial?.healthy ?? []
    for index in before.devices.indices where before.devices[index].isUp {
      healthy.insert(before.settings.devices[index].name)
    }
    let disturbed = Set(carry.restarted.map { settings.devices[$0].line })
    let unproven = Set(
      before.trial?.watched.map { before.settings.devices[$0.rawValue].name } ?? [])
    let watched = settings.devices.indices.filter {
      let device = settings.devices[$0]
      return unproven.contains(device.name)
        || disturbed.contains(device.line) && healthy.contains(device.name)
    }
    guard !watched.isEmpty else { return nil }
    let slowest = watched.map { settings.devices[$0].interval + settings.devices[$0].timeout }.max()
    let length = min(max(wanted, (slowest ?? .zero) * 4), ReloadTrial.longest)
    var memory = before
    memory.trial = nil
    let interrupted = (before.trial.map { [$0] + $0.interrupted } ?? [])
    return ReloadTrial(
      order: reconfiguration.order, back: reconfiguration, before: [memory],
      watched: watched.map { DeviceIndex(rawValue: $0) }, healthy: healthy, length: length,
      endsAt: max(now + length, before.trial?.endsAt ?? now),
      interrupted: Array(interrupted.prefix(Self.longestWayBack - 1)))
  }

  /// Which watched devices have failed since the change, and why; at the end of the trial also those
  /// that have not been heard at all.
  private func failures(in trial: ReloadTrial, at now: Instant) -> [String] {
    trial.watched.compactMap { device in
      let health = devices[device.rawValue]
      let name = settings.devices[device.rawValue].name
      if health.identity == .mismatch {
        return "\(name) is another device than its profile describes"
      }
      if health.isLost, health.isJudged { return "\(name) does not answer" }
      if now >= trial.endsAt, !health.isUp { return "\(name) gave no good reading" }
      return nil
    }
  }

  /// Ends the trial when its time is over, or when something failed that was well before.
  mutating func judgeTrial(at now: Instant, into effects: inout [AgentEffect]) {
    guard let trial else { return }
    let failures = failures(in: trial, at: now)
    if !failures.isEmpty {
      rollBack(trial, because: failures, at: now, into: &effects)
    } else if now >= trial.endsAt {
      self.trial = nil
      report(
        .kept,
        "configuration \(settings.configurationVersion) stays: every device that was well "
          + "before the change is well after it", into: &effects)
    }
  }
}
