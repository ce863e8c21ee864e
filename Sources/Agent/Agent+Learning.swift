import DeviceProfiles
import Polling
import Readings

/// What polling learns of devices outlives a restart through the journal.
extension Agent {
  /// Goes on with what an earlier run learned, as far as the devices are still of their families.
  mutating func resume(_ learned: [LearnedSnapshot], at start: Instant) {
    guard !learned.isEmpty else { return }
    let byName = Dictionary(
      settings.devices.indices.map { (settings.devices[$0].name, $0) },
      uniquingKeysWith: { first, _ in first })
    for snapshot in learned {
      guard let index = byName[snapshot.device],
        settings.devices[index].profile.name == snapshot.profile
      else { continue }
      let device = DeviceIndex(rawValue: index)
      poller.resume(snapshot.lessons, of: device, at: start)
      recordedFacts[index] = facts(of: device)
    }
  }

  /// Puts on record what is known of a device's limits, when that is not what was recorded last.
  /// How often a fact was found again is not news.
  mutating func recordLearning(
    of device: DeviceIndex, at now: Instant, into effects: inout [AgentEffect]
  ) {
    let limits = poller.learnedLimits(of: device)
    let recorded = recordedFacts[device.rawValue]
    guard limits != nil || recorded != nil else { return }
    let facts = facts(of: device)
    guard facts != recorded else { return }
    recordedFacts[device.rawValue] = facts
    recordLimits(of: device, at: now, into: &effects)
  }

  /// Says again what was learned of every device, so that old segments of the journal may go.
  mutating func checkpointLearning(at now: Instant, into effects: inout [AgentEffect]) {
    for index in settings.devices.indices where recordedFacts[index] != nil {
      recordLimits(of: DeviceIndex(rawValue: index), at: now, into: &effects)
    }
  }

  private mutating func recordLimits(
    of device: DeviceIndex, at now: Instant, into effects: inout [AgentEffect]
  ) {
    let settings = settings.devices[device.rawValue]
    let snapshot = LearnedSnapshot(
      device: settings.name, profile: settings.profile.name,
      lessons: poller.learnedLimits(of: device)?.lessons ?? [])
    record(.learnedLimits, snapshot.journalFields, at: now, into: &effects)
  }

  /// Nil when nothing is known.
  private func facts(of device: DeviceIndex) -> [LearnedLimits.Fact]? {
    guard let entries = poller.learnedLimits(of: device)?.entries, !entries.isEmpty else {
      return nil
    }
    return entries.map(\.fact)
  }
}
