package import Readings

/// Whether alarms are annunciated faster than a person can follow: more than 10 in 10 minutes begin
/// a flood, fewer than 5 in 10 minutes end it.
///
/// Both questions are answered by the last 11 instants, so memory does not grow with the flood.
package struct FloodDetector: Sendable {
  /// The instants of the last annunciations, oldest first.
  private var recent: [Instant] = []
  /// When the present flood began; nil when there is none.
  package private(set) var startedAt: Instant?
  /// Annunciations of the present flood, those that began it included; 0 without a flood.
  package private(set) var count = 0
  /// Floods since the start, the present one included.
  package private(set) var floodCount: UInt64 = 0
  /// How long the floods lasted that are over.
  package private(set) var pastDuration = Duration.zero
  /// Annunciations of the flood that ended last.
  package private(set) var lastCount = 0
  /// Annunciations since the start of the agent.
  package private(set) var total: UInt64 = 0

  package static let window = Duration.seconds(600)
  /// This many in the window are not yet a flood.
  package static let startsAbove = 10
  /// This many in the window are still one.
  package static let endsBelow = 5

  package init() {}

  package var isActive: Bool { startedAt != nil }

  /// When the flood ends if nothing more is annunciated; nil when there is none.
  package var nextWake: Instant? {
    guard isActive, recent.count >= Self.endsBelow else { return nil }
    return recent[recent.count - Self.endsBelow] + Self.window
  }

  package mutating func annunciated(at: Instant) {
    timeReached(at: at)
    total += 1
    guard at > .origin else { return }
    recent.append(at)
    if recent.count > Self.startsAbove + 1 { recent.removeFirst() }
    if isActive {
      count += 1
    } else if recent.count > Self.startsAbove, at.since(recent[0]) < Self.window {
      startedAt = at
      count = recent.count
      floodCount += 1
    }
  }

  /// How long there has been a flood, in all.
  package func duration(at: Instant) -> Duration {
    pastDuration + (startedAt.map { at.since($0) } ?? .zero)
  }

  /// - Parameter wall: the wall clock at the instant `at`.
  func snapshot(at: Instant, wall: WallTime) -> AlarmStatisticsSnapshot.Flood {
    AlarmStatisticsSnapshot.Flood(
      startedAt: startedAt.map { wall + $0.since(at) }, count: count, lastCount: lastCount,
      floods: floodCount, total: total, pastSeconds: pastDuration.seconds,
      recent: recent.map { wall + $0.since(at) })
  }

  mutating func resume(_ snapshot: AlarmStatisticsSnapshot.Flood, at: Instant, wall: WallTime) {
    // What was before the machine started lies at the origin, all at once: it is not counted again.
    recent = snapshot.recent.map { min(at, at + $0.since(wall)) }.filter { $0 > .origin }
    startedAt = snapshot.startedAt.map { min(at, at + $0.since(wall)) }
    (count, lastCount) = (snapshot.count, snapshot.lastCount)
    (floodCount, total) = (snapshot.floods, snapshot.total)
    pastDuration = .milliseconds(Int64(snapshot.pastSeconds * 1000))
    // A flood that nothing recent holds up is over.
    if isActive, recent.count < Self.endsBelow {
      lastCount = count
      pastDuration += recent.last.flatMap { last in startedAt.map { last.since($0) } } ?? .zero
      startedAt = nil
      count = 0
    }
  }

  package mutating func timeReached(at: Instant) {
    guard let end = nextWake, at >= end else { return }
    // The flood was over when the window had emptied, however late somebody looked.
    pastDuration += startedAt.map { end.since($0) } ?? .zero
    lastCount = count
    startedAt = nil
    count = 0
  }
}
