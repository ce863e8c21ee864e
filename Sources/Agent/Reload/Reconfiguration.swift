import Alarms
package import Exposition
package import Readings

/// Another configuration, ready to be taken up: all that is costly has been worked out, away from
/// whoever polls, so that taking it up is a matter of copying.
package final class Reconfiguration: Sendable {
  /// What there is to know for one change of settings.
  struct Change: Sendable {
    /// An agent of the new settings that has done nothing yet.
    var agent: Agent
    var carry: SettingsCarry
    var alarms: AlarmCarry
  }

  package let order: ReloadOrder
  /// The digest of the settings that it is a change of.
  let base: String
  let forth: Change
  /// The way back; nil when it is never gone.
  let back: Change?

  /// - Throws: `ExpositionError` when two series of the new settings are the same.
  package init(
    from running: AgentSettings, to settings: AgentSettings, _ order: ReloadOrder,
    at now: Instant
  ) throws(ExpositionError) {
    self.order = order
    base = running.configurationHash
    let (old, new) = (
      try Agent(settings: running, startedAt: now), try Agent(settings: settings, startedAt: now)
    )
    forth = Self.change(from: old, to: new)
    back = order.trial == nil ? nil : Self.change(from: new, to: old)
  }

  private static func change(from old: Agent, to new: Agent) -> Change {
    let carry = SettingsCarry(from: old.settings, to: new.settings)
    return Change(
      agent: new, carry: carry,
      alarms: AlarmCarry(
        from: old.alarms.definitions, to: new.alarms.definitions, devices: carry.newDevices,
        points: carry.newPoints, goesOn: carry.goesOn))
  }

  /// In how many lines, devices and alarms the two differ, for people.
  var summary: String { Self.summary(of: forth) }

  static func summary(of change: Change) -> String {
    let (carry, alarms) = (change.carry, change.alarms)
    let added = carry.devices.count { $0 == nil }
    let removed = carry.newDevices.count { $0 == nil }
    let changed = carry.restarted.count - added
    let newAlarms = alarms.alarms.count { $0 == nil }
    let lostAlarms = alarms.numbers.count { $0 == nil }
    let parts = [
      (added, "added"), (removed, "removed"), (changed, "begun anew"),
      (carry.goesOn.count { $0 }, "unchanged"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "devices: " + (parts.isEmpty ? "none" : parts.joined(separator: ", "))
      + "; alarms: \(newAlarms) added, \(lostAlarms) removed"
  }
}
