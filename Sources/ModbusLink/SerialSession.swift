import Readings
package import Registers

/// A serial line for commands: one request after another.
package final class SerialSession: RequestSession {
  private let port: SerialPort

  package init(_ setting: SerialPort.Setting) { port = SerialPort(setting) }

  package var isOpen: Bool { port.isOpen }

  package func open() throws(ModbusFault) {
    if let fault = port.open() { throw fault }
  }

  package func transact<Request: UnitRequest>(
    _ request: Request, timeout: Duration
  ) throws(ModbusFault) -> Request.Answer {
    try open()
    do {
      let deadline = MonotonicClock.now + timeout
      return try ResponseProof.prove(
        port.exchange(request, deadline: deadline).get(), answers: request, transaction: 0,
        framing: .rtu)
    } catch {
      if !error.leavesLineClean {
        port.drain(silence: timeout, limit: MonotonicClock.now + timeout * 3)
      }
      throw error
    }
  }

  package func close() { port.close() }
}
