import Alarms
package import Notification

/// How one target is reached.
package struct NotifyTarget: Sendable {
  package var target: NotificationTarget
  package var address: Address
  /// Sent with every request, such as Authorization.
  package var headers: [(name: String, value: Secret)] = []
  package var timeout: Duration

  package enum Address: Hashable, Sendable {
    /// A URL as `HTTPDestination` reads it.
    case http(String)
    /// The path of a datagram socket.
    case syslog(String)

    package var description: String {
      switch self {
      case .http(let url): url
      case .syslog(let path): path
      }
    }
  }
}

extension NotifyTarget {
  /// The members as the effective settings show them; what is sent in headers is masked.
  var members: [(key: String, value: SettingsWriter.Value)] {
    var members: [(key: String, value: SettingsWriter.Value)] = [
      ("name", .text(target.name)), (target.kind.rawValue, .text(address.description)),
      ("priority", .text(target.leastPriority.rawValue)), ("timeout", .duration(timeout)),
    ]
    if !target.labels.isEmpty {
      members.append(
        ("labels", .members(target.labels.map { ($0.name, .text($0.value)) })))
    }
    if let wait = target.unacknowledgedFor {
      members.append(("unacknowledged_for", .duration(wait)))
    }
    if let again = target.repeatEvery { members.append(("repeat", .duration(again))) }
    if !headers.isEmpty {
      members.append(("headers", .members(headers.map { ($0.name, .secret($0.value)) })))
    }
    return members
  }
}
