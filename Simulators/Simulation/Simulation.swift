package import Agent
import Alarms
package import Plant
import Polling
package import Readings
import Registers

/// The real agent around a simulated hall in virtual time: the same agent as in the product, the
/// same hall as on sockets, and between them a network that is a queue of events.
///
/// Everything that happens is a function of settings, hall, seed and what is scheduled.
package struct Simulation: Sendable {
  package private(set) var agent: Agent
  package private(set) var hall: Hall
  /// What happened, a line each: requests, answers, effects and events of the plant.
  package private(set) var log: [String] = []
  /// Every alarm that changed, in order.
  package private(set) var moments: [AlarmMoment] = []
  /// Promises that the checkers found broken.
  package private(set) var violations: [Violation] = []
  package private(set) var requestCount = 0

  private var lines: [SimulatedLine]
  private var queue = EventQueue<SimulationEvent>()
  private var random: SplitMix64
  private var checkers: [any SimulationChecker]
  private let defect: PlantedDefect?
  private let keepsLog: Bool
  /// The device behind each unit of each line.
  private var deviceOfUnit: [UnitOnLine: Int] = [:]

  private struct UnitOnLine: Hashable, Sendable {
    var line: LineIndex
    var unit: UnitID
  }

  /// The wall clock at the start of every simulation: 2026-01-01T00:00:00Z.
  package static let wallOrigin = WallTime(nanoseconds: 1_767_225_600_000_000_000)
  /// Virtual time starts late enough that nothing lies before the origin.
  package static let origin = Instant(nanoseconds: 1_000_000_000)

  /// - Parameters:
  ///   - defect: a mistake planted to see whether the checkers have teeth.
  ///   - keepsLog: whether `log` is written; it grows by about a hundred bytes a request.
  /// - Throws: `ExpositionError` when two series of the site are the same.
  package init(
    settings: AgentSettings, hall: Hall, seed: UInt64, defect: PlantedDefect? = nil,
    keepsLog: Bool = false
  ) throws {
    self.hall = hall
    self.defect = defect
    self.keepsLog = keepsLog
    agent = try Agent(
      settings: defect.map { $0.spoiled(settings) } ?? settings, startedAt: Self.origin)
    lines = settings.lines.map { SimulatedLine(framing: $0.medium.framing) }
    random = SplitMix64(seed: seed)
    for (index, device) in settings.devices.enumerated() {
      deviceOfUnit[UnitOnLine(line: device.line, unit: device.unit)] = index
    }
    checkers = [
      WrongValueChecker(settings), StaleValueChecker(settings), SilentClearChecker(settings),
    ]
    handle(.started(wall: Self.wallOrigin), at: Self.origin)
    queue.add(.secondPassed, at: Self.origin + .seconds(1))
  }

  /// The virtual time that has passed.
  package private(set) var elapsed: Duration = .zero

  /// Lets virtual time pass.
  package mutating func run(until end: Duration) {
    let last = Self.origin + end
    while true {
      let due = queue.nextAt ?? last
      let wake = agent.nextWake
      if wake < due {
        guard wake <= last else { break }
        elapsed = wake.since(Self.origin)
        handle(.timeReached, at: wake)
      } else {
        guard due <= last, let (at, event) = queue.popFirst() else { break }
        elapsed = at.since(Self.origin)
        carryOut(event, at: at)
      }
    }
    elapsed = end
  }

  /// Adds events to what will happen in the hall.
  package mutating func schedule(_ events: [HallEvent]) { hall.schedule(events) }

  private mutating func carryOut(_ event: SimulationEvent, at now: Instant) {
    switch event {
    case .opened(let line, let connection):
      guard isCurrent(line, connection) else { return }
      lines[line.rawValue].state = .open
      handle(.lineOpened(line), at: now)
    case .requestArrives(let line, let connection, let request, let token):
      guard isCurrent(line, connection) else { return }
      answer(request, line: line, token: token, at: now)
    case .frameArrives(let line, let connection, let token, let frame, let answer):
      guard isCurrent(line, connection) else { return }
      if let answer {
        for index in checkers.indices { checkers[index].plantAnswered(answer, at: now) }
      }
      note("answer \(line.rawValue) \(frame.count) bytes", at: now)
      handle(.frameReceived(line, token: token, frame: frame), at: now)
    case .journalWritten(let sequence):
      handle(.journalWritten(through: sequence), at: now)
    case .secondPassed:
      letHallAdvance(to: now)
      handle(
        .wallClockRead(Self.wallOrigin + now.since(Self.origin)), at: now)
      for index in checkers.indices {
        checkers[index].secondPassed(agent, at: now, into: &violations)
      }
      queue.add(.secondPassed, at: now + .seconds(1))
    }
  }

  private func isCurrent(_ line: LineIndex, _ connection: UInt64) -> Bool {
    lines[line.rawValue].connection == connection && lines[line.rawValue].state != .closed
  }

  private mutating func handle(_ event: AgentEvent, at now: Instant) {
    let effects = agent.handle(event, at: now)
    for index in checkers.indices {
      checkers[index].agentActed(agent, effects, at: now, into: &violations)
    }
    for effect in effects { carryOut(effect, at: now) }
  }

  private mutating func carryOut(_ effect: AgentEffect, at now: Instant) {
    switch effect {
    case .open(let line, _):
      lines[line.rawValue].connection += 1
      lines[line.rawValue].state = .opening
      note("open \(line.rawValue)", at: now)
      queue.add(
        .opened(line, lines[line.rawValue].connection), at: now + latency(.microseconds(300)))
    case .send(let line, let request, let token, _):
      requestCount += 1
      note("send \(line.rawValue) \(token) \(request)", at: now)
      queue.add(
        .requestArrives(line, lines[line.rawValue].connection, request, token: token),
        at: now + latency(.microseconds(200)))
    case .close(let line):
      lines[line.rawValue].state = .closed
      note("close \(line.rawValue)", at: now)
    case .record(let record):
      note("record \(record.sequence) \(record.kind.rawValue)", at: now)
      queue.add(.journalWritten(record.sequence), at: now + .milliseconds(1))
    case .announce(let announcement):
      let moment = AlarmMoment(announcement, agent.alarms)
      moments.append(moment)
      note(moment.description, at: now)
    case .answer(let ticket, let answer): note("answer \(ticket) \(answer)", at: now)
    }
  }

  /// The request has reached the devices of a line: the one that is meant answers, if it lives.
  private mutating func answer(
    _ request: ReadRequest, line: LineIndex, token: UInt16, at now: Instant
  ) {
    letHallAdvance(to: now)
    guard let device = deviceOfUnit[UnitOnLine(line: line, unit: request.unit)] else { return }
    let isForged = !hall.isReachable(device: device)
    guard !isForged || defect == .forgedAnswers else { return }
    let served = SimulatedLine.served(request, token: token)
    var dataUnit = hall.dataUnit(answering: served, device: device)
    let record = isForged ? nil : PlantRecord(of: device, request: request, hall: hall, at: now)
    defect?.spoil(&dataUnit, number: requestCount)
    queue.add(
      .frameArrives(
        line, lines[line.rawValue].connection, token: token,
        lines[line.rawValue].frame(dataUnit, answering: request, token: token), record),
      at: now + latency(.microseconds(400)))
  }

  private mutating func letHallAdvance(to now: Instant) {
    hall.advance(to: now.since(Self.origin))
    for happening in hall.takeHappenings() { note("plant: \(happening.text)", at: now) }
  }

  /// A length around a mean, drawn from the seed.
  private mutating func latency(_ mean: Duration) -> Duration {
    .nanoseconds(Int64(Double(mean.nanoseconds) * (0.5 + random.nextUnit())))
  }

  private mutating func note(_ text: @autoclosure () -> String, at now: Instant) {
    guard keepsLog else { return }
    log.append("\(now.since(Self.origin).nanoseconds / 1000) \(text())")
  }
}

/// What is on its way in virtual time.
enum SimulationEvent: Sendable {
  case opened(LineIndex, UInt64)
  case requestArrives(LineIndex, UInt64, ReadRequest, token: UInt16)
  case frameArrives(LineIndex, UInt64, token: UInt16, [UInt8], PlantRecord?)
  case journalWritten(UInt64)
  /// The wall clock is read, and slow checks are made.
  case secondPassed
}
