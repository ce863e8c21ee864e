package import Readings

/// A condition in the form in which it is judged: one comparison or two.
package enum ConditionTest: Hashable, Sendable {
  case above(setpoint: Double, returnPoint: Double)
  case below(setpoint: Double, returnPoint: Double)
  case flag(is: Bool)
  case bits(mask: UInt64, areSet: Bool)
  /// States 0 to 63 as bits: nearly every list of states is shorter.
  case states(mask: UInt64, isNot: Bool)
  case manyStates(Set<Int>, isNot: Bool)
  case nonZero
  /// Not by one sample: what came before counts too.
  case tracked
  /// Nothing that a reading could say.
  case never

  package init(_ condition: AlarmCondition) {
    switch condition {
    case .limit(let level, let setpoint, let deadband):
      self =
        level.isHigh
        ? .above(setpoint: setpoint, returnPoint: setpoint - deadband)
        : .below(setpoint: setpoint, returnPoint: setpoint + deadband)
    case .flag(nil, let isSet): self = .flag(is: isSet)
    case .flag(let bit?, let isSet):
      self = (0..<64).contains(bit) ? .bits(mask: 1 << UInt64(bit), areSet: isSet) : .never
    case .states(let states, let isNot):
      self =
        states.allSatisfy((0..<64).contains)
        ? .states(mask: states.reduce(0) { $0 | 1 << UInt64($1) }, isNot: isNot)
        : .manyStates(states, isNot: isNot)
    case .nonZero: self = .nonZero
    case .serviceDue(let every, let since):
      self = .above(setpoint: since + every, returnPoint: since + every)
    case .change, .forecast, .deviation, .frozen, .stale: self = .tracked
    case .dueDate, .expression, .sequence, .coincidentLoss, .communicationLoss,
      .verdict:
      self = .never
    }
  }

  /// What a value says of the condition; nil when it is of a kind the condition cannot judge.
  package func judge(_ value: Value) -> Verdict? {
    switch (self, value) {
    case (.above(let setpoint, let returnPoint), .number(let number)):
      if number > setpoint { return .beyond }
      if number <= returnPoint { return .back }
      return number.isNaN ? nil : .between
    case (.below(let setpoint, let returnPoint), .number(let number)):
      if number < setpoint { return .beyond }
      if number >= returnPoint { return .back }
      return number.isNaN ? nil : .between
    case (.flag(let wanted), .flag(let isSet)): return Verdict(isSet == wanted)
    case (.bits(let mask, let areSet), .flags(let bits)):
      return Verdict((bits & mask != 0) == areSet)
    case (.states(let mask, let isNot), .state(let state)):
      let isOne = (0..<64).contains(state) && mask & (1 << UInt64(state)) != 0
      return Verdict(isOne != isNot)
    case (.manyStates(let states, let isNot), .state(let state)):
      return Verdict(states.contains(state) != isNot)
    case (.nonZero, .number(let number)): return number.isNaN ? nil : Verdict(number != 0)
    case (.nonZero, .flags(let bits)): return Verdict(bits != 0)
    case (.nonZero, .flag(let isSet)): return Verdict(isSet)
    case (.nonZero, .state(let state)): return Verdict(state != 0)
    default: return nil
    }
  }

  package enum Verdict: Hashable, Sendable {
    /// Strictly beyond the limit, or the state is the one alarmed.
    case beyond
    /// Inside the deadband: neither raises nor clears.
    case between
    /// At or inside limit ∓ deadband.
    case back

    init(_ holds: Bool) { self = holds ? .beyond : .back }
  }
}
