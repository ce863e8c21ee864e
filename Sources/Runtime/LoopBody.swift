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
  private let book: LineBook
  private let progress: LoopProgress
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
    core: Core, lines: [LineSettings], inbox: Mailbox<LoopMessage<Core>>, outlets: AgentOutlets,
    progress: LoopProgress
  ) throws(SystemFailure) {
    self.core = core
    self.inbox = inbox
    self.outlets = outlets
    self.progress = progress
    queue = try EventQueue()
    timer = try WakeTimer()
    resolver = try NameResolver { inbox.post(.resolved($0)) }
    book = try LineBook(queue: queue, resolver: resolver) { slot, epoch, happening in
      inbox.post(.lineEvent(slot: slot, epoch: epoch, happening))
    }
    try book.make(lines)
    nextWallReading = now + Self.wallReadingInterval
    try queue.add(inbox.descriptor, key: Self.inboxKey, trigger: .level)
    try queue.add(timer.descriptor, key: Self.timerKey, trigger: .edge)
  }

  /// Runs until told to stop.
  func run() {
    now = MonotonicClock.now
    progress.turned(at: now)
    handle(.started(wall: MonotonicClock.wall))
    finishTurn()
    while !isStopping {
      timer.set(for: min(core.nextWakeUp ?? nextWallReading, nextWallReading))
      let count = queue.wait(milliseconds: -1)
      now = MonotonicClock.now
      progress.turned(at: now)
      // What came is handled before the time is told: an answer that is here is not late.
      for index in 0..<count { react(to: queue[index]) }
      tellTime()
      finishTurn()
    }
    handle(.stopping)
    finishTurn()
    book.end()
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
      guard let line = book.line(ofSlot: TCPLine.number(ofKey: readiness.key)),
        let driver = book.tcp(line)
      else { return }
      var happening = driver.react(to: readiness)
      while let happened = happening {
        handle(happened.event(on: line))
        happening = driver.lookAgain()
      }
    }
  }

  private func take(_ message: LoopMessage<Core>) {
    switch message {
    case .query(let ask): ask(core)
    case .event(let event): handle(event)
    case .lineEvent(let slot, let epoch, let happening):
      guard let line = book.line(ofSlot: slot), book.serial(line)?.epoch == epoch else { return }
      handle(happening.event(on: line))
    case .resolved(let answer):
      guard let line = book.line(ofSlot: answer.asker),
        let happening = book.tcp(line)?.resolved(answer, at: now)
      else { return }
      handle(happening.event(on: line))
    case .stop: isStopping = true
    }
  }

  private func tellTime() {
    if now >= nextWallReading {
      nextWallReading = now + Self.wallReadingInterval
      progress.note(stuck: book.stuck(at: now))
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
        follow(book.driverToOpen(line).open(at: now, deadline: deadline), on: line)
      case .send(let line, let request, let token, let deadline):
        follow(
          book[line].send(request, token: token, at: now, deadline: deadline), on: line)
      case .close(let line): book[line].close()
      case .relined(let lines, let carriedFrom):
        book.change(to: lines, carriedFrom: carriedFrom)
      case .reloaded(let report): outlets.reloaded(report)
      case .record(let record): records.append(record)
      case .announce(let announcement): outlets.announce(announcement)
      case .answer(let ticket, let answer): outlets.answer(ticket, answer)
      }
    }
  }

  private func follow(_ happening: LineHappening?, on line: LineIndex) {
    if let happening { following.append(happening.event(on: line)) }
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
