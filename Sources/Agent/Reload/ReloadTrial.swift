import Polling
import Readings

/// A configuration that is in force to see whether devices that were well stay so.
struct ReloadTrial: Sendable {
  let order: ReloadOrder
  let back: Reconfiguration
  /// The agent as it was before, for what devices that have left had taught it.
  let before: [Agent]
  /// The devices that the change can have made fail: those begun anew that were well before, and
  /// those that share a line with one that was added or begun anew.
  let watched: [DeviceIndex]
  /// Names of the devices that were well before the change.
  let healthy: Set<String>
  let endsAt: Instant

  /// However slow its devices are, a trial is no longer than this.
  static let longest = Duration.seconds(900)
}

extension Agent {
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
    let watched = settings.devices.indices.filter {
      disturbed.contains(settings.devices[$0].line) && healthy.contains(settings.devices[$0].name)
    }
    guard !watched.isEmpty else { return nil }
    let slowest = watched.map { settings.devices[$0].interval + settings.devices[$0].timeout }.max()
    let length = min(max(wanted, (slowest ?? .zero) * 4), ReloadTrial.longest)
    var memory = before
    memory.trial = nil
    return ReloadTrial(
      order: reconfiguration.order, back: reconfiguration, before: [memory],
      watched: watched.map { DeviceIndex(rawValue: $0) }, healthy: healthy, endsAt: now + length)
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
