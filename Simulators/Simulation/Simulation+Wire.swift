import Agent
import DeviceProfiles
import Plant
import Polling
import Readings
import Registers
import WireFaults

/// The network between the agent and the plant.
extension Simulation {
  mutating func open(_ number: LineIndex, at now: Instant) {
    let index = whereabouts.lines[number.rawValue]
    let line = LineIndex(rawValue: index)
    lines[index].begin()
    note("open \(index)", at: now)
    let connection = lines[index].connection
    switch lines[index].admission() {
    case .accept:
      guard defect != .deafLines || lines[index].connection < 3 else { return }
      queue.add(.opened(line, connection), at: now + latency(.microseconds(300)))
    case .refuse:
      struckCounts["refused connection", default: 0] += 1
      queue.add(.openingRefused(line, connection), at: now + latency(.microseconds(300)))
    case .ignore:
      struckCounts["ignored connection", default: 0] += 1
      if defect == .blockingConnect { process.pausedUntil = now + .seconds(10) }
    }
  }

  mutating func close(_ number: LineIndex, at now: Instant) {
    let index = whereabouts.lines[number.rawValue]
    lines[index].end()
    note("close \(index)", at: now)
  }

  mutating func send(
    _ request: ReadRequest, on number: LineIndex, token: UInt16, deadline: Instant,
    at now: Instant
  ) {
    let index = whereabouts.lines[number.rawValue]
    let line = LineIndex(rawValue: index)
    requestCount += 1
    note("send \(index) \(token) \(request)", at: now)
    var frame = request.frame(lines[index].framing, transaction: token)
    defect?.spoil(request: &frame, framing: lines[index].framing, number: requestCount)
    let sent = SentRequest(
      line: line, framing: lines[index].framing, frame: frame,
      isAnotherOut: lines[index].awaited != nil)
    for checker in checkers.indices {
      checkers[checker].requestSent(sent, at: now, into: &violations)
    }
    let connection = lines[index].connection
    guard lines[index].state == .open else {
      queue.add(.lineFails(line, connection, .disconnected), at: now)
      return
    }
    guard lines[index].framing == .tcp || lines[index].unread.isEmpty else {
      queue.add(.lineFails(line, connection, .flawed(.unsolicited)), at: now)
      return
    }
    lines[index].awaited = SimulatedLine.Awaited(
      token: token, unit: request.unit, sentAt: now, deadline: deadline)
    queue.add(
      .requestArrives(line, connection, request, token: token),
      at: now + latency(.microseconds(200)))
  }

  mutating func carryOutOnLine(_ event: SimulationEvent, at now: Instant) {
    switch event {
    case .opened(let line, let connection):
      guard isCurrent(line, connection) else { return }
      lines[line.rawValue].state = .open
      if let number = whereabouts.lineNumbers[line.rawValue] {
        handle(.lineOpened(number), at: now)
      }
    case .openingRefused(let line, let connection):
      guard isCurrent(line, connection) else { return }
      lines[line.rawValue].end()
      if let number = whereabouts.lineNumbers[line.rawValue] {
        handle(.lineFailed(number, .unreachable(.refused)), at: now)
      }
    case .lineFails(let line, let connection, let fault):
      guard lines[line.rawValue].connection == connection else { return }
      fail(line, fault, at: now)
    case .requestArrives(let line, let connection, let request, let token):
      guard isCurrent(line, connection) else { return }
      answer(request, line: line, token: token, at: now)
    case .bytesArrive(let line, let connection, let bytes):
      guard isCurrent(line, connection) else { return }
      receive(bytes, on: line, at: now)
    case .connectionEnds(let line, let connection):
      guard isCurrent(line, connection) else { return }
      fail(line, .disconnected, at: now)
    default: break
    }
  }

  private func isCurrent(_ line: LineIndex, _ connection: UInt64) -> Bool {
    lines[line.rawValue].connection == connection && lines[line.rawValue].state != .closed
  }

  /// The edge finds the line broken and closes its end.
  private mutating func fail(_ line: LineIndex, _ fault: ModbusFault, at now: Instant) {
    lines[line.rawValue].end()
    note("line \(line.rawValue) fails: \(fault)", at: now)
    guard let number = whereabouts.lineNumbers[line.rawValue] else { return }
    handle(.lineFailed(number, fault), at: now)
  }

  /// The request has reached the devices of a line: the one that is meant answers, if it lives, or
  /// does what the faults in force make of that.
  private mutating func answer(
    _ request: ReadRequest, line: LineIndex, token: UInt16, at now: Instant
  ) {
    letHallAdvance(to: now)
    let index = line.rawValue
    guard !lines[index].isHalfOpen,
      let device = deviceOfUnit[UnitOnLine(line: line, unit: request.unit)]
    else { return }
    let isForged = !hall.isReachable(device: device)
    guard !isForged || defect == .forgedAnswers else { return }
    let served = SimulatedLine.served(request, token: token)
    let (answered, sayings) = hall.answer(served, device: device)
    var dataUnit = answered
    let frame = lines[index].frame(dataUnit, answering: request, token: token)
    lines[index].awaited?.good = SimulatedLine.Good(
      frame: frame,
      record: isForged ? nil : PlantRecord(device: device, span: request.span, outcomes: sayings))
    if defect?.spoil(&dataUnit, number: requestCount) == true {
      // The spoiled frame passes for the plant's own, as it would from a wrong decoder.
      let spoiled = lines[index].frame(dataUnit, answering: request, token: token)
      lines[index].awaited?.good?.frame = spoiled
    }
    for step in steps(answering: served, dataUnit, line: index, at: now) {
      let at = now + step.after
      switch step.act {
      case .bytes(let bytes):
        queue.add(.bytesArrive(line, lines[index].connection, bytes), at: at)
      case .close, .reset: queue.add(.connectionEnds(line, lines[index].connection), at: at)
      }
    }
  }

  /// What the device's end of the line does about a request.
  private mutating func steps(
    answering served: ServedRequest, _ dataUnit: [UInt8], line index: Int, at now: Instant
  ) -> [WireStep] {
    let exchange = lines[index].exchange(
      served, dataUnit, latency: latency(.microseconds(400)), at: now)
    guard let fault = lines[index].strike(exchange) else { return exchange.sent() }
    struckCounts[fault.name, default: 0] += 1
    note("fault on \(index): \(fault.name)", at: now)
    let steps = fault.steps(exchange, using: &lines[index].random)
    if fault.leavesHalfOpen { lines[index].isHalfOpen = true }
    if let last = steps.map(\.after).max() { lines[index].busyUntil = now + last }
    return steps
  }

  /// Bytes have come in: passes on whole frames, and complains of bytes that nobody asked for, as
  /// the edge does.
  private mutating func receive(_ bytes: [UInt8], on line: LineIndex, at now: Instant) {
    let index = line.rawValue
    lines[index].unread += bytes
    while lines[index].state == .open, !lines[index].unread.isEmpty {
      guard let awaited = lines[index].awaited else {
        fail(line, .flawed(.unsolicited), at: now)
        return
      }
      guard let length = lines[index].wholeFrameLength else { return }
      guard lines[index].unread.count == length else {
        fail(line, .flawed(.unsolicited), at: now)
        return
      }
      let frame = lines[index].unread
      lines[index].unread = []
      lines[index].awaited = nil
      if let good = awaited.good, good.frame == frame, now <= awaited.deadline,
        !awaited.isOrphan, let record = good.record.flatMap(numbered)
      {
        for checker in checkers.indices { checkers[checker].plantAnswered(record, at: now) }
      }
      note("answer \(index) \(frame.count) bytes", at: now)
      guard let number = whereabouts.lineNumbers[index] else { return }
      handle(.frameReceived(number, token: awaited.token, frame: frame), at: now)
    }
  }

  /// What a device of the hall held, by the agent's number of the device and the points that its
  /// profile has; nil while nobody asks it.
  private func numbered(_ record: PlantRecord) -> PlantRecord? {
    guard let number = whereabouts.deviceNumbers[record.device]?.rawValue else { return nil }
    let count = settings.devices[number].profile.points.count
    return PlantRecord(
      device: number, span: record.span, outcomes: record.outcomes.filter { $0.point < count })
  }
}
