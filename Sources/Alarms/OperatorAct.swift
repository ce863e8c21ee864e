/// What a person asks for, by the identifiers that people see. Whether the person may is decided
/// before; whether the alarm allows it is judged when it is carried out.
package struct OperatorAct: Hashable, Sendable {
  package var kind: Kind
  /// Who: a user of the operating system, which vouches for it.
  package var user: String
  /// Why; empty when none was given.
  package var reason: String

  package init(_ kind: Kind, user: String, reason: String = "") {
    self.kind = kind
    self.user = user
    self.reason = reason
  }

  /// The texts are identifiers of alarms.
  package enum Kind: Hashable, Sendable {
    /// Also that an alarm is no longer in the configuration.
    case acknowledge(String)
    case reset(String)
    case shelve(String, for: Duration)
    case unshelve(String)
    case removeFromService(String)
    case returnToService(String)
    /// Begins maintenance, at most `AlarmBoard.maximumMaintenance` long.
    case startMaintenance(MaintenanceScope, for: Duration)
    /// Ends the maintenance of that name before its time.
    case endMaintenance(String)
  }
}

extension OperatorAct.Kind {
  /// The word of the command line and of the journal.
  package var name: String {
    switch self {
    case .acknowledge: "ack"
    case .reset: "reset"
    case .shelve: "shelve"
    case .unshelve: "unshelve"
    case .removeFromService: "out-of-service"
    case .returnToService: "return"
    case .startMaintenance: "maintenance-start"
    case .endMaintenance: "maintenance-end"
    }
  }

  /// What it is done to, such as the identifier of an alarm.
  package var subject: String {
    switch self {
    case .acknowledge(let id), .reset(let id), .shelve(let id, _), .unshelve(let id),
      .removeFromService(let id), .returnToService(let id):
      id
    case .startMaintenance(let scope, _): scope.name
    case .endMaintenance(let name): name
    }
  }
}
