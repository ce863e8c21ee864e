import Agent
import Alarms
import Configuration
import Glibc
import ModbusLink
import Notification
import Readings
import Runtime
import Web

/// Who is told of alarms, and how each is reached.
struct NotificationDesk: Sendable {
  let service: NotificationService
  private let targets: [NotifyTarget]

  /// Nil when the site file names nobody.
  init?(_ targets: [NotifyTarget]) throws {
    guard !targets.isEmpty else { return nil }
    self.targets = targets
    service = try NotificationService(
      senders: try targets.map { target in try Self.sender(target) })
  }

  /// The notifier that goes on where an earlier run ended.
  func notifier(_ agent: Agent, _ history: NotificationHistory) -> Notifier {
    let names = targets.map(\.target.name)
    return Notifier(
      site: agent.settings.site, host: Self.hostName, targets: targets.map(\.target),
      guidance: Dictionary(
        agent.alarms.definitions.map {
          (
            $0.id,
            AlarmGuidance(
              consequence: $0.consequence, response: $0.response, group: $0.group ?? "",
              contact: $0.rationale.contact, runbook: $0.rationale.runbook)
          )
        }, uniquingKeysWith: { first, _ in first }),
      standing: history.standing,
      untold: Dictionary(
        names.map { ($0, history.untold(to: $0)) }, uniquingKeysWith: { first, _ in first }),
      through: history.through.merging(
        Dictionary(
          names.map { ($0, agent.journal.lastSequence) }, uniquingKeysWith: { first, _ in first })
      ) { known, _ in known },
      at: MonotonicClock.now, wall: MonotonicClock.wall)
  }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, buffer.count - 1)
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }

  private static func sender(_ target: NotifyTarget) throws -> NotificationService.Sender {
    switch target.address {
    case .syslog(let path): return { SyslogSocket.send($0.bodies, to: path) }
    case .http(let url):
      guard let destination = HTTPDestination(url) else {
        throw StartFailure("cannot send to \(url)")
      }
      let client = HTTPClient(
        destination, headers: target.headers.map { .init($0.name, $0.value.reveal()) },
        timeout: target.timeout)
      let isAlertmanager = target.target.kind == .alertmanager
      let base =
        destination.path.hasSuffix("/") ? destination.path.dropLast() : destination.path[...]
      let path = isAlertmanager ? String(base) + "/api/v2/alerts" : destination.path
      return { delivery in
        let start = MonotonicClock.now
        let outcome = client.post(
          delivery.bodies.first ?? [], contentType: "application/json", path: path)
        return DeliveryOutcome(outcome, duration: MonotonicClock.now.since(start))
      }
    }
  }
}

extension DeliveryOutcome {
  /// What an HTTP answer means. A body that the target has read and will not take is not sent
  /// again; whatever else is wrong may be put right.
  init(_ outcome: HTTPClient.Outcome, duration: Duration) {
    switch outcome {
    case .failed(let reason): self.init(.failed, detail: reason, duration: duration)
    case .answered(let status, let text):
      let detail = text.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(text)"
      switch status {
      case 200..<300: self.init(.delivered, detail: "HTTP \(status)", duration: duration)
      case 400, 413, 422: self.init(.refused, detail: detail, duration: duration)
      default: self.init(.failed, detail: detail, duration: duration)
      }
    }
  }
}
