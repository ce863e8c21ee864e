import DeviceProfiles
import Readings
import Registers

/// What a point that the agent computes should say, worked out of what the plant said, by other
/// ways than the agent's.
enum ComputedOracle {
  /// What can be said of the value of a computed point.
  enum Verdict: Hashable, Sendable {
    /// A number within these, or no value where the formula ends.
    case number(ClosedRange<Double>)
    case flag(Bool)
    /// Either, because a source lies on the edge or is not known.
    case undecided
  }

  /// Whether the agent may show this value.
  static func allows(_ value: Value, _ verdict: Verdict) -> Bool {
    switch (verdict, value) {
    case (.number(let range), .number(let number)): range.contains(number)
    case (.flag(let isSet), .flag(let shown)): isSet == shown
    case (.undecided, _): true
    default: false
    }
  }

  /// - Parameters:
  ///   - sources: what the plant said for each source, in the order of `computation.sources`; nil
  ///     where it never said anything.
  ///   - definitions: the sources' definitions.
  static func verdict(
    _ computation: Computation, of sources: [Value?], _ definitions: [PointDefinition]
  ) -> Verdict {
    switch computation {
    case .dewPoint: dewPoint(sources, definitions)
    case .anyOf(let conditions): anyOf(conditions, sources, definitions)
    case .staleHeartbeat: .undecided
    }
  }

  /// The dew point is the temperature at which the vapour that is there would saturate the air: it is
  /// looked for, by halving, with another formula of saturation than the agent's.
  private static func dewPoint(_ sources: [Value?], _ definitions: [PointDefinition]) -> Verdict {
    guard sources.count == 2, case .number(let temperature)? = sources[0],
      case .number(let humidity)? = sources[1]
    else { return .undecided }
    let (warmth, moisture) = (coarseness(definitions[0]), coarseness(definitions[1]))
    let low = dewPoint(temperature - warmth, max(0.0005, humidity - moisture))
    let high = dewPoint(temperature + warmth, min(1, humidity + moisture))
    // The formulas agree within a tenth of a degree in rooms, and less well in great cold.
    let doubt = 0.15 + 0.01 * max(0, -low)
    return .number(low - doubt...high + doubt)
  }

  static func dewPoint(_ temperature: Double, _ humidity: Double) -> Double {
    let pressure = min(1, humidity) * saturationPressure(temperature)
    var (low, high) = (-120.0, 100.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if saturationPressure(middle) < pressure { low = middle } else { high = middle }
    }
    return low
  }

  /// Of water vapour over water in pascals, by Tetens (1930) as Murray (1967) has it.
  private static func saturationPressure(_ celsius: Double) -> Double {
    610.78 * exponential(17.269 * celsius / (celsius + 237.3))
  }

  /// eˣ, by halving the exponent until a short series is good, and squaring back.
  private static func exponential(_ exponent: Double) -> Double {
    guard exponent > -700 else { return 0 }
    var term = 1.0
    var sum = 1.0
    let small = exponent / 1024
    for order in 1...8 {
      term *= small / Double(order)
      sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
  }

  private static func anyOf(
    _ conditions: [PointCondition], _ sources: [Value?], _ definitions: [PointDefinition]
  ) -> Verdict {
    var isSure = true
    for (place, condition) in conditions.enumerated() {
      switch sources[place].flatMap({ holds(condition, $0, definitions[place]) }) {
      case true?: return .flag(true)
      case false?: break
      case nil: isSure = false
      }
    }
    return isSure ? .flag(false) : .undecided
  }

  /// Whether a condition holds for what the plant said; nil on the edge.
  private static func holds(
    _ condition: PointCondition, _ value: Value, _ definition: PointDefinition
  ) -> Bool? {
    let isSet: Bool
    switch (condition.test, value) {
    case (.known, _): return true
    case (.clear(let bits), .flags(let flags)): return flags & bits == 0
    case (.extraction(.whole, _), .flag(let flag)): isSet = flag
    case (.extraction(.bit(let bit), _), .flags(let flags)): isSet = (flags >> UInt64(bit)) % 2 == 1
    case (.extraction(.states(let states), _), .state(let state)): isSet = states.contains(state)
    case (.extraction(.whole, _), .number(let number)),
      (.extraction(.nonZero, _), .number(let number)):
      let edge = coarseness(definition)
      guard number == 0 || abs(number) > edge else { return nil }
      isSet = number != 0
    default: return nil
    }
    if case .extraction(_, let isNegated) = condition.test { return isSet != isNegated }
    return isSet
  }

  /// By how much what the agent reads may differ from what the plant meant.
  private static func coarseness(_ definition: PointDefinition) -> Double {
    switch definition.encoding.type {
    case .f32, .f64: 1e-4
    default: definition.resolution * 0.501
    }
  }
}
