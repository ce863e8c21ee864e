package import Readings
package import Registers

extension Poller {
  /// Room for what an event usually brings, so that the list does not grow step by step.
  private static var usualActionCount: Int { 8 }

  /// `nextWake` has come. Being early or late is harmless.
  package mutating func timeReached(at now: Instant) -> [PollAction] {
    var actions: [PollAction] = []
    actions.reserveCapacity(Self.usualActionCount)
    timeReached(at: now, into: &actions)
    return actions
  }

  /// The line is connected, or its port is open.
  package mutating func lineOpened(_ line: LineIndex, at now: Instant) -> [PollAction] {
    var actions: [PollAction] = []
    lineOpened(line, at: now, into: &actions)
    return actions
  }

  /// The line could not be opened, or broke, or its edge gave up on the answer.
  package mutating func lineFailed(
    _ line: LineIndex, _ fault: ModbusFault, at now: Instant
  ) -> [PollAction] {
    var actions: [PollAction] = []
    lineFailed(line, fault, at: now, into: &actions)
    return actions
  }

  /// One whole frame came on the line. `token` is that of the last `send` there.
  package mutating func frameReceived(
    _ line: LineIndex, token: UInt16, frame: [UInt8], at now: Instant
  ) -> [PollAction] {
    var actions: [PollAction] = []
    actions.reserveCapacity(Self.usualActionCount)
    frameReceived(line, token: token, frame: frame, at: now, into: &actions)
    return actions
  }

  /// As `timeReached(at:)`, appending to actions that the caller reuses.
  package mutating func timeReached(at now: Instant, into actions: inout [PollAction]) {
    let now = now.nanoseconds
    while let timer = timers.due(at: now) {
      if timer < groups.count {
        slotReached(timer, at: now, into: &actions)
      } else {
        waitEnded(timer - groups.count, at: now, into: &actions)
      }
    }
  }

  package mutating func lineOpened(
    _ line: LineIndex, at now: Instant, into actions: inout [PollAction]
  ) {
    let index = line.rawValue
    guard machines[index].state == .opening else {
      // We gave up on this connection before it stood: it must not stay open behind our back.
      if !machines[index].isOpen { actions.append(.close(line)) }
      return
    }
    machines[index].opened(at: now.nanoseconds, pause: lineSetups[index].pauseAfterConnect)
    serve(index, at: now.nanoseconds, into: &actions)
  }

  package mutating func lineFailed(
    _ line: LineIndex, _ fault: ModbusFault, at now: Instant, into actions: inout [PollAction]
  ) {
    let (index, now) = (line.rawValue, now.nanoseconds)
    switch machines[index].state {
    case .opening:
      let unreachable = fault == .timeout ? .unreachable(.connectTimeout) : fault
      openingFailed(index, unreachable, at: now, into: &actions)
    case .awaiting:
      if case .exception(let code) = fault {
        refused(index, code, at: now, into: &actions)
      } else {
        if case .flawed(let flaw) = fault { dropAnswer(index, flaw) }
        requestFailed(index, fault, at: now, into: &actions)
      }
    case .settling, .idle:
      if case .flawed(let flaw) = fault {
        bytesCameUnasked(index, flaw, at: now, into: &actions)
      } else {
        connectionEnded(index, fault, at: now, into: &actions)
      }
    case .closed, .quarantined, .backingOff:
      return
    }
    serve(index, at: now, into: &actions)
  }

  package mutating func frameReceived(
    _ line: LineIndex, token: UInt16, frame: [UInt8], at now: Instant,
    into actions: inout [PollAction]
  ) {
    let (index, now) = (line.rawValue, now.nanoseconds)
    if machines[index].state == .awaiting {
      answerReceived(index, token: token, frame: frame, at: now, into: &actions)
    } else {
      bytesCameUnasked(index, .unsolicited, at: now, into: &actions)
    }
    serve(index, at: now, into: &actions)
  }

  /// What came in place of the answer is not believed.
  mutating func dropAnswer(_ line: Int, _ flaw: ResponseFlaw) {
    machines[line].drop(flaw)
    if flaw == .unit || flaw == .transaction { machines[line].meetForeign() }
  }

  /// More may follow: the line is left silent until nothing can.
  private mutating func bytesCameUnasked(
    _ line: Int, _ flaw: ResponseFlaw, at now: UInt64, into actions: inout [PollAction]
  ) {
    machines[line].drop(flaw)
    guard machines[line].isOpen else { return }
    let silence = lineSetups[line].silence(timeout: longestTimeout(line), nil)
    actions.append(machines[line].doubt(.flawed(flaw), at: now, silence: silence))
  }

  private func longestTimeout(_ line: Int) -> UInt64 {
    lineSetups[line].members.reduce(0) { max($0, setups[Int(members[$1])].timeout) }
  }
}
