package import Readings
import Registers

/// What happens on a line: opening, asking, and how requests end there.
extension Poller {
  /// The state of a line ended by time.
  mutating func waitEnded(_ line: Int, at now: UInt64, into actions: inout [PollAction]) {
    switch machines[line].state {
    case .opening:
      openingFailed(line, .unreachable(.connectTimeout), at: now, into: &actions)
      actions.append(.close(LineIndex(rawValue: line)))
    case .awaiting:
      requestFailed(line, .timeout, at: now, into: &actions)
    case .closed, .settling, .idle, .quarantined, .backingOff:
      machines[line].waited(until: now)
    }
    serve(line, at: now, into: &actions)
  }

  /// Does what the line can do now for the devices that wait, and sets its timer.
  mutating func serve(_ line: Int, at now: UInt64, into actions: inout [PollAction]) {
    var wake: UInt64?
    switch machines[line].state {
    case .closed:
      if machines[line].hasWaiting {
        actions.append(machines[line].open(at: now, timeout: lineSetups[line].connectTimeout))
        wake = machines[line].until
      }
    case .idle:
      if !machines[line].hasWaiting {
        break
      } else if machines[line].until > now {
        wake = machines[line].until
      } else {
        switch takeNext(line, at: now) {
        case .device(let device):
          ask(device, on: line, at: now, into: &actions)
          wake = machines[line].until
        case .wait(let until): wake = until
        }
      }
    case .opening, .settling, .awaiting, .quarantined: wake = machines[line].until
    case .backingOff: break
    }
    let timer = groups.count + line
    if let wake { timers.set(timer, at: wake) } else { timers.stop(timer) }
  }

  private mutating func ask(
    _ device: Int, on line: Int, at now: UInt64, into actions: inout [PollAction]
  ) {
    guard let span = nextSpan(device) else { preconditionFailure("a waiting device has a request") }
    if states[device].started == nil { states[device].started = now }
    let request = ReadRequest(unit: setups[device].unit, span: span)
    let timeout =
      setups[device].timeout &+ lineSetups[line].wireTime(span) &+ lineSetups[line].portSilence
    actions.append(machines[line].send(request, for: device, at: now, timeout: timeout))
  }

  /// A frame came while an answer is awaited.
  mutating func answerReceived(
    _ line: Int, token: UInt16, frame: [UInt8], at now: UInt64, into actions: inout [PollAction]
  ) {
    guard token == machines[line].token else {
      // The edge had it in hand before the present request went out.
      machines[line].drop(.transaction)
      return
    }
    guard now <= machines[line].until else {
      machines[line].drop(.transaction)
      requestFailed(line, .timeout, at: now, into: &actions)
      return
    }
    if let orphan = machines[line].orphan {
      orphanAnswered(orphan, on: line, frame: frame, at: now, into: &actions)
      return
    }
    let device = Int(machines[line].asked)
    guard let span = nextSpan(device) else { return }
    do {
      let block = try ResponseProof.prove(
        frame, answers: ReadRequest(unit: setups[device].unit, span: span), transaction: token,
        framing: lineSetups[line].framing)
      machines[line].answered(.ok, registers: span.count, at: now, gap: setups[device].gap)
      if let since = machines[line].silenceEnded() { reviveFallen(line, since: since) }
      if states[device].tellsRefusals { tellRefusals(device, into: &actions) }
      actions.append(.deliver(DeviceIndex(rawValue: device), block))
      states[device].goodRequests += 1
      requestSucceeded(device, at: now, into: &actions)
    } catch .exception(let code) {
      refused(line, code, at: now, into: &actions)
    } catch {
      if case .flawed(let flaw) = error { dropAnswer(line, flaw) }
      requestFailed(line, error, at: now, into: &actions)
    }
  }

  /// The request in flight has no answer, and the line cannot be used as it is.
  mutating func requestFailed(
    _ line: Int, _ fault: ModbusFault, at now: UInt64, into actions: inout [PollAction]
  ) {
    if let orphan = machines[line].orphan {
      orphanFailed(orphan, on: line, fault, at: now, into: &actions)
      return
    }
    let device = Int(machines[line].asked)
    let timeout = setups[device].timeout
    if case .disconnected = fault {
      doubtIdentities(line, into: &actions)
      machines[line].broke(fault, at: now)
    } else {
      doubtIdentity(device, into: &actions)
      machines[line].wentUnanswered(device)
      let silence = lineSetups[line].silence(timeout: timeout, nextSpan(device))
      actions.append(machines[line].doubt(fault, at: now, silence: silence))
      putOffProbe(line, of: device, silence: silence, at: now)
    }
    if machines[line].state == .backingOff {
      giveUp(device, fault, isUnitFault: false, at: now, into: &actions)
      giveUpWaiting(line, fault, at: now, into: &actions)
    } else if mayRepeat(device, until: machines[line].until &+ timeout) {
      states[device].isRepeated = true
      if plans[Int(states[device].plan)].readsOnce { restart(device) }
      enqueue(device)
    } else {
      noteSilence(device, fault, at: now)
      giveUp(device, fault, isUnitFault: true, at: now, into: &actions)
    }
  }

  /// Lets the dead units of a line rest for as long as their share of its time asks after a question
  /// that found none: the time that it took the wire, which is not the time for which the process
  /// stood still meanwhile.
  mutating func putOffProbe(_ line: Int, of device: Int, silence: UInt64 = 0, at now: UInt64) {
    let spent = min(now &- machines[line].sentAt, setups[device].timeout) &+ silence
    machines[line].nextProbe = now &+ spent &* (PollLimits.probeShare - 1)
  }

  /// Begins the cycle again with the question who answers, since nothing else is believed before.
  private mutating func restart(_ device: Int) {
    states[device].kind.includesOnce = true
    states[device].isIdentityStale = false
    states[device].firstRequest = 0
    states[device].requestIndex = 0
  }

  /// A device that was well until now gets its request once more, if there is time in the cycle.
  private func mayRepeat(_ device: Int, until answer: UInt64) -> Bool {
    let state = states[device]
    return !state.isRepeated && !state.isRepairing && state.lastSuccess != nil
      && state.failedCycles == 0
      && answer < state.due &+ setups[device].interval
  }

  mutating func openingFailed(
    _ line: Int, _ fault: ModbusFault, at now: UInt64, into actions: inout [PollAction]
  ) {
    doubtIdentities(line, into: &actions)
    machines[line].openingFailed(fault, at: now)
    giveUpWaiting(line, fault, at: now, into: &actions)
  }

  /// The connection ended while nothing was asked on it.
  mutating func connectionEnded(
    _ line: Int, _ fault: ModbusFault, at now: UInt64, into actions: inout [PollAction]
  ) {
    machines[line].broke(fault, at: now)
    doubtIdentitiesOfEnded(line, into: &actions)
    if machines[line].state == .backingOff { giveUpWaiting(line, fault, at: now, into: &actions) }
  }

  /// After a connection was lost, another device may be at its end.
  mutating func doubtIdentities(_ line: Int, into actions: inout [PollAction]) {
    for place in lineSetups[line].members { doubtIdentity(Int(members[place]), into: &actions) }
  }

  /// After a connection ended without a request in flight, the next one may lead to another device.
  /// Until the next cycle nothing can be believed of it anyway, so that the cycle asks first. Only one
  /// that is under way is warned at once, unless each of its requests has a connection of its own.
  mutating func doubtIdentitiesOfEnded(_ line: Int, into actions: inout [PollAction]) {
    for place in lineSetups[line].members {
      let device = Int(members[place])
      if states[device].isActive, !machines[line].isGoodForOneAnswer {
        doubtIdentity(device, into: &actions)
      } else {
        askOnceAgain(DeviceIndex(rawValue: device))
        states[device].isDoubted = true
      }
    }
  }

  mutating func doubtIdentity(_ device: Int, into actions: inout [PollAction]) {
    askOnceAgain(DeviceIndex(rawValue: device))
    states[device].isDoubted = false
    actions.append(.doubtIdentity(DeviceIndex(rawValue: device)))
  }

  /// What is read once is read again with the next cycle, and until then counts as not read.
  package mutating func askOnceAgain(_ device: DeviceIndex) {
    states[device.rawValue].needsOnce = true
    states[device.rawValue].isIdentityStale = true
  }

  mutating func giveUpWaiting(
    _ line: Int, _ fault: ModbusFault, at now: UInt64, into actions: inout [PollAction]
  ) {
    while let device = takeAny(line) {
      giveUp(device, fault, isUnitFault: false, at: now, into: &actions)
    }
  }
}
