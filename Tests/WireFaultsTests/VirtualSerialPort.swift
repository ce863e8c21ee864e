import Agent
import Polling
import Readings
import Registers

/// A serial port and its thread in virtual time: one command after another, each held up as the
/// real one would be. What happens is written down in `outbox`, to be carried on by the mount.
struct VirtualSerialPort {
  enum Command {
    case open(epoch: Int)
    case send(epoch: Int, ReadRequest, token: UInt16, deadline: Instant)
    case drain
  }

  enum Outcome {
    case wake(at: Instant)
    case report(epoch: Int, AgentEvent)
    /// Bytes leave for the bus.
    case transmit([UInt8])
  }

  private enum State {
    case ready
    case keepingSilence(epoch: Int, ReadRequest, token: UInt16, deadline: Instant, until: Instant)
    case awaiting(epoch: Int, ReadRequest, token: UInt16, deadline: Instant)
    case draining(silentFrom: Instant, limit: Instant)
  }

  let line: LineIndex
  let settings: SerialSettings
  private(set) var outbox: [Outcome] = []
  private var commands: [Command] = []
  private var state = State.ready
  private var isOpen = false
  private var unread: [UInt8] = []
  private var quietSince = Instant.origin
  private var answerTime = Duration.seconds(1)

  init(line: LineIndex, settings: SerialSettings) {
    self.line = line
    self.settings = settings
  }

  mutating func takeOutbox() -> [Outcome] {
    defer { outbox.removeAll(keepingCapacity: true) }
    return outbox
  }

  mutating func post(_ command: Command, at now: Instant) {
    commands.append(command)
    work(at: now)
  }

  mutating func received(_ bytes: [UInt8], at now: Instant) {
    guard isOpen else { return }
    switch state {
    case .ready, .keepingSilence: unread += bytes
    case .draining(_, let limit):
      state = .draining(silentFrom: now, limit: limit)
      outbox.append(.wake(at: min(now + answerTime, limit)))
    case .awaiting(let epoch, let request, let token, _):
      unread += bytes
      guard let length = WholeFrame.length(unread, framing: .rtu) else { return }
      let frame = Array(unread[..<length])
      unread.removeFirst(length)
      report(epoch, outcome(of: frame, request, token), at: now)
    }
    work(at: now)
  }

  mutating func woke(at now: Instant) {
    switch state {
    case .ready: break
    case .keepingSilence(let epoch, let request, let token, let deadline, let until):
      guard until <= now else { break }
      if !unread.isEmpty {
        report(epoch, .lineFailed(line, .flawed(.unsolicited)), at: now)
      } else if deadline <= now {
        report(epoch, .lineFailed(line, .timeout), at: now)
      } else {
        outbox.append(.transmit(request.frame(.rtu, transaction: 0)))
        outbox.append(.wake(at: deadline))
        state = .awaiting(epoch: epoch, request, token: token, deadline: deadline)
      }
    case .awaiting(let epoch, _, _, let deadline):
      guard deadline <= now else { break }
      unread = []
      report(epoch, .lineFailed(line, .timeout), at: now)
    case .draining(let silentFrom, let limit):
      guard min(silentFrom + answerTime, limit) <= now else { break }
      quietSince = now
      state = .ready
    }
    work(at: now)
  }

  private mutating func report(_ epoch: Int, _ event: AgentEvent, at now: Instant) {
    outbox.append(.report(epoch: epoch, event))
    quietSince = now
    state = .ready
  }

  private func outcome(of frame: [UInt8], _ request: ReadRequest, _ token: UInt16) -> AgentEvent {
    if frame[0] != request.unit.rawValue { return .lineFailed(line, .flawed(.unit)) }
    let checksum = UInt16(frame[frame.count - 2]) | UInt16(frame[frame.count - 1]) << 8
    if crc16(frame.dropLast(2)) != checksum { return .lineFailed(line, .flawed(.checksum)) }
    return .frameReceived(line, token: token, frame: frame)
  }

  private mutating func work(at now: Instant) {
    while case .ready = state, !commands.isEmpty {
      switch commands.removeFirst() {
      case .open(let epoch):
        isOpen = true
        outbox.append(.report(epoch: epoch, .lineOpened(line)))
      case .send(let epoch, let request, let token, let deadline):
        answerTime = deadline.since(now)
        let until = max(now, quietSince + settings.frameSilence)
        state = .keepingSilence(
          epoch: epoch, request, token: token, deadline: deadline, until: until)
        outbox.append(.wake(at: until))
      case .drain:
        unread = []
        state = .draining(silentFrom: now, limit: now + answerTime * 3)
        outbox.append(.wake(at: now + answerTime))
      }
    }
  }
}

/// Where frames end, as the client's edges see it.
enum WholeFrame {
  /// The length of the frame that the bytes begin with, once all of it is there. Bytes that begin
  /// no frame count as one, to be found wrong.
  static func length(_ bytes: [UInt8], framing: Framing) -> Int? {
    let length: Int
    switch framing {
    case .tcp:
      guard bytes.count >= 6 else { return nil }
      length = 6 + (Int(bytes[4]) << 8 | Int(bytes[5]))
      if length > 260 || bytes[2] != 0 || bytes[3] != 0 { return bytes.count }
    case .rtu:
      guard bytes.count >= 3 else { return nil }
      length = (1...4).contains(bytes[1]) ? 5 + Int(bytes[2]) : 5
      if length > 256 { return bytes.count }
    }
    return bytes.count >= length ? length : nil
  }
}
