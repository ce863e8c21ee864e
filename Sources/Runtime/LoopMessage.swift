import Agent
import ModbusLink

/// What other threads tell the loop.
enum LoopMessage<Core: AgentCore>: Sendable {
  /// Somebody wants to know something of the agent as it is between two turns.
  case query(@Sendable (Core) -> Void)
  case event(AgentEvent)
  /// An event of a line with a thread of its own; `epoch` tells it from what came before the line
  /// was last closed.
  case lineEvent(slot: Int, epoch: UInt64, LineHappening)
  case resolved(NameResolver.Answer)
  case stop
}
