/// A point of the monotonic time line, in nanoseconds since an origin that has no meaning.
///
/// It never steps; the wall clock is `WallTime`. Pure code is handed instants and never asks for
/// one.
package struct Instant: Hashable, Comparable, Sendable {
  package var nanoseconds: UInt64

  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package static let origin = Instant(nanoseconds: 0)

  package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Later by a duration; stays at the origin rather than passing it.
  package static func + (instant: Self, duration: Duration) -> Self {
    let sum = Int64(clamping: instant.nanoseconds).addingReportingOverflow(duration.nanoseconds)
    return Instant(nanoseconds: sum.overflow ? .max : UInt64(max(0, sum.partialValue)))
  }

  package static func - (instant: Self, duration: Duration) -> Self { instant + (.zero - duration) }

  /// The duration from `earlier` to this instant; negative when it is not earlier.
  package func since(_ earlier: Instant) -> Duration {
    .nanoseconds(Int64(clamping: nanoseconds) - Int64(clamping: earlier.nanoseconds))
  }
}

extension Duration {
  /// The whole nanoseconds, clamped to what 64 bits hold (292 years).
  package var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, sumOverflow) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return sumOverflow ? (seconds < 0 ? .min : .max) : sum
  }

  /// The duration in seconds, as metrics show it.
  package var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
