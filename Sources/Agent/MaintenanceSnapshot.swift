package import Alarms
package import Readings

/// What of one maintenance survives a restart. Times are of the wall clock.
package struct MaintenanceSnapshot: Hashable, Sendable {
  package var scope: MaintenanceScope
  package var until: WallTime
  package var user: String
  package var reason: String

  package init(scope: MaintenanceScope, until: WallTime, user: String, reason: String) {
    self.scope = scope
    self.until = until
    self.user = user
    self.reason = reason
  }

  /// The fields that carry it in a record.
  package var journalFields: [JournalRecord.Field] {
    [
      .init("maintenance", .text(scope.name)), .init("until", .text(until.rfc3339)),
      .init("devices", .text(scope.devices.joined(separator: ","))),
      .init("rooms", .text(scope.rooms.joined(separator: ","))), .init("actor", .text(user)),
      .init("comment", .text(reason)),
    ]
  }

  /// The maintenance that a record is about; nil when it is about none.
  package init?(journalFields fields: [String: JournalRecord.FieldValue]) {
    guard case .text(let name)? = fields["maintenance"],
      case .text(let end)? = fields["until"], let until = WallTime(rfc3339: end),
      case .text(let devices)? = fields["devices"], case .text(let rooms)? = fields["rooms"],
      case .text(let user)? = fields["actor"], case .text(let reason)? = fields["comment"]
    else { return nil }
    self.init(
      scope: MaintenanceScope(
        name: name, devices: devices.split(separator: ",").map(String.init),
        rooms: rooms.split(separator: ",").map(String.init)),
      until: until, user: user, reason: reason)
  }
}
