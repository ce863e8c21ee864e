import Agent

/// What a caller of the control socket may do. The greater includes the lesser.
package enum ControlRole: String, Hashable, Sendable, CaseIterable, Comparable {
  /// See alarms and the journal.
  case view
  /// Also acknowledge, shelve, reset and so on.
  case operate

  package static func < (left: Self, right: Self) -> Bool { left == .view && right == .operate }
}

/// Who may talk to the running agent, by the names of the operating system, in the order of the
/// file. The agent's own user and the superuser may do everything.
package struct ControlSettings: Sendable {
  package var users: [(name: String, role: ControlRole)] = []
  package var groups: [(name: String, role: ControlRole)] = []

  package init() {}

  /// Reads the object `control`.
  static func read(_ value: ValueReader?) -> ControlSettings {
    var settings = ControlSettings()
    _ = value?.object { reader in
      settings.users = roles(reader.optional("users"))
      settings.groups = roles(reader.optional("groups"))
    }
    return settings
  }

  private static func roles(_ value: ValueReader?) -> [(name: String, role: ControlRole)] {
    let members = value?.members() ?? []
    if members.count > Limits.controlNames {
      value?.report("\(members.count) names; at most \(Limits.controlNames) are possible")
    }
    return members.compactMap { name, value in
      value.choice(ControlRole.self).map { (name, $0) }
    }
  }

  /// The members as the effective settings show them.
  var members: [(key: String, value: SettingsWriter.Value)] {
    [
      ("users", .members(users.map { ($0.name, .text($0.role.rawValue)) })),
      ("groups", .members(groups.map { ($0.name, .text($0.role.rawValue)) })),
    ]
  }
}
