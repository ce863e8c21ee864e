package import Readings

/// The wall clock as last read, carried on by the monotonic clock in between. Steps are seen, and
/// nothing that is timed depends on them.
package struct WallClockReckoning: Sendable {
  private var wall = WallTime(nanoseconds: 0)
  private var readAt = Instant.origin
  private var hasRead = false

  /// A difference up to this is drift and reading delay, not a step.
  package static let tolerance = Duration.milliseconds(500)

  package init() {}

  /// The wall time of an instant.
  package func wallTime(at now: Instant) -> WallTime { wall + now.since(readAt) }

  /// Takes a reading; returns by how much the clock stepped, nil when it did not.
  @discardableResult
  package mutating func read(_ reading: WallTime, at now: Instant) -> Duration? {
    let difference = hasRead ? reading.since(wallTime(at: now)) : .zero
    wall = reading
    readAt = now
    defer { hasRead = true }
    let isStep = difference > Self.tolerance || difference < .zero - Self.tolerance
    return isStep ? difference : nil
  }
}
