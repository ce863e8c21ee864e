import Alarms
import Readings

/// What a value says of an alarm's condition, worked out apart from the agent.
enum ConditionOracle {
  /// Whether a value keeps an alarm that is active from returning; nil for conditions that are
  /// judged from more than one value.
  static func stands(_ condition: AlarmCondition, _ value: Value, margin: Double) -> Bool? {
    switch (condition, value) {
    case (.limit(let level, let setpoint, let deadband), .number(let number)):
      return level.isHigh
        ? number > setpoint - deadband + margin : number < setpoint + deadband - margin
    default: return isDiscrete(condition, value, margin: margin)
    }
  }

  /// Whether a value raises an alarm, if it lasts; nil for conditions that are judged from more.
  static func raises(_ condition: AlarmCondition, _ value: Value, margin: Double) -> Bool? {
    switch (condition, value) {
    case (.limit(let level, let setpoint, _), .number(let number)):
      return level.isHigh ? number > setpoint + margin : number < setpoint - margin
    default: return isDiscrete(condition, value, margin: margin)
    }
  }

  private static func isDiscrete(
    _ condition: AlarmCondition, _ value: Value, margin: Double
  ) -> Bool? {
    switch (condition, value) {
    case (.flag(let bit, let isSet), .flags(let flags)):
      return (flags >> UInt64(bit ?? 0) & 1 == 1) == isSet
    case (.flag(_, let isSet), .flag(let flag)): return flag == isSet
    case (.states(let states, let isNot), .state(let state)):
      return states.contains(state) != isNot
    case (.nonZero, .number(let number)):
      // What is less than half of a register's step is nothing there; about half is either.
      if abs(number) <= abs(margin) * 0.499 { return false }
      return abs(number) >= abs(margin) * 0.501 ? true : nil
    default: return nil
    }
  }
}
