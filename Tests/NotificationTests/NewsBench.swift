import Agent
import Alarms
import Notification
import Readings

/// A notifier in virtual time, with targets that behave as the test says.
struct NewsBench {
  /// What a target does with a delivery.
  enum Manner {
    case takes
    case isDead
    /// Takes no body that holds this text.
    case refuses(String)
    /// Never answers; the test settles it.
    case hangs
  }

  static let wallStart = WallTime(nanoseconds: 1_700_000_000_000_000_000)
  static let latency = Duration.milliseconds(20)

  var notifier: Notifier
  var manners: [Manner]
  private(set) var now = Instant.origin + .seconds(1000)
  private(set) var sent: [(at: Instant, target: Int, delivery: Delivery)] = []
  private(set) var reports: [NotificationReport] = []
  private var pending: [(at: Instant, target: Int, delivery: Delivery)] = []
  private(set) var sequence: UInt64 = 100
  let targets: [NotificationTarget]

  init(
    _ targets: [NotificationTarget], standing: [AlarmNews] = [],
    untold: [String: [AlarmNews]] = [:], guidance: [String: AlarmGuidance] = [:]
  ) {
    self.targets = targets
    manners = targets.map { _ in .takes }
    notifier = Notifier(
      site: "icn1", host: "box", targets: targets, guidance: guidance, standing: standing,
      untold: untold, through: Dictionary(uniqueKeysWithValues: targets.map { ($0.name, 100) }),
      at: now, wall: Self.wallStart)
    act(.timeReached)
  }

  var wall: WallTime { Self.wallStart + now.since(.origin + .seconds(1000)) }

  /// News of an alarm, as the journal would record it.
  mutating func news(
    _ id: String, _ state: AlarmState, kind: String = "occurred",
    priority: AlarmPriority = .high, hazard: AlarmHazard = .none,
    extra: [String: JournalRecord.FieldValue] = [:]
  ) -> AlarmNews {
    sequence += 1
    return Self.news(
      id, state, kind: kind, priority: priority, hazard: hazard, sequence: sequence, at: wall,
      extra: extra)
  }

  static func news(
    _ id: String, _ state: AlarmState, kind: String = "occurred",
    priority: AlarmPriority = .high, hazard: AlarmHazard = .none, sequence: UInt64, at: WallTime,
    extra: [String: JournalRecord.FieldValue] = [:]
  ) -> AlarmNews {
    var fields: [String: JournalRecord.FieldValue] = [
      "id": .text(id), "to_state": .text(state.rawValue), "priority": .text(priority.rawValue),
      "hazard": .text(hazard.rawValue), "active": .flag(state != .normal),
      "room": .text("hall-1"), "event_id": .text("icn1-\(sequence)"),
    ]
    if state != .normal { fields["active_since"] = .text(at.rfc3339) }
    fields.merge(extra) { _, new in new }
    guard let news = AlarmNews(sequence: sequence, kind: kind, time: at, fields: fields) else {
      preconditionFailure("not news: \(fields)")
    }
    return news
  }

  mutating func tell(_ news: AlarmNews) { act(.happened(news)) }

  /// Lets so much time pass.
  mutating func run(for duration: Duration) {
    let end = now + duration
    while true {
      let answer = pending.map(\.at).min()
      let wake = notifier.nextWake
      let next = [answer, wake].compactMap { $0 }.min()
      guard let next, next <= end else { break }
      now = max(now, next)
      if let place = pending.firstIndex(where: { $0.at <= now }) {
        let done = pending.remove(at: place)
        settle(done.target, done.delivery)
      } else {
        act(.timeReached)
      }
    }
    now = end
    act(.wallClockRead(wall))
  }

  mutating func settle(_ target: Int, _ delivery: Delivery) {
    let text = String(decoding: Array(delivery.bodies.joined()), as: UTF8.self)
    let outcome: DeliveryOutcome =
      switch manners[target] {
      case .takes: DeliveryOutcome(.delivered, detail: "HTTP 200")
      case .isDead: DeliveryOutcome(.failed, detail: "connection refused")
      case .refuses(let word) where text.contains(word):
        DeliveryOutcome(.refused, detail: "HTTP 400")
      case .refuses, .hangs: DeliveryOutcome(.delivered, detail: "HTTP 200")
      }
    act(.settled(target: target, outcome))
  }

  private mutating func act(_ event: NotifierEvent) {
    for action in notifier.handle(event, at: now) {
      switch action {
      case .send(let target, let delivery):
        sent.append((now, target, delivery))
        if case .hangs = manners[target] { continue }
        pending.append((now + Self.latency, target, delivery))
      case .report(let report): reports.append(report)
      }
    }
  }

  /// The texts sent to a target.
  func texts(_ target: Int = 0) -> [String] {
    sent.filter { $0.target == target }
      .map { String(decoding: Array($0.delivery.bodies.joined(separator: [10])), as: UTF8.self) }
  }
}
