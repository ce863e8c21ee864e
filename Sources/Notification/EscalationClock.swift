import Readings

/// Which alarms nobody has acknowledged, and when that is to be told.
struct EscalationClock: Sendable {
  private struct Wait: Sendable {
    var due: Instant
    var news: AlarmNews
  }

  private var waits: [String: Wait] = [:]
  private let patience: Duration
  private let repeatEvery: Duration?

  init(patience: Duration, repeatEvery: Duration?) {
    self.patience = patience
    self.repeatEvery = repeatEvery
  }

  var nextDue: Instant? { waits.values.map(\.due).min() }

  /// - Parameter since: when the alarm began to wait for somebody.
  mutating func take(_ news: AlarmNews, since: Instant) {
    guard news.isUnacknowledged else {
      waits[news.id] = nil
      return
    }
    let due = waits[news.id]?.due ?? since + patience
    waits[news.id] = Wait(due: due, news: news)
  }

  /// The alarms that have waited too long, the most pressing first.
  mutating func due(at now: Instant) -> [AlarmNews] {
    let late = waits.values.filter { $0.due <= now }
    for wait in late {
      if let repeatEvery {
        waits[wait.news.id]?.due = now + repeatEvery
      } else {
        waits[wait.news.id]?.due = Instant(nanoseconds: .max)
      }
    }
    return late.map { wait in
      var news = wait.news
      news.kind = "escalated"
      return news
    }.sorted { ($0.urgency, $0.id) < ($1.urgency, $1.id) }
  }
}
