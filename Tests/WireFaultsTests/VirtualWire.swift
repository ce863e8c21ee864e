import Agent
import Polling
import Readings
import Registers
import WireFaults

/// The real agent behind faulty lines, in virtual time: its effects are carried out as the edges
/// would, and bytes take their time.
final class VirtualWire {
  private enum Event {
    case connected(Int, connection: UInt64, Admission)
    case request(Int, connection: UInt64, [UInt8])
    case bytes(Int, connection: UInt64, [UInt8])
    case ended(Int, connection: UInt64)
    case wake(Int)
    case act((VirtualWire) -> Void)
  }

  /// The client's end of a line.
  private struct Client {
    var framing: Framing
    var port: VirtualSerialPort?
    /// Counts openings and closings: what belongs to an earlier connection is void.
    var connection: UInt64 = 0
    var isOpen = false
    var unread: [UInt8] = []
    var token: UInt16 = 0
    var isAnswerDue = false
    /// Until when the bus carries bytes of the device.
    var busFreeAt = Instant.origin
  }

  static let delay = Duration.microseconds(200)

  var watch: OracleWatch
  var lines: [FaultyLine]
  let site: OracleSite
  private(set) var now: Instant
  private var clients: [Client]
  private var events = EventHeap<Event>()
  private var generator: FaultGenerator

  init(_ site: OracleSite, seed: UInt64, schedule: (Int) -> FaultSchedule) throws {
    self.site = site
    now = Instant(nanoseconds: 1_000_000_000)
    generator = FaultGenerator(seed: seed)
    lines = site.lines.indices.map { site.faultyLine($0, schedule: schedule($0)) }
    clients = site.lines.enumerated().map { number, line in
      let port = VirtualSerialPort(line: LineIndex(rawValue: number), settings: line.serial)
      return Client(
        framing: line.kind == .tcp ? .tcp : .rtu, port: line.kind == .bus ? port : nil)
    }
    watch = try OracleWatch(site, startedAt: now)
    tell(.started(wall: WallTime(nanoseconds: 0)))
  }

  /// Plays until an instant, or until so many requests have been sent.
  func run(until end: Instant, requests: Int = .max) {
    while watch.requestCount < requests {
      let wake = max(watch.agent.nextWake, now)
      if let next = events.next, next <= wake {
        guard next <= end else { break }
        now = max(now, next)
        take(events.take())
      } else {
        guard wake <= end else { break }
        now = wake
        tell(.timeReached)
      }
    }
    if watch.requestCount < requests { now = max(now, end) }
  }

  func run(for duration: Duration) { run(until: now + duration) }

  func at(_ instant: Instant, _ act: @escaping (VirtualWire) -> Void) {
    events.add(.act(act), at: instant)
  }

  private func tell(_ event: AgentEvent) {
    for effect in watch.handle(event, at: now) {
      switch effect {
      case .open(let line, _): open(line.rawValue)
      case .send(let line, let request, let token, let deadline):
        send(line.rawValue, request, token: token, deadline: deadline)
      case .close(let line): close(line.rawValue)
      case .record(let record): tell(.journalWritten(through: record.sequence))
      case .announce, .answer, .relined, .reloaded: break
      }
    }
  }

  private func open(_ line: Int) {
    clients[line].connection += 1
    let connection = clients[line].connection
    guard clients[line].port == nil else {
      command(line, .open(epoch: Int(connection)))
      return
    }
    let admission = lines[line].connect(connection, at: now, using: &generator)
    events.add(.connected(line, connection: connection, admission), at: now + Self.delay * 2)
  }

  private func close(_ line: Int) {
    lines[line].disconnected(clients[line].connection, at: now + Self.delay)
    clients[line].connection += 1
    clients[line].isOpen = false
    clients[line].unread = []
    clients[line].isAnswerDue = false
    if clients[line].port != nil { command(line, .drain) }
  }

  private func send(_ line: Int, _ request: ReadRequest, token: UInt16, deadline: Instant) {
    guard clients[line].port == nil else {
      let epoch = Int(clients[line].connection)
      command(line, .send(epoch: epoch, request, token: token, deadline: deadline))
      return
    }
    guard clients[line].isOpen else {
      tell(.lineFailed(LineIndex(rawValue: line), .disconnected))
      return
    }
    guard clients[line].framing == .tcp || clients[line].unread.isEmpty else {
      fail(line, .flawed(.unsolicited))
      return
    }
    clients[line].token = token
    clients[line].isAnswerDue = true
    let bytes = request.frame(clients[line].framing, transaction: token)
    events.add(
      .request(line, connection: clients[line].connection, bytes), at: now + Self.delay)
  }

  private func command(_ line: Int, _ command: VirtualSerialPort.Command) {
    clients[line].port?.post(command, at: now)
    followPort(line)
  }

  /// Carries on what the serial port did.
  private func followPort(_ line: Int) {
    for outcome in clients[line].port?.takeOutbox() ?? [] {
      switch outcome {
      case .wake(let instant): events.add(.wake(line), at: instant)
      case .report(let epoch, let event):
        if epoch == Int(clients[line].connection) { tell(event) }
      case .transmit(let bytes):
        let time = site.lines[line].serial.characterTime * bytes.count
        events.add(.request(line, connection: 0, bytes), at: now + time)
      }
    }
  }

  private func take(_ event: Event) {
    switch event {
    case .act(let act): act(self)
    case .wake(let line):
      clients[line].port?.woke(at: now)
      followPort(line)
    case .connected(let line, let connection, let admission):
      guard connection == clients[line].connection else { return }
      switch admission {
      case .accept:
        clients[line].isOpen = true
        tell(.lineOpened(LineIndex(rawValue: line)))
      case .refuse: fail(line, .unreachable(.refused))
      case .ignore: break
      }
    case .request(let line, let connection, let bytes):
      let steps = lines[line].received(bytes, on: connection, at: now, using: &generator)
      for step in steps { schedule(step, line, connection) }
    case .bytes(let line, let connection, let bytes):
      receive(line, connection, bytes)
    case .ended(let line, let connection):
      lines[line].disconnected(connection, at: now)
      guard connection == clients[line].connection, clients[line].isOpen else { return }
      fail(line, .disconnected)
    }
  }

  private func schedule(_ step: WireStep, _ line: Int, _ connection: UInt64) {
    guard case .bytes(let bytes) = step.act else {
      events.add(.ended(line, connection: connection), at: now + step.after + Self.delay)
      return
    }
    guard let first = bytes.first else { return }
    guard clients[line].port != nil else {
      events.add(.bytes(line, connection: connection, bytes), at: now + step.after + Self.delay)
      return
    }
    // One after another on the bus; the first byte of a frame is noticed before the last.
    let character = site.lines[line].serial.characterTime
    let start = max(now + step.after, clients[line].busFreeAt)
    let end = start + character * bytes.count
    clients[line].busFreeAt = end
    events.add(.bytes(line, connection: 0, [first]), at: start + character)
    if bytes.count > 1 {
      events.add(.bytes(line, connection: 0, Array(bytes.dropFirst())), at: end)
    }
  }

  private func receive(_ line: Int, _ connection: UInt64, _ bytes: [UInt8]) {
    guard clients[line].port == nil else {
      clients[line].port?.received(bytes, at: now)
      followPort(line)
      return
    }
    guard connection == clients[line].connection, clients[line].isOpen else { return }
    clients[line].unread += bytes
    while clients[line].isOpen, connection == clients[line].connection,
      !clients[line].unread.isEmpty
    {
      guard clients[line].isAnswerDue else {
        fail(line, .flawed(.unsolicited))
        return
      }
      guard let length = WholeFrame.length(clients[line].unread, framing: clients[line].framing)
      else { return }
      guard clients[line].unread.count == length else {
        fail(line, .flawed(.unsolicited))
        return
      }
      let frame = Array(clients[line].unread[..<length])
      clients[line].unread.removeFirst(length)
      clients[line].isAnswerDue = false
      let index = LineIndex(rawValue: line)
      tell(.frameReceived(index, token: clients[line].token, frame: frame))
    }
  }

  /// The edge finds the line broken and closes its end.
  private func fail(_ line: Int, _ fault: ModbusFault) {
    lines[line].disconnected(clients[line].connection, at: now)
    clients[line].connection += 1
    clients[line].isOpen = false
    clients[line].unread = []
    clients[line].isAnswerDue = false
    tell(.lineFailed(LineIndex(rawValue: line), fault))
  }
}
