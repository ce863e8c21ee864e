import Agent
import Configuration
import Control
import ModbusLink
import Readings
import Runtime
import Web

/// Brings another configuration into force: reads and validates it, works out what changes, hands it
/// to the agent, and lets everything around the agent follow. A thread of its own, because a large
/// site takes a while to read.
final class ReloadDesk: Sendable {
  private enum Message: Sendable {
    case order(ReloadOrder)
    case happened(ReloadReport)
    case stop
  }

  /// What surrounds the agent and follows a change.
  struct Surroundings: Sendable {
    var running: RunningAgent
    var control: ControlServer?
    var notifications: NotificationSwitch
    var journal: JournalStore?
    var service: SystemdService
    var log: EventLog
    /// Told which site is in force now.
    var inForce: @Sendable (Site) -> Void
  }

  private let path: String
  private let surroundings: Surroundings
  private let inbox: Mailbox<Message>

  /// - Parameter path: the site file, which is read anew with each order.
  init(path: String, _ surroundings: Surroundings, inbox capacity: Int = 64) throws {
    self.path = path
    self.surroundings = surroundings
    inbox = try Mailbox(capacity: capacity)
  }

  /// Takes an order; false when too many wait.
  func take(_ order: ReloadOrder) -> Bool { inbox.post(.order(order)) }

  /// Takes what became of one. Does not wait.
  func take(_ report: ReloadReport) { inbox.post(.happened(report)) }

  func stop() { inbox.post(.stop) }

  /// Starts the thread.
  ///
  /// - Parameter site: what is in force.
  func start(_ site: Site) throws -> LinuxThread {
    try LinuxThread(name: "hw-reload") { [self] in run(site) }
  }

  /// Another site that the agent was given and has not answered for yet.
  private struct Proposal {
    var order: ReloadOrder
    var site: Site
    var web: HTTPServer.Change?
  }

  private func run(_ site: Site) {
    var site = site
    // What may be taken up again, the last last: as many as the agent can go back.
    var earlier: [Site] = []
    var proposal: Proposal?
    var waiting: [ReloadOrder] = []
    while true {
      inbox.wait(milliseconds: -1)
      for message in inbox.takeAll() {
        switch message {
        case .stop: return
        case .order(let order): waiting.append(order)
        case .happened(let report):
          tell(report)
          switch report.result {
          case .loaded:
            if let next = proposal {
              earlier = (earlier + [site]).suffix(Agent.longestWayBack)
              follow(from: site, to: next.site, web: next.web)
              site = next.site
            }
            proposal = nil
          case .refused:
            if let web = proposal?.web { surroundings.running.abandon(web) }
            proposal = nil
          case .rolledBack:
            if let back = earlier.popLast() {
              follow(from: site, to: back, web: nil)
              site = back
            }
          case .kept: earlier = []
          }
          surroundings.service.tell(["READY=1"])
        }
      }
      while proposal == nil, !waiting.isEmpty {
        proposal = propose(waiting.removeFirst(), in: site)
      }
    }
  }

  /// Reads the site file and hands the agent what it means; nil when that ended at once.
  private func propose(_ order: ReloadOrder, in site: Site) -> Proposal? {
    surroundings.service.reloading(at: MonotonicClock.now)
    let (read, problems) = SiteFile.load(path: path, files: DiskSiteFiles())
    guard let next = read else {
      for problem in problems.prefix(Self.shownProblems) {
        surroundings.log.note(
          .error, "config_mistake", [("file", problem.file), ("path", problem.path)],
          problem.description)
      }
      refuse(order, Self.words(problems))
      return nil
    }
    for warning in next.warnings {
      surroundings.log.note(
        .warning, "config_warning", [("file", warning.file), ("path", warning.path)],
        warning.description)
    }
    do {
      var order = order
      order.words = site.difference(to: next) + site.restartsNeeded(for: next)
      if order.words.isEmpty { order.words = ["nothing differs in what the files mean"] }
      let web = try prepareWeb(from: site, to: next)
      do {
        if NotificationSwitch.differs(site.notify, next.notify) {
          _ = try NotificationDesk(next.notify)
        }
        let change = try Reconfiguration(
          from: site.settings, to: next.settings, order, at: MonotonicClock.now)
        guard surroundings.running.post(.reconfigured(change)) else {
          throw StartFailure("the agent's loop does not answer")
        }
      } catch {
        if let web { surroundings.running.abandon(web) }
        throw error
      }
      return Proposal(order: order, site: next, web: web)
    } catch {
      refuse(order, "\(error)")
      return nil
    }
  }

  /// Of many mistakes a person reads some.
  private static let shownProblems = 20

  private static func words(_ problems: [ConfigurationProblem]) -> String {
    let shown = problems.prefix(5).map(\.description).joined(separator: "; ")
    return problems.count > 5 ? shown + "; and \(problems.count - 5) more" : shown
  }

  private func refuse(_ order: ReloadOrder, _ reason: String) {
    surroundings.running.post(.reconfigurationRefused(because: reason, order))
  }

  private func prepareWeb(from site: Site, to next: Site) throws -> HTTPServer.Change? {
    guard site.web != next.web else { return nil }
    return try surroundings.running.prepare(
      listeners: AgentHost.listeners(of: next), allow: AgentHost.clients(of: next))
  }

  /// Lets what surrounds the agent follow. What fails here leaves polling and alarms alone and is
  /// said.
  private func follow(from site: Site, to next: Site, web: HTTPServer.Change?) {
    let running = surroundings.running
    do {
      if let change = try web ?? prepareWeb(from: site, to: next) { running.use(change) }
    } catch {
      surroundings.log.note(.error, "web_unchanged", [], "HTTP is served as before: \(error)")
    }
    running.show(configuration: next.effectiveText)
    if site.control.differs(from: next.control) {
      surroundings.control?.change(ControlAccess(next.control))
    }
    if site.journal != next.journal { surroundings.journal?.change(next.journal) }
    do {
      if NotificationSwitch.differs(site.notify, next.notify)
        || site.settings.alarmRules != next.settings.alarmRules
      {
        try surroundings.notifications.change(
          to: next.notify, surroundings.journal, surroundings.running)
      }
    } catch {
      surroundings.log.note(
        .error, "notify_unchanged", [], "people are not told until the next start: \(error)")
    }
    surroundings.inForce(next)
  }

  private func tell(_ report: ReloadReport) {
    let level: EventLog.Level =
      switch report.result {
      case .loaded, .kept: .notice
      case .refused, .rolledBack: .error
      }
    surroundings.log.note(
      level, "config_\(report.result.rawValue)",
      [("config", String(report.configurationHash.prefix(12)))],
      report.result == .refused
        ? "configuration refused, nothing changed: \(report.text)" : report.text)
  }
}

extension NotificationSwitch {
  /// Whether somebody else is told, or otherwise.
  static func differs(_ left: [NotifyTarget], _ right: [NotifyTarget]) -> Bool {
    guard left.count == right.count else { return true }
    return zip(left, right).contains { left, right in
      left.target != right.target || left.address != right.address
        || left.timeout != right.timeout || left.headers.map(\.name) != right.headers.map(\.name)
        || left.headers.map(\.value) != right.headers.map(\.value)
    }
  }
}

extension ControlSettings {
  /// Whether somebody may do something else.
  func differs(from other: ControlSettings) -> Bool {
    users.map(\.name) != other.users.map(\.name) || users.map(\.role) != other.users.map(\.role)
      || groups.map(\.name) != other.groups.map(\.name)
      || groups.map(\.role) != other.groups.map(\.role)
  }
}
