import Agent
import ModbusLink
import Polling
import Readings

/// The state of the loop's thread, and its turns.
final class LoopBody<Core: AgentCore> {
  private var core: Core
  private let queue: EventQueue
  private let timer: WakeTimer
  private let inbox: Mailbox<LoopMessage<Core>>
  private let outlets: AgentOutlets
  private let resolver: NameResolver
  private let drivers: [any LineDriver]
  /// The drivers of TCP lines, by line; nil for the others.
  private let tcpDrivers: [TCPLineDriver?]
  private let serialDrivers: [SerialLineDriver?]
  /// Events that effects brought about, handled after the effects before them.
  private var following: [AgentEvent] = []
  private var records: [JournalRecord] = []
  private var now = MonotonicClock.now
  private var nextWallReading: Instant
  private var isStopping = false

  private static var inboxKey: UInt64 { .max }
  private static var timerKey: UInt64 { .max - 1 }
  private static var wallReadingInterval: Duration { .seconds(1) }

  init(
    core: Core, lines: [LineSettings], inbox: Mailbox<LoopMessage<Core>>, outlets: AgentOutlets
  ) throws(SystemFailure) {
    self.core = core
    self.inbox = inbox
    self.outlets = outlets
    queue = try EventQueue()
    timer = try WakeTimer()
    resolver = try NameResolver { inbox.post(.resolved($0)) }
    let reader = try FrameReader()
    var drivers: [any LineDriver] = []
    for (number, line) in lines.enumerated() {
      let index = LineIndex(rawValue: number)
      switch line.medium {
      case .tcp(let host, let port), .rtuOverTCP(let host, let port):
        let line = TCPLine(
          number: number, host: host, port: port, framing: line.medium.framing, queue: queue,
          reader: reader, resolver: resolver)
        drivers.append(TCPLineDriver(index, line: line))
      case .serial(let settings):
        drivers.append(
          try SerialLineDriver(index, settings: settings) { epoch, event in
            inbox.post(.lineEvent(line: number, epoch: epoch, event))
          })
      }
    }
    self.drivers = drivers
    tcpDrivers = drivers.map { $0 as? TCPLineDriver }
    serialDrivers = drivers.map { $0 as? SerialLineDriver }
    nextWallReading = now + Self.wallReadingInterval
    try queue.add(inbox.descriptor, key: Self.inboxKey, trigger: .level)
    try queue.add(timer.descriptor, key: Self.timerKey, trigger: .edge)
  }

  /// Runs until told to stop.
  func run() {
    now = MonotonicClock.now
    handle(.started(wall: MonotonicClock.wall))
    finishTurn()
    while !isStopping {
      timer.set(for: min(core.nextWakeUp ?? nextWallReading, nextWallReading))
      let count = queue.wait(milliseconds: -1)
      now = MonotonicClock.now
      // What came is handled before the time is told: an answer that is here is not late.
      for index in 0..<count { react(to: queue[index]) }
      tellTime()
      finishTurn()
    }
    handle(.stopping)
    finishTurn()
    for driver in drivers { driver.close() }
    for driver in serialDrivers { driver?.stop() }
    resolver.stop()
    // Whoever asked in the last moment is answered; whoever asks from now on is told at once.
    for message in inbox.shut() {
      if case .query(let ask) = message { ask(core) }
    }
  }

  private func react(to readiness: EventQueue.Readiness) {
    switch readiness.key {
    case Self.inboxKey: for message in inbox.takeAll() { take(message) }
    case Self.timerKey: timer.expired()
    default:
      guard let driver = tcpDrivers[TCPLine.number(ofKey: readiness.key)] else { return }
      var event = driver.react(to: readiness)
      while let happened = event {
        handle(happened)
        event = driver.lookAgain()
      }
    }
  }

  private func take(_ message: LoopMessage<Core>) {
    switch message {
    case .query(let ask): ask(core)
    case .event(let event): handle(event)
    case .lineEvent(let line, let epoch, let event):
      if serialDrivers[line]?.epoch == epoch { handle(event) }
    case .resolved(let answer):
      if let event = tcpDrivers[answer.asker]?.resolved(answer, at: now) { handle(event) }
    case .stop: isStopping = true
    }
  }

  private func tellTime() {
    if now >= nextWallReading {
      nextWallReading = now + Self.wallReadingInterval
      handle(.wallClockRead(MonotonicClock.wall))
    }
    if let wake = core.nextWakeUp, wake <= now { handle(.timeReached) }
  }

  /// Hands an event to the agent and does what it wants, and so on with what comes of that.
  private func handle(_ event: AgentEvent) {
    perform(core.handle(event, at: now))
    var next = 0
    while next < following.count {
      let event = following[next]
      next += 1
      perform(core.handle(event, at: now))
    }
    following.removeAll(keepingCapacity: true)
  }

  private func perform(_ effects: [AgentEffect]) {
    for effect in effects {
      switch effect {
      case .open(let line, let deadline):
        follow(drivers[line.rawValue].open(at: now, deadline: deadline))
      case .send(let line, let request, let token, let deadline):
        follow(
          drivers[line.rawValue].send(request, token: token, at: now, deadline: deadline))
      case .close(let line): drivers[line.rawValue].close()
      case .record(let record): records.append(record)
      case .announce(let announcement): outlets.announce(announcement)
      case .answer(let ticket, let answer): outlets.answer(ticket, answer)
      }
    }
  }

  private func follow(_ event: AgentEvent?) {
    if let event { following.append(event) }
  }

  private func finishTurn() {
    while let last = records.last {
      let turn = records
      records.removeAll(keepingCapacity: true)
      if let record = outlets.record {
        record(turn)
      } else {
        // Nothing is kept, so nothing is waited for.
        handle(.journalWritten(through: last.sequence))
      }
    }
  }
}
