import ModbusLink
import Readings
import Registers

/// A TCP line of the loop. Its deadlines are kept by the agent, which closes it when they pass.
final class TCPLineDriver: LineDriver {
  private let line: TCPLine

  init(_ line: TCPLine) { self.line = line }

  func open(at now: Instant, deadline: Instant) -> LineHappening? {
    happening(line.open(at: now))
  }

  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> LineHappening? {
    line.send(request, token: token).map { .failed($0) }
  }

  func close() { line.close() }

  func stop() { line.close() }

  /// Nothing here waits.
  func isStuck(at now: Instant) -> Bool { false }

  func react(to readiness: EventQueue.Readiness) -> LineHappening? {
    happening(line.react(to: readiness))
  }

  func lookAgain() -> LineHappening? { happening(line.lookAgain()) }

  func resolved(_ answer: NameResolver.Answer, at now: Instant) -> LineHappening? {
    happening(line.resolved(answer, at: now))
  }

  private func happening(_ event: TCPLine.Event?) -> LineHappening? {
    switch event {
    case .opened: .opened
    case .failed(let fault): .failed(fault)
    case .frame(let frame, let token): .frame(frame, token: token)
    case nil: nil
    }
  }
}
