import Agent
import ModbusLink
import Polling
import Readings
import Registers

/// A TCP line of the loop. Its deadlines are kept by the agent, which closes it when they pass.
final class TCPLineDriver: LineDriver {
  private let index: LineIndex
  private let line: TCPLine

  init(_ index: LineIndex, line: TCPLine) {
    self.index = index
    self.line = line
  }

  func open(at now: Instant, deadline: Instant) -> AgentEvent? { event(line.open(at: now)) }

  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> AgentEvent? {
    line.send(request, token: token).map { .lineFailed(index, $0) }
  }

  func close() { line.close() }

  func react(to readiness: EventQueue.Readiness) -> AgentEvent? {
    event(line.react(to: readiness))
  }

  func lookAgain() -> AgentEvent? { event(line.lookAgain()) }

  func resolved(_ answer: NameResolver.Answer, at now: Instant) -> AgentEvent? {
    event(line.resolved(answer, at: now))
  }

  private func event(_ event: TCPLine.Event?) -> AgentEvent? {
    switch event {
    case .opened: .lineOpened(index)
    case .failed(let fault): .lineFailed(index, fault)
    case .frame(let frame, let token): .frameReceived(index, token: token, frame: frame)
    case nil: nil
    }
  }
}
