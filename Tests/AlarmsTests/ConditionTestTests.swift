import Readings
import Testing

@testable import Alarms

@Suite("A condition")
struct ConditionTestTests {
  @Test(
    "is strict beyond the limit, and back at limit minus deadband",
    arguments: [
      (27.0, ConditionTest.Verdict.between), (27.0.nextUp, .beyond), (27.0.nextDown, .between),
      (26.0, .back), (26.0.nextUp, .between), (26.0.nextDown, .back), (1e300, .beyond),
      (-1e300, .back), (.infinity, .beyond), (-.infinity, .back),
    ])
  func high(value: Double, verdict: ConditionTest.Verdict) {
    for level in [LimitLevel.high, .highHigh] {
      let test = ConditionTest(.limit(level, setpoint: 27, deadband: 1))
      #expect(test.judge(.number(value)) == verdict)
    }
  }

  @Test(
    "is mirrored for low limits",
    arguments: [
      (15.0, ConditionTest.Verdict.between), (15.0.nextDown, .beyond), (15.0.nextUp, .between),
      (16.0, .back), (16.0.nextDown, .between), (16.0.nextUp, .back), (-1e300, .beyond),
    ])
  func low(value: Double, verdict: ConditionTest.Verdict) {
    for level in [LimitLevel.low, .lowLow] {
      let test = ConditionTest(.limit(level, setpoint: 15, deadband: 1))
      #expect(test.judge(.number(value)) == verdict)
    }
  }

  @Test("at the limit is back when there is no deadband")
  func noDeadband() {
    #expect(ConditionTest(.limit(.high, setpoint: 27, deadband: 0)).judge(.number(27)) == .back)
    #expect(ConditionTest(.limit(.low, setpoint: 15, deadband: 0)).judge(.number(15)) == .back)
  }

  @Test("zero below zero is one value")
  func negativeZero() {
    #expect(ConditionTest(.limit(.low, setpoint: 0, deadband: 0)).judge(.number(-0.0)) == .back)
    #expect(ConditionTest(.nonZero).judge(.number(-0.0)) == .back)
  }

  @Test(
    "judges flags, bits, states and numbers",
    arguments: [
      (AlarmCondition.flag(bit: nil, is: true), Value.flag(true), ConditionTest.Verdict.beyond),
      (.flag(bit: nil, is: true), .flag(false), .back),
      (.flag(bit: nil, is: false), .flag(false), .beyond),
      (.flag(bit: nil, is: false), .flag(true), .back),
      (.flag(bit: 0, is: true), .flags(1), .beyond), (.flag(bit: 0, is: true), .flags(2), .back),
      (.flag(bit: 63, is: true), .flags(1 << 63), .beyond),
      (.flag(bit: 63, is: false), .flags(1 << 63), .back),
      (.flag(bit: 5, is: false), .flags(0), .beyond),
      (.states([2, 4], isNot: false), .state(4), .beyond),
      (.states([2, 4], isNot: false), .state(3), .back),
      (.states([2, 4], isNot: false), .state(64), .back),
      (.states([2, 4], isNot: true), .state(3), .beyond),
      (.states([2, 4], isNot: true), .state(100), .beyond),
      (.states([2, 4], isNot: true), .state(2), .back),
      (.states([3, 200], isNot: false), .state(200), .beyond),
      (.states([3, 200], isNot: false), .state(3), .beyond),
      (.states([3, 200], isNot: false), .state(8), .back),
      (.states([3, 200], isNot: true), .state(200), .back),
      (.states([], isNot: false), .state(0), .back), (.nonZero, .number(0.5), .beyond),
      (.nonZero, .number(0), .back), (.nonZero, .flags(8), .beyond), (.nonZero, .flags(0), .back),
      (.nonZero, .flag(true), .beyond), (.nonZero, .state(0), .back),
    ])
  func judges(condition: AlarmCondition, value: Value, verdict: ConditionTest.Verdict) {
    #expect(ConditionTest(condition).judge(value) == verdict)
  }

  @Test(
    "says nothing of values it cannot judge",
    arguments: [
      (AlarmCondition.limit(.high, setpoint: 1, deadband: 0), Value.flag(true)),
      (.limit(.high, setpoint: 1, deadband: 0), .number(.nan)),
      (.limit(.low, setpoint: 1, deadband: 0), .number(.nan)), (.nonZero, .number(.nan)),
      (.limit(.low, setpoint: 1, deadband: 0), .text("0")), (.flag(bit: nil, is: true), .flags(1)),
      (.flag(bit: 1, is: true), .flag(true)), (.flag(bit: 64, is: true), .flags(.max)),
      (.states([1], isNot: true), .number(2)), (.communicationLoss, .flag(true)),
      (.nonZero, .text("x")),
    ])
  func cannotJudge(condition: AlarmCondition, value: Value) {
    #expect(ConditionTest(condition).judge(value) == nil)
  }
}
