/// How every number has gone in the last hour: one sample of each point a step, oldest dropped
/// first. A sample is the reading as it could be shown at that moment; where there was none there
/// is a gap, never the value before it.
///
/// Steps instead of points are kept together: a copy of the agent shares all of them, and a step
/// writes one new array and touches no other.
package struct TrendStore: Sendable {
  /// The time between two samples.
  package let step: Duration
  /// By age: the first is the newest. Each holds one sample a point; not a number is a gap.
  private var steps: [[Float]] = []
  private var newestAt: Instant?
  private let pointCount: Int

  /// How long trends reach back.
  package static let span = Duration.seconds(3600)

  /// - Parameter count: how many points there are. The more, the coarser: a small site sees what
  ///   happens in a quarter of a minute, a large one does not pay 100 MB for it.
  package init(count: Int) {
    pointCount = count
    step =
      switch count {
      case ...5000: .seconds(15)
      case ...20_000: .seconds(30)
      case ...50_000: .seconds(60)
      default: .seconds(120)
      }
  }

  /// When the next sample is due; nil before the first, which is due at once.
  package var nextSample: Instant? { newestAt.map { $0 + step } }

  /// Takes one sample of every point; `value` gives nil for a gap. Steps that were missed, because
  /// the machine slept, become gaps.
  package mutating func sample(at now: Instant, _ value: (PointIndex) -> Double?) {
    if let newest = newestAt {
      let missed = Int(now.since(newest) / step) - 1
      if missed >= capacity {
        steps = []
      } else if missed > 0 {
        steps.insert(contentsOf: Array(repeating: [], count: missed), at: 0)
      }
    }
    let taken = (0..<pointCount).map { point in
      value(PointIndex(rawValue: point)).map(Float.init) ?? .nan
    }
    steps.insert(taken, at: 0)
    if steps.count > capacity { steps.removeLast(steps.count - capacity) }
    newestAt = now
  }

  /// The samples of a point, oldest first; nil is a gap. Empty before the first sample.
  package func samples(of point: PointIndex) -> [Double?] {
    steps.reversed().map { step in
      guard step.indices.contains(point.rawValue) else { return nil }
      let sample = step[point.rawValue]
      return sample.isNaN ? nil : Double(sample)
    }
  }

  /// When the newest sample was taken; nil before the first.
  package var newest: Instant? { newestAt }

  /// The samples of another store under other numbers; points without an old number have gaps.
  /// A store that takes its samples at another pace begins anew.
  ///
  /// - Parameter points: by new point, the old one.
  package mutating func takeOver(_ other: TrendStore, _ points: [PointIndex?]) {
    guard step == other.step else { return }
    newestAt = other.newestAt
    steps = other.steps.map { samples in
      guard !samples.isEmpty else { return [] }
      return points.map { $0.map { samples[$0.rawValue] } ?? .nan }
    }
  }

  private var capacity: Int { Int(Self.span / step) }
}
