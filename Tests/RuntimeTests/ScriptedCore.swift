import Agent
import ModbusLink
import Readings
import Runtime

/// A core that answers each event as the test says and tells the test what it heard.
struct ScriptedCore: AgentCore {
  /// What was heard, in order, for the test's thread.
  let heard: Mailbox<Heard>
  var nextWakeUp: Instant?
  var count = 0
  let answer: @Sendable (inout ScriptedCore, AgentEvent, Instant) -> [AgentEffect]

  struct Heard: Sendable {
    var event: AgentEvent
    var at: Instant
  }

  init(
    _ answer: @escaping @Sendable (inout ScriptedCore, AgentEvent, Instant) -> [AgentEffect]
  ) throws {
    heard = try Mailbox(capacity: 10_000)
    self.answer = answer
  }

  mutating func handle(_ event: AgentEvent, at now: Instant) -> [AgentEffect] {
    count += 1
    let effects = answer(&self, event, now)
    heard.post(Heard(event: event, at: now))
    return effects
  }
}

extension Mailbox {
  /// Waits until something in the box passes, and returns it; nil after ten seconds.
  func first<Result>(_ accept: (Element) -> Result?) -> Result? {
    let deadline = MonotonicClock.now + .seconds(10)
    while MonotonicClock.now < deadline {
      wait(milliseconds: MonotonicClock.milliseconds(until: deadline))
      for element in takeAll() {
        if let result = accept(element) { return result }
      }
    }
    return nil
  }
}
