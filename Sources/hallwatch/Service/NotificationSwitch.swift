import Agent
import Configuration
import Exposition
import ModbusLink
import Notification
import Runtime
import Web

/// Who is told of alarms now: another configuration may name others. What was not told yet is told
/// by the next one, from the journal, as after a start.
final class NotificationSwitch: Sendable {
  private struct Present: Sendable {
    var desk: NotificationDesk?
    var targets: [NotifyTarget] = []
    var thread: LinuxThread?
  }

  private let present: Guarded<Present>

  init(_ targets: [NotifyTarget]) throws {
    present = Guarded(Present(desk: try NotificationDesk(targets), targets: targets))
  }

  /// Takes what is to be told. Does not wait.
  func take(_ announcement: Announcement) {
    present.withLock { $0.desk }?.service.take(announcement)
  }

  func families() -> [DynamicFamily] { present.withLock { $0.desk }?.service.families() ?? [] }

  /// Begins to tell.
  func start(_ agent: Agent, _ journal: JournalStore?, _ running: RunningAgent) throws {
    guard let desk = present.withLock({ $0.desk }) else { return }
    let notifier = desk.notifier(agent, journal?.notifications ?? NotificationHistory())
    let thread = try desk.service.start(notifier) { [running] in running.post($0) }
    present.withLock { $0.thread = thread }
  }

  /// Tells others from now on, or the same of other alarms.
  func change(
    to targets: [NotifyTarget], _ journal: JournalStore?, _ running: RunningAgent
  ) throws {
    guard let agent = running.snapshot() else { return }
    let next = try NotificationDesk(targets)
    // What happens from here on waits for the new one, whatever the old one still does.
    let old = present.withLock { present in
      defer { present = Present(desk: next, targets: targets) }
      return present
    }
    old.desk?.service.stop()
    old.thread?.join()
    guard let next else { return }
    let names = targets.map(\.target.name)
    let (history, through) = try journal?.history(for: names) ?? (NotificationHistory(), 0)
    let notifier = next.notifier(agent, history)
    let thread = try next.service.start(notifier, after: through) { [running] in running.post($0) }
    present.withLock { $0.thread = thread }
  }

  /// Ends telling; what was not told is told after the next start.
  func stop() {
    let last = present.withLock { $0 }
    last.desk?.service.stop()
    last.thread?.join()
  }
}
