import Agent
import Alarms

/// Reads `in_maintenance`: the figures that count while somebody works on the device or in its room.
///
///     high: 45, high_high: 55, in_maintenance: { high: 40 }
///
/// Each must be reached sooner than the one it stands for: work is when things catch fire.
enum TighteningReader {
  /// Nil after reporting, or without figures.
  ///
  /// - Parameter deadband: that of the rule, which counts for the tighter limits too.
  static func read(
    _ value: ValueReader, for test: AlarmRule.Test, deadband: Double
  ) -> AlarmRule.Test? {
    switch test {
    case .limits(let setpoints): return limits(value, setpoints, deadband)
    case .change(let by, let within): return change(value, by, within)
    default:
      value.report("`in_maintenance` is for limits, `rise` and `fall`; remove it")
      return nil
    }
  }

  private static func limits(
    _ value: ValueReader, _ usual: [LimitLevel: Double], _ deadband: Double
  ) -> AlarmRule.Test? {
    var tighter: [LimitLevel: Double] = [:]
    _ = value.object { reader in
      for level in LimitLevel.allCases {
        guard let figure = reader.optional(level.rawValue), let setpoint = figure.number() else {
          continue
        }
        guard let limit = usual[level] else {
          figure.report(
            "the rule has no `\(level.rawValue)` that could be tightened; add that first")
          continue
        }
        guard level.isHigh ? setpoint < limit : setpoint > limit else {
          figure.report(
            "\(numberText(setpoint)) is not \(level.isHigh ? "below" : "above") the limit of "
              + "\(numberText(limit)) that it tightens")
          continue
        }
        tighter[level] = setpoint
      }
      if !LimitLevel.allCases.contains(where: { reader.has($0.rawValue) }) {
        reader.report("name a limit, such as `high: 40`")
      }
    }
    guard !tighter.isEmpty else { return nil }
    checkOrder(value, usual.merging(tighter) { $1 }, deadband)
    return .limits(tighter)
  }

  /// During work the limits must lie as they always do, and further apart than the deadband.
  private static func checkOrder(
    _ value: ValueReader, _ limits: [LimitLevel: Double], _ deadband: Double
  ) {
    let present = LimitLevel.allCases.filter { limits[$0] != nil }
    for (upper, lower) in zip(present, present.dropFirst()) {
      guard let high = limits[upper], let low = limits[lower], high - low <= deadband else {
        continue
      }
      value.report(
        "during maintenance `\(upper.rawValue)` would be \(numberText(high)) and `\(lower.rawValue)` "
          + "\(numberText(low)), which is no more apart than the deadband of \(numberText(deadband))"
      )
      return
    }
  }

  private static func change(
    _ value: ValueReader, _ usual: Double, _ within: Duration
  ) -> AlarmRule.Test? {
    let key = usual > 0 ? "rise" : "fall"
    return value.object { reader -> AlarmRule.Test? in
      guard let figure = reader.required(key, example: numberText(abs(usual) / 2)),
        let by = figure.number(in: 1e-9...1e12)
      else { return nil }
      guard by < abs(usual) else {
        figure.report(
          "\(numberText(by)) is not below the \(key) of \(numberText(abs(usual))) that it tightens")
        return nil
      }
      return .change(by: usual > 0 ? by : -by, within: within)
    } ?? nil
  }
}
