import DeviceProfiles
import Polling
import Readings
import Registers

/// A poller with fake lines in virtual time: carries out every action, and remembers what came of
/// it. Checks each delivery against what the fake device really held.
final class Bench {
  enum Opening {
    case accepts(after: Duration)
    case refuses(after: Duration)
    case never
  }

  private enum Event {
    case opened(Int, connection: Int)
    case failed(Int, ModbusFault, connection: Int)
    case frame(Int, [UInt8], connection: Int)
    case act((Bench) -> Void)
  }

  struct Sent {
    var at: Instant
    var ask: Ask
    var deadline: Instant
  }

  struct Ended {
    var at: Instant
    var outcome: CycleOutcome
  }

  var poller: Poller
  private(set) var now: Instant
  let lines: [LineSettings]
  let devices: [PolledDevice]

  /// What each line does when it is opened.
  var opening: [Opening]
  /// What happens to each request. The default is a good answer after 2 ms.
  var respond: (Ask) -> [Reply] = { [.frame($0.answer, after: .milliseconds(2))] }

  private var events: [(at: Instant, number: Int, event: Event)] = []
  private var eventNumber = 0
  private var connections: [Int]
  private var isOpen: [Bool]
  private var serials: [Int]
  private var lastAsk: [Ask?]
  /// By line, what its port knows; only serial lines have one.
  private var ports: [Port]

  /// What the port of a serial line does by itself: it keeps the silence that ends a frame before
  /// it sends, and takes nothing for an answer that came before the request.
  private struct Port {
    var quietSince = Instant.origin
    var isAwaiting = false
    var holdsUnread = false
  }

  private(set) var sent: [[Sent]]
  private(set) var opens: [[Instant]]
  private(set) var closes: [[Instant]]
  private(set) var ended: [[Ended]]
  private(set) var delivered: [[(at: Instant, block: RegisterBlock)]]
  private(set) var refused: [[(at: Instant, span: RegisterSpan, code: ExceptionCode)]]
  /// Deliveries that were not what the device held; must stay empty.
  private(set) var wrong: [String] = []
  private(set) var wakeCount = 0
  var keepsHistory = true

  init(lines: [LineSettings], devices: [PolledDevice], start: Instant = .origin) {
    poller = Poller(lines: lines, devices: devices, startedAt: start)
    now = start
    self.lines = lines
    self.devices = devices
    opening = lines.map { _ in .accepts(after: .milliseconds(1)) }
    connections = lines.map { _ in 0 }
    isOpen = lines.map { _ in false }
    serials = lines.map { _ in 0 }
    lastAsk = lines.map { _ in nil }
    ports = lines.map { _ in Port() }
    sent = lines.map { _ in [] }
    opens = lines.map { _ in [] }
    closes = lines.map { _ in [] }
    ended = devices.map { _ in [] }
    delivered = devices.map { _ in [] }
    refused = devices.map { _ in [] }
  }

  /// Plays until an instant, counted from the origin.
  func run(until duration: Duration) {
    let end = Instant.origin + duration
    while true {
      let next = events.first?.at
      let wake = poller.nextWake.map { max($0, now) }
      guard let time = [next, wake].compactMap({ $0 }).min(), time <= end else { break }
      now = max(now, time)
      if let next, next <= now {
        take(events.removeFirst().event)
      } else {
        wakeCount += 1
        carryOut(poller.timeReached(at: now))
      }
    }
    now = end
  }

  /// The process gets no time for so long, as when its machine is moved; what came meanwhile it sees
  /// afterwards.
  func standStill(for duration: Duration) { now = now + duration }

  /// Lets something happen at an instant, counted from the origin.
  func at(_ time: Duration, _ act: @escaping (Bench) -> Void) {
    schedule(.act(act), at: Instant.origin + time)
  }

  /// The line ends the connection by itself, or a frame arrives that nobody asked for.
  func breakLine(_ line: Int) {
    guard isOpen[line] else { return }
    isOpen[line] = false
    connections[line] += 1
    carryOut(poller.lineFailed(LineIndex(rawValue: line), .disconnected, at: now))
  }

  func push(_ frame: [UInt8], on line: Int) {
    take(.frame(line, frame, connection: connections[line]))
  }

  private func schedule(_ event: Event, at time: Instant) {
    eventNumber += 1
    let place = events.lastIndex { $0.at <= time }.map { $0 + 1 } ?? 0
    events.insert((time, eventNumber, event), at: place)
  }

  private func take(_ event: Event) {
    switch event {
    case .act(let act):
      act(self)
    case .opened(let line, let connection):
      guard connection == connections[line] else { return }
      isOpen[line] = true
      carryOut(poller.lineOpened(LineIndex(rawValue: line), at: now))
    case .failed(let line, let fault, let connection):
      guard connection == connections[line] else { return }
      isOpen[line] = false
      connections[line] += 1
      carryOut(poller.lineFailed(LineIndex(rawValue: line), fault, at: now))
    case .frame(let line, let frame, let connection):
      // A closed TCP connection carries nothing more, but a bus does, as long as the port is open.
      let isBus = lines[line].medium.framing == .rtu
      guard isOpen[line], isBus || connection == connections[line] else { return }
      let token = lastAsk[line]?.token ?? 0
      if silence(of: line) != nil {
        guard ports[line].isAwaiting else {
          ports[line].holdsUnread = true
          return
        }
        ports[line].isAwaiting = false
        ports[line].quietSince = now
      }
      carryOut(
        poller.frameReceived(LineIndex(rawValue: line), token: token, frame: frame, at: now))
    }
  }

  private func carryOut(_ actions: [PollAction]) {
    for action in actions {
      switch action {
      case .open(let line, let deadline): open(line.rawValue, deadline: deadline)
      case .send(let line, let request, let token, let deadline):
        send(line.rawValue, request, token: token, deadline: deadline)
      case .close(let line):
        if keepsHistory { closes[line.rawValue].append(now) }
        isOpen[line.rawValue] = false
        connections[line.rawValue] += 1
        // What still comes is heard out.
        ports[line.rawValue] = Port()
      case .deliver(let device, let block): check(device.rawValue, block)
      case .refuse(let device, let span, let code):
        refused[device.rawValue].append((now, span, code))
      case .doubtIdentity: break
      case .cycleEnded(let device, let outcome):
        if keepsHistory { ended[device.rawValue].append(Ended(at: now, outcome: outcome)) }
      }
    }
  }

  private func open(_ line: Int, deadline: Instant) {
    precondition(!isOpen[line], "opened twice")
    if keepsHistory { opens[line].append(now) }
    connections[line] += 1
    switch opening[line] {
    case .accepts(let delay):
      schedule(.opened(line, connection: connections[line]), at: now + delay)
    case .refuses(let delay):
      schedule(
        .failed(line, .unreachable(.refused), connection: connections[line]), at: now + delay)
    case .never: break
    }
  }

  private func send(_ line: Int, _ request: ReadRequest, token: UInt16, deadline: Instant) {
    precondition(isOpen[line], "sent on a closed line")
    guard let silence = silence(of: line) else {
      transmit(line, request, token: token, deadline: deadline)
      return
    }
    let connection = connections[line]
    let start = max(now, ports[line].quietSince + silence)
    schedule(
      .act { bench in
        guard bench.isOpen[line], bench.connections[line] == connection else { return }
        if bench.ports[line].holdsUnread {
          bench.carryOut(
            bench.poller.lineFailed(
              LineIndex(rawValue: line), .flawed(.unsolicited), at: bench.now))
        } else {
          bench.ports[line].isAwaiting = true
          bench.transmit(line, request, token: token, deadline: deadline)
        }
      }, at: start)
  }

  /// The silence that the line's port keeps; nil for a line without one.
  private func silence(of line: Int) -> Duration? {
    if case .serial(let settings) = lines[line].medium { settings.frameSilence } else { nil }
  }

  private func transmit(_ line: Int, _ request: ReadRequest, token: UInt16, deadline: Instant) {
    serials[line] += 1
    let ask = Ask(
      line: line, request: request, token: token, serial: serials[line], at: now,
      framing: lines[line].medium.framing)
    lastAsk[line] = ask
    if keepsHistory { sent[line].append(Sent(at: now, ask: ask, deadline: deadline)) }
    for reply in respond(ask) {
      switch reply {
      case .frame(let frame, let delay):
        schedule(.frame(line, frame, connection: connections[line]), at: now + delay)
      case .breaks(let delay):
        schedule(.failed(line, .disconnected, connection: connections[line]), at: now + delay)
      }
    }
  }

  private func check(_ device: Int, _ block: RegisterBlock) {
    let line = devices[device].line.rawValue
    if keepsHistory { delivered[device].append((now, block)) }
    guard let ask = lastAsk[line], ask.request.span == block.span,
      ask.request.unit == devices[device].unit, ask.words == block.words
    else {
      wrong.append("device \(device) at \(now.nanoseconds) ns: \(block.span)")
      return
    }
  }
}
