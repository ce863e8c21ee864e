import Alarms
import Readings

/// What the configuration says otherwise than when the earlier run ended: it is put on record at
/// the start.
struct ConfigurationChanges: Sendable {
  /// The digest that was in force, where another is now; nil for no change or no earlier run.
  let earlierVersion: String?
  let limits: [Limit]

  struct Limit: Hashable, Sendable {
    var id: String
    var before: Double
    var now: Double
  }

  init(since resumed: ResumedState, to board: AlarmBoard, version: String) {
    let earlier = resumed.configurationVersion
    earlierVersion = earlier.isEmpty || earlier == version ? nil : earlier
    limits = resumed.identities.sorted { $0.key < $1.key }.compactMap { id, fields in
      guard let alarm = board.index(of: id),
        case .limit(_, let setpoint, _) = board.definitions[alarm.rawValue].condition,
        let before = fields.first(where: { $0.name == "limit" })?.value.plainNumber,
        before != setpoint, !board.definitions[alarm.rawValue].hasTighterLimit(before)
      else { return nil }
      return Limit(id: id, before: before, now: setpoint)
    }
  }
}

extension AlarmDefinition {
  /// Whether that is its limit while somebody works close by.
  fileprivate func hasTighterLimit(_ setpoint: Double) -> Bool {
    if case .limit(_, setpoint, _)? = inMaintenance?.condition { true } else { false }
  }
}

extension JournalRecord.FieldValue {
  fileprivate var plainNumber: Double? {
    switch self {
    case .number(let number): number
    case .count(let count): Double(count)
    default: nil
    }
  }
}

extension AgentSettings {
  /// The beginning of the digest of the configuration, as every record bears it.
  var configurationVersion: String { String(configurationHash.prefix(12)) }
}

extension Agent {
  /// Puts on record that another configuration is in force, and which limits it moved.
  mutating func recordConfiguration(at now: Instant, into effects: inout [AgentEffect]) {
    guard let earlier = changes.earlierVersion else { return }
    record(
      .configurationLoaded,
      [.init("config", .text(settings.configurationHash)), .init("before", .text(earlier))],
      at: now, into: &effects)
    for limit in changes.limits {
      record(
        .limitChanged,
        [
          .init("alarm_id", .text(limit.id)), .init("before", .number(limit.before)),
          .init("limit", .number(limit.now)),
        ], at: now, into: &effects)
    }
  }
}
