/// Seeded noise as a function of time, so that nothing depends on who looked how often.
struct Noise: Sendable {
  let seed: UInt64

  /// A number from -1 to 1 that wanders: a straight line between random knots.
  ///
  /// - Parameters:
  ///   - stream: which of the independent noises.
  ///   - time: seconds of virtual time.
  ///   - period: seconds between two knots.
  func wander(_ stream: UInt64, at time: Double, period: Double) -> Double {
    let place = time / period
    let knot = place.rounded(.down)
    let share = place - knot
    let here = value(stream, UInt64(knot))
    return here + (value(stream, UInt64(knot) &+ 1) - here) * share
  }

  /// A number from -1 to 1, unrelated from index to index.
  func value(_ stream: UInt64, _ index: UInt64) -> Double {
    let bits = SplitMix64.mixed(
      seed &+ SplitMix64.mixed(stream &* 0x9E37_79B9_7F4A_7C15 &+ SplitMix64.mixed(index)))
    return Double(bits >> 11) * 0x1p-52 - 1
  }
}
