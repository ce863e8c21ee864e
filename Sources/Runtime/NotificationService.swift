package import Agent
package import Exposition
import Glibc
package import ModbusLink
package import Notification
import Readings
import Synchronization
import Web

/// Tells targets what the notifier decides: one thread that owns the notifier, and one for each
/// target, so that a target that is dead or slow delays nobody else.
package final class NotificationService: Sendable {
  /// Carries a delivery out, on the target's thread.
  package typealias Sender = @Sendable (Delivery) -> DeliveryOutcome

  private enum Message: Sendable {
    case happened(Announcement)
    case settled(target: Int, DeliveryOutcome)
    case stop
  }

  private let inbox: Mailbox<Message>
  /// Nil ends the target's thread.
  private let outboxes: [Mailbox<Delivery?>]
  private let senders: [Sender]
  private let tallies: Guarded<[NotificationTally]>
  private let isStopping = Atomic<Bool>(false)

  /// Announcements that may wait for the notifier, which only computes.
  private static var inboxCapacity: Int { 200_000 }

  /// - Parameter senders: how each target of the notifier is reached, in the same order.
  package init(senders: [Sender]) throws(SystemFailure) {
    self.senders = senders
    inbox = try Mailbox(capacity: Self.inboxCapacity)
    var outboxes: [Mailbox<Delivery?>] = []
    for _ in senders { outboxes.append(try Mailbox(capacity: 4)) }
    self.outboxes = outboxes
    tallies = Guarded([])
  }

  /// Tells of something that is on disk, or known not to get there. Does not wait.
  package func take(_ announcement: Announcement) { inbox.post(.happened(announcement)) }

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - known: the number of the last record that the notifier knows of already.
  ///   - report: told `notified`.
  package func start(
    _ notifier: Notifier, after known: UInt64 = 0,
    report: @escaping @Sendable (AgentEvent) -> Void
  ) throws(SystemFailure) -> LinuxThread {
    for (place, sender) in senders.enumerated() {
      let (inbox, outbox) = (inbox, outboxes[place])
      // Not joined: at the end it may still wait for an answer.
      try LinuxThread(name: "hw-tell-\(place)") { [self] in
        while !isStopping.load(ordering: .acquiring) {
          outbox.wait(milliseconds: -1)
          for case let delivery? in outbox.takeAll() {
            inbox.post(.settled(target: place, sender(delivery)))
          }
        }
      }.detach()
    }
    return try LinuxThread(name: "hw-notify") { [self] in run(notifier, after: known, report) }
  }

  /// Ends the threads. What was not told is told after the next start.
  package func stop() {
    isStopping.store(true, ordering: .releasing)
    inbox.post(.stop)
    for outbox in outboxes { outbox.post(nil) }
  }

  private func run(
    _ notifier: Notifier, after known: UInt64, _ report: @Sendable (AgentEvent) -> Void
  ) {
    var notifier = notifier
    act(on: &notifier, .timeReached, report)
    while true {
      let wait =
        notifier.nextWake.map { min(1000, MonotonicClock.milliseconds(until: $0)) } ?? 1000
      inbox.wait(milliseconds: wait)
      act(on: &notifier, .wallClockRead(MonotonicClock.wall), report)
      for message in inbox.takeAll() {
        switch message {
        case .happened(let announcement):
          guard let news = AlarmNews(announcement), news.sequence == 0 || news.sequence > known
          else {
            continue
          }
          act(on: &notifier, .happened(news), report)
        case .settled(let target, let outcome):
          act(on: &notifier, .settled(target: target, outcome), report)
        case .stop: return
        }
      }
      let now = notifier.tallies
      tallies.withLock { $0 = now }
    }
  }

  private func act(
    on notifier: inout Notifier, _ event: NotifierEvent,
    _ report: @Sendable (AgentEvent) -> Void
  ) {
    for action in notifier.handle(event, at: MonotonicClock.now) {
      switch action {
      case .send(let target, let delivery): outboxes[target].post(delivery)
      case .report(let attempt): report(.notified(attempt))
      }
    }
  }

  /// The families about notification, as they are now.
  package func families() -> [DynamicFamily] {
    let tallies = tallies.withLock { $0 }
    let attempts = MetricFamily(
      name: "hallwatch_notifications_total", type: .counter,
      help: "Attempts to tell a target, by how they ended.")
    let pending = MetricFamily(
      name: "hallwatch_notifications_pending", type: .gauge,
      help: "News of alarms that a target is still to be told.")
    let ended = tallies.flatMap { tally in
      [("delivered", tally.delivered), ("failed", tally.failed), ("dropped", tally.dropped)].map {
        ([("target", tally.target), ("outcome", $0.0)], Double($0.1))
      }
    }
    let waiting = tallies.map { ([("target", $0.target)], Double($0.pending)) }
    return [Self.family(attempts, ended), Self.family(pending, waiting)].compactMap { $0 }
  }

  private static func family(
    _ family: MetricFamily, _ samples: [([(name: String, value: String)], Double)]
  ) -> DynamicFamily? {
    var made = try? DynamicFamily(family)
    for (labels, value) in samples { made?.add(labels, value: value) }
    return made
  }
}
