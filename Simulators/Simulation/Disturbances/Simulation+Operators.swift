import Agent
import Alarms
import Readings

/// People at the control socket.
extension Simulation {
  mutating func operate(_ draw: OperatorDraw, disturbance id: Int, at now: Instant) {
    // The socket of a process that does not run refuses, and one that stands still waits.
    guard process.isRunning else { return }
    if let end = process.pausedUntil, end > now {
      queue.add(.disturbanceBegins(disturbances.firstIndex { $0.id == id } ?? 0), at: end)
      return
    }
    actCount += 1
    let ticket = actCount
    guard let act = draw.act(on: agent, number: ticket) else { return }
    note("act \(ticket) of \(act.user): \(act.kind.name) \(act.kind.subject)", at: now)
    let question = AskedAct(act: act, ticket: ticket, isAllowed: draw.verb != .forbidden)
    for index in checkers.indices { checkers[index].asked(question, agent, at: now) }
    handle(
      draw.verb == .forbidden
        ? .commandRefused(act, because: "\(act.user) may only view", ticket: ticket)
        : .commanded(act, ticket: ticket), at: now)
  }
}
