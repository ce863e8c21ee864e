import Agent
import Alarms
import Readings

/// What one target is told, and how far that has come.
struct TargetTeller: Sendable {
  private let target: NotificationTarget
  private let site: String
  private let host: String
  private let guidance: [String: AlarmGuidance]
  /// For Alertmanager.
  private var board: AlertBoard
  /// For the others.
  private var queue: NewsQueue
  private var escalation: EscalationClock?
  private var backOff = BackOff()
  private var retryAt: Instant?
  private var lastDeliveryAt: Instant?
  /// When what waits began to wait.
  private var waitingSince: Instant?
  private var inFlight: Attempt?
  private var lastDelivery: UInt64
  private var lastSequence: UInt64
  /// So many pieces of news are sent one by one, because they were refused together.
  private var singles = 0
  /// Alertmanager refused a request of several: they are sent one by one.
  private var alertsPerRequest = NotificationLimits.alertsPerRequest
  private(set) var counts: NotificationTally
  /// Whether the last attempt succeeded; nil before the first.
  private var wasDelivered: Bool?

  private struct Attempt: Sendable {
    var delivery: Delivery
    var sequences: SequenceRanges
    var alerts: AlertBoard.Batch?
    /// Several pieces of news, which may be sent apart when one is refused.
    var batch: NewsQueue.Batch?
    var hasNews: Bool
    var isOnItsWay: Bool
  }

  init(
    _ target: NotificationTarget, site: String, host: String,
    guidance: [String: AlarmGuidance], through: UInt64
  ) {
    self.target = target
    self.site = site
    self.host = host
    self.guidance = guidance
    lastSequence = through
    // Numbers of deliveries must not repeat those of an earlier run.
    lastDelivery = through << 20
    board = AlertBoard(
      site: site, guidance: guidance,
      hasHeartbeat: target.kind == .alertmanager && target.hasHeartbeat)
    queue = NewsQueue(guidance: guidance)
    escalation = target.unacknowledgedFor.map {
      EscalationClock(patience: $0, repeatEvery: target.repeatEvery)
    }
    counts = NotificationTally(target: target.name)
  }

  var tally: NotificationTally {
    var tally = counts
    tally.pending = target.kind == .alertmanager ? board.newsCount : queue.count
    if let inFlight, inFlight.alerts == nil { tally.pending += inFlight.batch?.count ?? 0 }
    return tally
  }

  /// An alarm stands since before the start.
  mutating func resume(_ news: AlarmNews, at now: Instant, wall: WallTime) {
    guard target.wants(news) else { return }
    if target.kind == .alertmanager {
      board.take(news, at: now)
    } else if escalation != nil {
      escalation?.take(news, since: now + (news.activeSince ?? news.time).since(wall))
    }
  }

  mutating func take(_ news: AlarmNews, at now: Instant) {
    lastSequence = max(lastSequence, news.sequence)
    guard target.wants(news), news.kind != "quality_changed" else { return }
    if target.kind == .alertmanager {
      board.take(news, at: now)
    } else if escalation != nil {
      escalation?.take(news, since: now)
      return
    } else {
      queue.add(news)
    }
    waitingSince = waitingSince ?? now
  }

  /// When something is to be done, whatever happens.
  var nextWake: Instant? {
    var times = [escalation?.nextDue].compactMap { $0 }
    if inFlight?.isOnItsWay != true {
      if let retryAt {
        times.append(retryAt)
      } else {
        if target.kind == .alertmanager, let resend = board.nextResend { times.append(resend) }
        if hasNews { times.append(earliestDelivery) }
      }
    }
    return times.min()
  }

  private var hasNews: Bool {
    target.kind == .alertmanager ? board.newsCount > 0 : !queue.isEmpty
  }

  /// What does not press waits for a while after a delivery, and then goes together.
  private var earliestDelivery: Instant {
    let presses = target.kind == .alertmanager ? board.isPressing : queue.isPressing
    if presses || target.kind == .syslog { return .origin }
    let gathered = waitingSince.map { $0 + NotificationLimits.gathering } ?? .origin
    return max(gathered, lastDeliveryAt.map { $0 + NotificationLimits.pace } ?? .origin)
  }

  /// What is to be sent now; nil when nothing is, or something is on its way.
  mutating func next(at now: Instant, wall: WallTime) -> Delivery? {
    for late in escalation?.due(at: now) ?? [] { queue.add(late) }
    if inFlight?.isOnItsWay == true { return nil }
    if let retryAt, retryAt > now { return nil }
    retryAt = nil
    if inFlight != nil, target.kind != .alertmanager { return attemptAgain() }
    guard target.kind == .alertmanager || hasNews, now >= earliestDelivery || isResendDue(at: now)
    else { return nil }
    return target.kind == .alertmanager ? nextAlerts(at: now, wall: wall) : nextNews(at: now)
  }

  private func isResendDue(at now: Instant) -> Bool {
    target.kind == .alertmanager && board.nextResend.map { $0 <= now } ?? false
  }

  /// Alertmanager is always sent how things stand now, also after an attempt that failed.
  private mutating func nextAlerts(at now: Instant, wall: WallTime) -> Delivery? {
    let attempt = (inFlight?.delivery.attempt ?? 0) + 1
    guard let batch = board.batch(at: now, wall: wall, most: alertsPerRequest) else {
      inFlight = nil
      return nil
    }
    if attempt == 1 { lastDelivery += 1 }
    return depart(
      Attempt(
        delivery: Delivery(number: lastDelivery, attempt: attempt, bodies: [batch.body]),
        sequences: batch.sequences, alerts: batch, hasNews: batch.hasNews, isOnItsWay: true),
      at: now)
  }

  private mutating func nextNews(at now: Instant) -> Delivery? {
    let isSyslog = target.kind == .syslog
    let batch = queue.take(
      most: isSyslog ? NotificationLimits.eventsPerDelivery : singles > 0 ? 1 : nil)
    singles = max(0, singles - 1)
    guard batch.count > 0 else { return nil }
    return depart(batch, at: now)
  }

  private mutating func depart(_ batch: NewsQueue.Batch, at now: Instant) -> Delivery {
    lastDelivery += 1
    let bodies =
      target.kind == .syslog
      ? batch.events.map {
        SyslogMessage.bytes(
          $0, site: site, host: host, guidance: guidance[$0.id] ?? AlarmGuidance())
      }
      : [
        WebhookBody.json(
          batch, site: site, delivery: "\(site)-\(target.name)-\(lastDelivery)",
          guidance: guidance)
      ]
    return depart(
      Attempt(
        delivery: Delivery(number: lastDelivery, attempt: 1, bodies: bodies),
        sequences: batch.sequences, batch: batch, hasNews: true, isOnItsWay: true), at: now)
  }

  private mutating func depart(_ attempt: Attempt, at now: Instant) -> Delivery {
    inFlight = attempt
    lastDeliveryAt = now
    waitingSince = nil
    return attempt.delivery
  }

  private mutating func attemptAgain() -> Delivery? {
    inFlight?.delivery.attempt += 1
    inFlight?.isOnItsWay = true
    return inFlight?.delivery
  }

  mutating func settled(
    _ outcome: DeliveryOutcome, at now: Instant, into actions: inout [NotifierAction]
  ) {
    guard var attempt = inFlight, attempt.isOnItsWay else { return }
    attempt.isOnItsWay = false
    switch outcome.result {
    case .delivered:
      counts.delivered += 1
      backOff.succeeded()
      inFlight = nil
      if let alerts = attempt.alerts { board.delivered(alerts) }
      alertsPerRequest = NotificationLimits.alertsPerRequest
    case .failed:
      counts.failed += 1
      backOff.failed()
      retryAt = now + backOff.pause
      inFlight = attempt
    case .refused: refused(attempt, at: now)
    }
    report(outcome, attempt, into: &actions)
  }

  /// A body that is not taken is taken apart, so that one bad piece does not hold up the others.
  private mutating func refused(_ attempt: Attempt, at now: Instant) {
    inFlight = nil
    backOff.failed()
    retryAt = now + backOff.pause
    if let alerts = attempt.alerts {
      if alerts.count > 1 {
        counts.failed += 1
        alertsPerRequest = 1
      } else {
        counts.dropped += 1
        board.refused(alerts)
        retryAt = nil
      }
    } else if let batch = attempt.batch, batch.events.count > 1 {
      counts.failed += 1
      for event in batch.events { queue.add(event) }
      singles = batch.events.count
    } else {
      counts.dropped += 1
    }
  }

  /// Every attempt that carries news is put on record, and those without when things turn.
  private mutating func report(
    _ outcome: DeliveryOutcome, _ attempt: Attempt, into actions: inout [NotifierAction]
  ) {
    let isDelivered = outcome.result == .delivered
    defer { wasDelivered = isDelivered }
    guard attempt.hasNews || wasDelivered != nil && wasDelivered != isDelivered else { return }
    actions.append(
      .report(
        NotificationReport(
          target: target.name, delivery: attempt.delivery.number,
          attempt: attempt.delivery.attempt, isDelivered: isDelivered,
          records: attempt.sequences.text(), through: through,
          detail: outcome.result == .refused ? "refused: \(outcome.detail)" : outcome.detail,
          duration: outcome.duration)))
  }

  /// Up to where nothing is left to be told.
  private var through: UInt64 {
    let waiting = [
      inFlight?.sequences.first,
      target.kind == .alertmanager
        ? board.lowestSequence
        : queue.lowestSequence,
    ].compactMap { $0 }.min()
    return waiting.map { $0 - 1 } ?? lastSequence
  }
}
