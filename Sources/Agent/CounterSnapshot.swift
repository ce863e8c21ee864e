/// How far a counter that starts again at 0 has got, as it is kept over a restart.
package struct CounterSnapshot: Hashable, Sendable {
  package var device: String
  package var profile: String
  package var point: String
  /// How often it has started again.
  package var turns: Int
  /// What it said last, in the unit of the point.
  package var value: Double

  package init(device: String, profile: String, point: String, turns: Int, value: Double) {
    self.device = device
    self.profile = profile
    self.point = point
    self.turns = turns
    self.value = value
  }

  /// The fields that carry it in a journal record.
  package var journalFields: [JournalRecord.Field] {
    [
      .init("device", .text(device)), .init("profile", .text(profile)),
      .init("point", .text(point)), .init("turns", .count(turns)), .init("value", .number(value)),
    ]
  }

  /// What a record of the kind `counter` carries; nil when the fields are not of one.
  package init?(journalFields fields: [String: JournalRecord.FieldValue]) {
    guard case .text(JournalRecord.Kind.counter.rawValue)? = fields["kind"],
      case .text(let device)? = fields["device"], case .text(let profile)? = fields["profile"],
      case .text(let point)? = fields["point"], case .count(let turns)? = fields["turns"],
      turns >= 0
    else { return nil }
    let value: Double
    switch fields["value"] {
    case .number(let number): value = number
    case .count(let count): value = Double(count)
    default: return nil
    }
    self.init(device: device, profile: profile, point: point, turns: turns, value: value)
  }
}
