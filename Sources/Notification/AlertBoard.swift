import Agent
import Alarms
import Readings

/// What one Alertmanager knows, or has to learn: which alerts stand, and which have gone.
///
/// It keeps nothing over its own restart and ends by itself what it is not sent again. So what
/// stands is sent again and again, and what has gone is said to have gone for a while.
struct AlertBoard: Sendable {
  private var alerts: [Key: Alert] = [:]
  private let site: String
  private let guidance: [String: AlarmGuidance]
  private let hasHeartbeat: Bool
  private var heartbeatSentAt: Instant?
  /// What Alertmanager has not been told; kept beside, because it is asked for with every event.
  private var untold: Set<Key> = []
  private var pressingCount = 0
  /// When something is to be sent again, if nothing happens; nil when there is nothing.
  private(set) var nextResend: Instant?

  /// An alarm under one priority: Alertmanager knows alerts by their labels, and the priority is
  /// one of them. A priority that is raised is another alert beside the first.
  struct Key: Hashable, Comparable, Sendable {
    var urgency: Int
    var id: String
    var priority: AlarmPriority

    static func < (left: Key, right: Key) -> Bool {
      (left.urgency, left.id, left.priority) < (right.urgency, right.id, right.priority)
    }
  }

  private struct Alert: Sendable {
    var news: AlarmNews
    var startsAt: WallTime
    /// When it went; nil while it stands.
    var endedAt: WallTime?
    /// When the end was first known, by the clock that does not step.
    var endedInstant: Instant?
    var sentAt: Instant?
    /// Alertmanager has not been told of the latest.
    var isNews = true
    /// Alertmanager refused it; not sent again until it changes.
    var isRefused = false
    var unsent = SequenceRanges()
  }

  /// Alerts that are sent together.
  struct Batch: Sendable {
    var body: [UInt8]
    var sequences: SequenceRanges
    /// Whether it says anything that was not said before.
    var hasNews: Bool
    /// The alerts in it.
    fileprivate(set) var places: [Key]

    var count: Int { places.count }
  }

  init(site: String, guidance: [String: AlarmGuidance], hasHeartbeat: Bool) {
    self.site = site
    self.guidance = guidance
    self.hasHeartbeat = hasHeartbeat
    nextResend = hasHeartbeat ? .origin : nil
  }

  var newsCount: Int { untold.count }
  var isPressing: Bool { pressingCount > 0 }
  var lowestSequence: UInt64? { alerts.values.compactMap(\.unsent.first).min() }

  mutating func take(_ news: AlarmNews, at now: Instant) {
    let key = Key(urgency: news.urgency, id: news.id, priority: news.priority)
    if news.stands {
      var alert =
        alerts[key]
        ?? Alert(news: news, startsAt: news.activeSince ?? news.time)
      // A new occurrence after an end is the same alert with a new start.
      if alert.endedAt != nil { alert.startsAt = news.activeSince ?? news.time }
      alert.endedAt = nil
      alert.endedInstant = nil
      put(told(of: news, alert), key)
    } else {
      for other in alerts.keys.filter({ $0.id == news.id }).sorted() {
        guard var alert = alerts[other], alert.endedAt == nil else { continue }
        alert.endedAt = news.time
        alert.endedInstant = now
        put(told(of: news, alert), other)
      }
    }
  }

  /// Keeps an alert, and the account of what is untold.
  private mutating func put(_ alert: Alert?, _ key: Key) {
    if untold.remove(key) != nil, alerts[key]?.news.isPressing == true { pressingCount -= 1 }
    alerts[key] = alert
    guard let alert, alert.isNews, !alert.isRefused else { return }
    untold.insert(key)
    if alert.news.isPressing { pressingCount += 1 }
  }

  private func told(of news: AlarmNews, _ alert: Alert) -> Alert {
    var alert = alert
    alert.news = news
    alert.isNews = true
    alert.isRefused = false
    if news.sequence > 0 { alert.unsent.insert(news.sequence) }
    return alert
  }

  private func laterResend() -> Instant? {
    var earliest = hasHeartbeat ? heartbeatSentAt ?? .origin : nil
    for alert in alerts.values where !alert.isRefused {
      guard let sent = alert.sentAt else { continue }
      earliest = min(earliest ?? sent, sent)
    }
    return earliest.map { $0 + NotificationLimits.resendEvery }
  }

  /// What is to be sent now: news first, the most pressing first, then what is due again. Nil for
  /// nothing.
  mutating func batch(at now: Instant, wall: WallTime, most limit: Int) -> Batch? {
    forget(at: now)
    defer { nextResend = laterResend() }
    let due = alerts.filter { key, alert in
      !alert.isRefused
        && (alert.isNews
          || alert.sentAt.map { now.since($0) >= NotificationLimits.resendEvery } ?? true)
    }
    let keys = due.sorted { left, right in
      left.value.isNews != right.value.isNews ? left.value.isNews : left.key < right.key
    }.prefix(limit).map(\.key)
    let isHeartbeatDue =
      hasHeartbeat
      && heartbeatSentAt.map { now.since($0) >= NotificationLimits.resendEvery } ?? true
    guard !keys.isEmpty || isHeartbeatDue else { return nil }
    var sequences = SequenceRanges()
    var elements: [JSONText] = []
    var hasNews = false
    for key in keys {
      guard let alert = alerts[key] else { continue }
      sequences.formUnion(alert.unsent)
      hasNews = hasNews || alert.isNews
      elements.append(json(alert, key, wall: wall))
      alerts[key]?.sentAt = now
    }
    if isHeartbeatDue {
      elements.append(heartbeat(wall: wall))
      heartbeatSentAt = now
    }
    return Batch(
      body: Array(JSONText.array(elements).compact.utf8), sequences: sequences, hasNews: hasNews,
      places: keys)
  }

  /// Alertmanager has taken the batch: what it said is no news any more.
  mutating func delivered(_ batch: Batch) {
    for key in batch.places { settle(key, batch) }
  }

  /// Alertmanager will never take the only alert of the batch.
  mutating func refused(_ batch: Batch) {
    for key in batch.places {
      settle(key, batch)
      guard var alert = alerts[key] else { continue }
      alert.isRefused = true
      put(alert, key)
    }
  }

  private mutating func settle(_ key: Key, _ batch: Batch) {
    guard var alert = alerts[key] else { return }
    // What happened while the batch was on its way is still to be told.
    let later = alert.unsent.ranges.flatMap { $0 }.filter { !batch.sequences.contains($0) }
    alert.unsent = SequenceRanges(later)
    alert.isNews = !later.isEmpty
    put(alert, key)
  }

  private mutating func forget(at now: Instant) {
    let gone = alerts.filter { _, alert in
      guard let ended = alert.endedInstant, !alert.isNews else { return false }
      return now.since(ended) >= NotificationLimits.resolvedFor
    }
    for key in gone.keys.sorted() { put(nil, key) }
  }

  private func json(_ alert: Alert, _ key: Key, wall: WallTime) -> JSONText {
    let news = alert.news
    let guide = guidance[news.id] ?? AlarmGuidance()
    // An end before the start is an error to Alertmanager; the wall clock may have stepped.
    let end = alert.endedAt ?? wall + NotificationLimits.alertLife
    let endsAt = max(end, alert.startsAt + .milliseconds(1))
    var annotations: [(String, JSONText)] = [
      ("summary", .text(news.summary)), ("state", .text(news.state.rawValue)),
      ("changed", .text(news.time.rfc3339)),
    ]
    for (name, text) in [
      ("consequence", guide.consequence), ("response", guide.response),
      ("contact", guide.contact), ("runbook_url", guide.runbook),
    ] where !text.isEmpty {
      annotations.append((name, .text(text)))
    }
    for name in ["value", "unit", "first_out", "actor", "comment", "shelved_until"] {
      if let text = news.detail(name) { annotations.append((name, .text(text))) }
    }
    return .object([
      ("labels", .object(labels(news, key).map { ($0.name, .text($0.value)) })),
      ("annotations", .object(annotations)),
      ("startsAt", .text(alert.startsAt.rfc3339)), ("endsAt", .text(endsAt.rfc3339)),
    ])
  }

  /// What identifies the alert. Nothing in it changes while the alarm lives; empty labels are left
  /// out, because Alertmanager drops them.
  private func labels(_ news: AlarmNews, _ key: Key) -> [(name: String, value: String)] {
    let own: [(name: String, value: String)] = [
      ("alertname", news.alarm), ("alarm_id", news.id), ("site", site), ("device", news.device),
      ("point", news.point), ("limit", news.level), ("priority", key.priority.rawValue),
      ("severity", key.priority.severity), ("drill", news.detail("drill") ?? ""),
    ]
    let names = own.map(\.name)
    return own.filter { !$0.value.isEmpty }
      + news.labels.filter { !names.contains($0.name) && !$0.value.isEmpty }
  }

  private func heartbeat(wall: WallTime) -> JSONText {
    .object([
      (
        "labels",
        .object([
          ("alertname", .text("HallwatchWatchdog")), ("site", .text(site)),
          ("severity", .text("none")),
        ])
      ),
      (
        "annotations",
        .object([
          ("summary", .text("Always fires: when it is gone, hallwatch or the way to it is gone."))
        ])
      ),
      ("endsAt", .text((wall + NotificationLimits.alertLife).rfc3339)),
    ])
  }
}

extension AlarmPriority {
  /// The label `severity` by the convention of Prometheus.
  var severity: String {
    switch self {
    case .critical: "critical"
    case .high, .medium: "warning"
    case .low, .journal: "info"
    }
  }
}
