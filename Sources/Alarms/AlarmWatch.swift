import Readings

/// What changes in one alarm with every sample. Holds no references: a scrape takes a copy of the
/// agent, and the next sample then copies this column with one `memcpy`.
struct AlarmWatch: Sendable {
  // What a sample that changes nothing looks at stands together, in one line of the cache.
  var machine = AlarmStateMachine()
  var rules: AlarmStateMachine.Rules
  let isJudgedByClock: Bool
  /// Whether a good sample has been seen that does not hold the condition.
  var wasSeenNormal = false
  /// Whether people were told of the present occurrence.
  var isTold = false
  var priority: AlarmPriority
  /// Where the condition remembers what came before; -1 when one sample decides.
  var tracker: Int32 = -1
  var lastValue: PlainValue?
  var lastValueAt = Instant.origin
  var delay: ConditionDelay
  var unknownSince: Instant?
  var activations: UInt64 = 0
  var activeSince: Instant?
  /// When the condition was first seen, and when it was last seen not to hold: it began between.
  var beganAt = Instant.origin
  var lastNormalAt = Instant.origin

  init(_ definition: AlarmDefinition) {
    isJudgedByClock = definition.condition.isJudgedByClock
    rules = AlarmStateMachine.Rules(
      latching: definition.latching, acknowledgement: definition.acknowledgement,
      hazard: definition.hazard, isShelvable: definition.isShelvable)
    delay = ConditionDelay(on: definition.onDelay, off: definition.offDelay)
    priority = definition.priority
  }
}

/// A value without text, which no condition judges.
enum PlainValue: Hashable, Sendable {
  case number(Double)
  case flag(Bool)
  case state(Int)
  case flags(UInt64)

  init?(_ value: Value) {
    switch value {
    case .number(let number): self = .number(number)
    case .flag(let flag): self = .flag(flag)
    case .state(let state): self = .state(state)
    case .flags(let flags): self = .flags(flags)
    case .text: return nil
    }
  }

  var value: Value {
    switch self {
    case .number(let number): .number(number)
    case .flag(let flag): .flag(flag)
    case .state(let state): .state(state)
    case .flags(let flags): .flags(flags)
    }
  }
}
