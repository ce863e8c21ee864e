/// What a point of a device says by order of a story, whatever the plant would have it say.
package struct PointScript: Hashable, Sendable {
  package enum Saying: Hashable, Sendable {
    case number(Double)
    case flag(Bool)
    /// A state by its name in the profile, or its neutral one.
    case state(String)
    /// The names of the flags that are set.
    case flags([String])
    /// No value, in whichever way the registers can say so.
    case nothing
  }

  package var saying: Saying
  /// How long a number takes to get there from what is said now; nil for at once.
  package var ramp: Duration?
  /// By how much a number wanders to both sides.
  package var noise: Double

  package init(_ saying: Saying, ramp: Duration? = nil, noise: Double = 0) {
    self.saying = saying
    self.ramp = ramp
    self.noise = noise
  }
}

/// A script in force.
struct RunningScript: Sendable {
  var script: PointScript
  /// Seconds of virtual time.
  var since: Double
  /// The number from which a ramp starts.
  var start: Double

  func number(_ goal: Double, at seconds: Double) -> Double {
    guard let ramp = script.ramp?.asSeconds, ramp > 0 else { return goal }
    return start + (goal - start) * min(1, (seconds - since) / ramp)
  }
}

extension Duration {
  fileprivate var asSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
