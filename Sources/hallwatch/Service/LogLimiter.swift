import Readings

/// Keeps one thing that happens again and again from burying everything else: so many lines of a
/// kind in a while are shown, the rest are counted, and the count is said.
struct LogLimiter: Sendable {
  /// Lines of one kind that are shown in a window.
  static let burst = 10
  static let window = Duration.seconds(60)
  /// Kinds that are kept apart; beyond, the oldest are forgotten with their counts.
  private static let mostKinds = 2000

  private struct Tally: Sendable {
    var began: Instant
    var shown = 0
    var held = 0
  }

  private var tallies: [String: Tally] = [:]

  /// Whether a line of a kind is shown, and how many before it were not.
  mutating func admit(_ kind: String, at now: Instant) -> (isShown: Bool, held: Int) {
    var tally = tallies[kind] ?? Tally(began: now)
    var held = 0
    if now.since(tally.began) >= Self.window {
      held = tally.held
      tally = Tally(began: now)
    }
    let isShown = tally.shown < Self.burst
    if isShown { tally.shown += 1 } else { tally.held += 1 }
    tallies[kind] = tally
    return (isShown, held)
  }

  /// Kinds of which lines were held back in a window that is over, and how many, in order; each is
  /// given once.
  mutating func takeHeld(at now: Instant, isEnd: Bool = false) -> [(kind: String, count: Int)] {
    var held: [(kind: String, count: Int)] = []
    for (kind, tally) in tallies where isEnd || now.since(tally.began) >= Self.window {
      if tally.held > 0 { held.append((kind, tally.held)) }
      tallies[kind] = nil
    }
    if tallies.count > Self.mostKinds { tallies = [:] }
    return held.sorted { $0.kind < $1.kind }
  }
}
