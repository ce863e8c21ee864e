import DeviceProfiles
import Readings
import Registers

/// What the agent adds to the readings of one device: values worked out from others, counters
/// carried on over their roll-over, and the judgement of a heartbeat.
struct DerivedState: Sendable {
  private(set) var computations: [Computed] = []
  private(set) var counters: [Int: CounterCarry] = [:]
  var heartbeat: HeartbeatWatch?

  struct Computed: Sendable {
    var computation: CompiledComputation
    /// Where its sources are read.
    var spans: [RegisterSpan]
  }

  init(of device: DeviceSettings) {
    let profile = device.profile
    computations = profile.computations().map { computation in
      Computed(
        computation: computation, spans: computation.inputs.compactMap { profile.points[$0].span })
    }
    for (place, point) in profile.points.enumerated() {
      counters[place] = CounterCarry(point)
    }
    heartbeat = HeartbeatWatch(of: device)
  }

  /// Goes on with a counter as an earlier run left it.
  mutating func resume(_ snapshot: CounterSnapshot, at place: Int) {
    counters[place]?.resume(snapshot)
  }

  /// The outcome of a point as it counts: counters carried on, nothing of a frozen device. The
  /// places of counters that are worth a record are added to `news`.
  mutating func counted(
    _ outcome: Reading.Outcome, at place: Int, news: inout [Int]
  ) -> Reading.Outcome {
    if let heartbeat, heartbeat.isStale, heartbeat.place != place { return .none(.frozen) }
    guard case .value(.number(let number)) = outcome, let carried = counters[place]?.take(number)
    else { return outcome }
    if carried.isNews { news.append(place) }
    return .value(.number(carried.value))
  }
}

/// A counter that starts again at 0, continued as one that does not.
struct CounterCarry: Sendable {
  /// What one turn is worth, in the unit of the point.
  let step: Double
  private(set) var turns = 0
  private(set) var last: Double?
  /// Turns and eighth of a turn of the last record; a start without one writes the first.
  private var recorded: (turns: Int, eighth: Int)?
  /// Whether `last` is from an earlier run: the counter may have gone far since.
  private var isResumed = false

  /// Nil for a point that is no such counter.
  init?(_ point: PointDefinition) {
    guard let end = point.rollsOverAt, case .number(let scaling) = point.meaning,
      scaling.factor == nil, scaling.offset == 0, scaling.scale > 0
    else { return nil }
    step = end * scaling.scale
  }

  mutating func resume(_ snapshot: CounterSnapshot) {
    turns = snapshot.turns
    last = snapshot.value
    recorded = (snapshot.turns, eighth(of: snapshot.value))
    isResumed = true
  }

  /// A counter that falls from the end of its range to the start has made a turn; one that falls
  /// otherwise was set back, and so is what was counted. A record says where a counter was within an
  /// eighth of a turn, so after a restart the second half counts as the end.
  mutating func take(_ value: Double) -> (value: Double, isNews: Bool) {
    if let last, value < last {
      let isEnd = isResumed ? last >= step / 2 : last >= step * 0.9 && value <= step * 0.1
      turns = isEnd ? turns + 1 : 0
    }
    last = value
    isResumed = false
    let now = (turns: turns, eighth: eighth(of: value))
    let isNews = recorded.map { $0 != now } ?? true
    recorded = now
    return (Double(turns) * step + value, isNews)
  }

  private func eighth(of value: Double) -> Int { Int((value / step * 8).rounded(.down)) }
}

/// Watches whether a point that a working device keeps changing still changes.
struct HeartbeatWatch: Sendable {
  /// The place of the heartbeat in the profile, and of the flag that says that it stands still.
  let place: Int
  let flagPlace: Int
  private let span: RegisterSpan
  private let limit: Duration
  /// Without an answer for longer than this, the time of standing still begins anew.
  private let longestGap: Duration
  private var words: [UInt16] = []
  private var changedAt: Instant?
  private var readAt: Instant?
  private(set) var isStale = false
  /// Whether it was seen to move, or to stand still for too long, since it is watched.
  private(set) var isKnown = false

  /// Nil for a device without a heartbeat.
  init?(of device: DeviceSettings) {
    let points = device.profile.points
    guard let heartbeat = device.profile.heartbeat,
      let flagPlace = device.profile.staleHeartbeatPlace,
      let place = points.firstIndex(where: { $0.name == heartbeat.point }),
      let span = points[place].span
    else { return nil }
    self.place = place
    self.flagPlace = flagPlace
    self.span = span
    limit = heartbeat.limit
    longestGap = max(limit, device.interval * 3)
  }

  /// Looks at an answer; true when it held the heartbeat.
  mutating func take(_ block: RegisterBlock, at now: Instant) -> Bool {
    guard let read = block.words(of: span) else { return false }
    let isGap = readAt.map { now.since($0) > longestGap } ?? true
    let isMoved = readAt != nil && !read.elementsEqual(words)
    readAt = now
    if isMoved {
      words = Array(read)
      changedAt = now
      isStale = false
      isKnown = true
    } else if isGap, !isStale {
      words = Array(read)
      changedAt = now
    } else if let changedAt, now.since(changedAt) > limit {
      isStale = true
      isKnown = true
    }
    return true
  }
}
