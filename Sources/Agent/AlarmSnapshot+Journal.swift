package import Alarms
import Readings

/// What a record says of an alarm beyond the transition itself, so that the last record of each
/// alarm is enough to resume it after a restart.
extension AlarmSnapshot {
  /// The fields that carry the snapshot in a record.
  package var journalFields: [JournalRecord.Field] {
    var fields: [JournalRecord.Field] = [
      .init("active", .flag(facts.condition.isActive)),
      .init("acknowledged", .flag(facts.isAcknowledged)),
      .init("latched", .flag(facts.isLatched)), .init("told", .flag(isTold)),
      .init("activations", .count(Int(clamping: activations))),
    ]
    let hidden = Self.suppressionNames.filter { facts.suppression.contains($0.suppression) }
    if !hidden.isEmpty {
      fields.append(.init("hidden", .text(hidden.map(\.name).joined(separator: ","))))
    }
    if let firstOut {
      fields.append(.init("first_out", .text(firstOut.rawValue)))
    }
    if let activeSince { fields.append(.init("active_since", .text(activeSince.rfc3339))) }
    if let shelving {
      fields += [
        .init("shelved_until", .text(shelving.until.rfc3339)),
        .init("shelved_by", .text(shelving.user)),
        .init("shelved_because", .text(shelving.reason)),
      ]
    }
    return fields
  }

  /// The snapshot that a record carries; nil when the record is not about an alarm.
  package init?(journalFields fields: [String: JournalRecord.FieldValue]) {
    guard case .text(let id)? = fields["id"], case .flag(let isActive)? = fields["active"],
      case .flag(let isAcknowledged)? = fields["acknowledged"],
      case .flag(let isLatched)? = fields["latched"],
      case .text(let priorityName)? = fields["priority"],
      let priority = AlarmPriority(rawValue: priorityName)
    else { return nil }
    var suppression: AlarmSuppression = []
    if case .text(let hidden)? = fields["hidden"] {
      for name in hidden.split(separator: ",") {
        for known in Self.suppressionNames where known.name == name {
          suppression.insert(known.suppression)
        }
      }
    }
    var activations: UInt64 = 0
    if case .count(let count)? = fields["activations"] { activations = UInt64(clamping: count) }
    self.init(
      id: id,
      facts: AlarmFacts(
        condition: isActive ? .active : .normal, isAcknowledged: isAcknowledged,
        isLatched: isLatched, suppression: suppression, quality: .bad),
      priority: priority, activations: activations,
      activeSince: Self.time(fields["active_since"]), shelving: Self.shelving(fields),
      firstOut: Self.firstOut(fields))
    isTold = fields["told"] == .flag(true)
  }

  private static let suppressionNames: [(name: String, suppression: AlarmSuppression)] = [
    ("shelved", .shelved), ("suppressed", .byDesign), ("out_of_service", .outOfService),
    ("maintenance", .maintenance),
  ]

  private static func firstOut(_ fields: [String: JournalRecord.FieldValue]) -> FirstOut? {
    guard case .text(let name)? = fields["first_out"] else { return nil }
    return FirstOut(rawValue: name)
  }

  private static func time(_ field: JournalRecord.FieldValue?) -> WallTime? {
    guard case .text(let text)? = field else { return nil }
    return WallTime(rfc3339: text)
  }

  private static func shelving(_ fields: [String: JournalRecord.FieldValue]) -> Shelving? {
    guard let until = time(fields["shelved_until"]), case .text(let user)? = fields["shelved_by"],
      case .text(let reason)? = fields["shelved_because"]
    else { return nil }
    return Shelving(until: until, user: user, reason: reason)
  }
}
