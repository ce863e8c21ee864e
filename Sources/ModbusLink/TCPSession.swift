import Readings
package import Registers

/// A TCP line that is waited on: one request after another, for commands. The agent's own lines
/// are never waited on.
package final class TCPSession: RequestSession {
  private let queue: EventQueue
  private let line: TCPLine
  private let answers: Mailbox<NameResolver.Answer>
  private let resolver: NameResolver
  private let framing: Framing
  private let connectTimeout: Duration
  private var transaction: UInt16 = 0
  private static let answersKey = UInt64.max

  package init(
    host: String, port: UInt16, framing: Framing, connectTimeout: Duration = .seconds(2)
  ) throws(SystemFailure) {
    queue = try EventQueue()
    let answers = try Mailbox<NameResolver.Answer>(capacity: 16)
    self.answers = answers
    resolver = try NameResolver { answers.post($0) }
    line = TCPLine(
      number: 0, host: host, port: port, framing: framing, queue: queue,
      reader: try FrameReader(), resolver: resolver)
    self.framing = framing
    self.connectTimeout = connectTimeout
    try queue.add(answers.descriptor, key: Self.answersKey, trigger: .level)
  }

  deinit { resolver.stop() }

  package var isOpen: Bool { line.isOpen }

  package func open() throws(ModbusFault) {
    guard !line.isOpen else { return }
    let deadline = MonotonicClock.now + connectTimeout
    var event = line.open(at: MonotonicClock.now)
    if event == nil { event = next(before: deadline) }
    switch event {
    case .opened: return
    case .failed(let fault): throw fault
    case .frame, nil:
      line.close()
      throw .unreachable(.connectTimeout)
    }
  }

  package func transact<Request: UnitRequest>(
    _ request: Request, timeout: Duration
  ) throws(ModbusFault) -> Request.Answer {
    try open()
    transaction &+= 1
    let deadline = MonotonicClock.now + timeout
    if let fault = line.send(request, token: transaction) { throw fault }
    switch next(before: deadline) {
    case .frame(let frame, _):
      do {
        return try ResponseProof.prove(
          frame, answers: request, transaction: transaction, framing: framing)
      } catch {
        if !error.leavesLineClean { line.close() }
        throw error
      }
    case .failed(let fault): throw fault
    case .opened, nil:
      // The answer may still come, so the connection is not used again.
      line.close()
      throw .timeout
    }
  }

  package func close() { line.close() }

  /// The next event of the line; nil when the deadline comes first.
  private func next(before deadline: Instant) -> TCPLine.Event? {
    if let event = line.lookAgain() { return event }
    while MonotonicClock.now < deadline {
      let count = queue.wait(milliseconds: MonotonicClock.milliseconds(until: deadline))
      for index in 0..<count {
        let event =
          queue[index].key == Self.answersKey ? learn() : line.react(to: queue[index])
        if let event { return event }
      }
    }
    return nil
  }

  private func learn() -> TCPLine.Event? {
    for answer in answers.takeAll() {
      if let event = line.resolved(answer, at: MonotonicClock.now) { return event }
    }
    return nil
  }
}
