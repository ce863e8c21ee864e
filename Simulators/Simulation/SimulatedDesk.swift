import Agent
import Alarms
import Notification
import Readings

/// The notifier of a simulated process, and the targets that it tells: a webhook that keeps what it
/// was told, and an Alertmanager.
struct SimulatedDesk: Sendable {
  static let targets = [
    NotificationTarget(name: "pager", kind: .webhook),
    NotificationTarget(name: "alertmanager", kind: .alertmanager, hasHeartbeat: false),
  ]
  /// How long a target takes.
  static let latency = Duration.milliseconds(30)

  /// Nil while the process does not run.
  private(set) var notifier: Notifier?
  /// By target, how many disturbances keep it from taking anything.
  var failures = Array(repeating: 0, count: targets.count)

  var nextWake: Instant? { notifier?.nextWake }

  mutating func start(
    _ agent: Agent, _ history: NotificationHistory, at now: Instant, wall: WallTime
  ) {
    let names = Self.targets.map(\.name)
    notifier = Notifier(
      site: agent.settings.site, host: "simulated", targets: Self.targets, guidance: [:],
      standing: history.standing,
      untold: Dictionary(uniqueKeysWithValues: names.map { ($0, history.untold(to: $0)) }),
      through: Dictionary(
        uniqueKeysWithValues: names.map { ($0, history.through[$0] ?? agent.journal.lastSequence) }),
      at: now, wall: wall)
  }

  mutating func stop() { notifier = nil }

  mutating func handle(_ event: NotifierEvent, at now: Instant) -> [NotifierAction] {
    notifier?.handle(event, at: now) ?? []
  }
}

/// What a target was told.
struct TargetDelivery: Sendable {
  let target: NotificationTarget
  let bodies: [[UInt8]]
}

extension Simulation {
  /// Lets the notifier do what an event brings.
  mutating func wakeDesk(_ event: NotifierEvent, at now: Instant) {
    for action in desk.handle(event, at: now) {
      switch action {
      case .send(let target, let delivery):
        note("tell \(SimulatedDesk.targets[target].name) \(delivery.number)", at: now)
        queue.add(
          .deliveryArrives(run: process.run, target: target, delivery),
          at: now + SimulatedDesk.latency)
      case .report(let report): handle(.notified(report), at: now)
      }
    }
  }

  /// A message is at a target, which takes it or does not.
  mutating func deliver(_ delivery: Delivery, to target: Int, run: UInt64, at now: Instant) {
    let isTaken = desk.failures[target] == 0
    let isLost = defect == .losesNews && delivery.number.isMultiple(of: 2)
    if isTaken, !isLost {
      let told = TargetDelivery(target: SimulatedDesk.targets[target], bodies: delivery.bodies)
      for index in checkers.indices { checkers[index].delivered(told, at: now) }
    }
    // The process that sent it may be gone, and then does not know what became of it.
    guard run == process.run, process.isRunning else { return }
    let outcome =
      isTaken
      ? DeliveryOutcome(.delivered, detail: "HTTP 200", duration: SimulatedDesk.latency)
      : DeliveryOutcome(.failed, detail: "connection refused", duration: SimulatedDesk.latency)
    wakeDesk(.settled(target: target, outcome), at: now)
  }
}
