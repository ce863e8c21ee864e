package import Agent
package import Readings

/// Decides what each target is told and when. It has no clock and no socket: facts come in, things
/// to send go out; a target that is dead holds up nobody else.
package struct Notifier: Sendable {
  private var tellers: [TargetTeller]
  private var wall = WallTime(nanoseconds: 0)
  private var wallReadAt = Instant.origin

  /// - Parameters:
  ///   - host: the machine's name, for syslog.
  ///   - standing: how every alarm stood when the agent started that was not normal; told to those
  ///     who keep lists of what stands.
  ///   - untold: what an earlier run recorded and did not tell, by target, in order.
  ///   - through: up to which record each target has been told everything, by name.
  package init(
    site: String, host: String, targets: [NotificationTarget], guidance: [String: AlarmGuidance],
    standing: [AlarmNews] = [], untold: [String: [AlarmNews]] = [:],
    through: [String: UInt64] = [:], at now: Instant, wall: WallTime
  ) {
    self.wall = wall
    wallReadAt = now
    tellers = targets.map { target in
      var teller = TargetTeller(
        target, site: site, host: host, guidance: guidance, through: through[target.name] ?? 0)
      for news in standing { teller.resume(news, at: now, wall: wall) }
      for news in untold[target.name] ?? [] { teller.take(news, at: now) }
      return teller
    }
  }

  /// When `timeReached` is wanted, whatever else happens.
  package var nextWake: Instant? { tellers.compactMap(\.nextWake).min() }

  package mutating func handle(_ event: NotifierEvent, at now: Instant) -> [NotifierAction] {
    var actions: [NotifierAction] = []
    switch event {
    case .happened(let news):
      for place in tellers.indices { tellers[place].take(news, at: now) }
    case .settled(let target, let outcome):
      guard tellers.indices.contains(target) else { return [] }
      tellers[target].settled(outcome, at: now, into: &actions)
    case .timeReached: break
    case .wallClockRead(let reading):
      wall = reading
      wallReadAt = now
    }
    for place in tellers.indices {
      if let delivery = tellers[place].next(at: now, wall: wall + now.since(wallReadAt)) {
        actions.append(.send(target: place, delivery))
      }
    }
    return actions
  }

  /// What each target has been told, and what it waits for, by target.
  package var tallies: [NotificationTally] { tellers.map(\.tally) }
}

/// A fact for the notifier.
package enum NotifierEvent: Sendable {
  /// An alarm's record is on disk, or known not to get there.
  case happened(AlarmNews)
  /// A delivery ended.
  case settled(target: Int, DeliveryOutcome)
  case timeReached
  case wallClockRead(WallTime)
}

/// What the notifier wants done.
package enum NotifierAction: Hashable, Sendable {
  /// Send it and tell how it ended, with `settled`. One at a time for each target.
  case send(target: Int, Delivery)
  /// Put an attempt on record.
  case report(NotificationReport)
}

/// One message to one target.
package struct Delivery: Hashable, Sendable {
  package var number: UInt64
  package var attempt: Int
  /// One body for HTTP; one for each datagram of syslog.
  package var bodies: [[UInt8]]
}

/// How a delivery ended.
package struct DeliveryOutcome: Hashable, Sendable {
  package var result: Result
  /// The status line, or what went wrong.
  package var detail: String
  package var duration: Duration

  package init(_ result: Result, detail: String, duration: Duration = .zero) {
    self.result = result
    self.detail = detail
    self.duration = duration
  }

  package enum Result: Hashable, Sendable {
    case delivered
    /// Try again later.
    case failed
    /// The target understood and will never take this body.
    case refused
  }
}

/// What a target has been told since the start.
package struct NotificationTally: Hashable, Sendable {
  package var target: String
  package var delivered: UInt64 = 0
  package var failed: UInt64 = 0
  /// Deliveries that the target will never take.
  package var dropped: UInt64 = 0
  /// News that wait.
  package var pending = 0
}
