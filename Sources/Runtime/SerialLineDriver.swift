package import ModbusLink
package import Polling
import Readings
import Registers
import Synchronization

/// A serial line: a thread of its own, because libmodbus blocks while a device answers.
final class SerialLineDriver: LineDriver {
  private enum Command: Sendable {
    case open(epoch: UInt64)
    case send(epoch: UInt64, ReadRequest, token: UInt16, deadline: Instant)
    case drain
    case stop
  }

  /// Counts how often the line was closed: what its thread reports of an earlier epoch is void.
  private(set) var epoch: UInt64 = 0
  private let commands: Mailbox<Command>
  private let work = Work()

  /// What the thread is at, for whoever watches that it gets on.
  private final class Work: Sendable {
    /// When the present command should have ended, in nanoseconds; 0 while there is none.
    let due = Atomic<UInt64>(0)
  }

  /// How long after its time a command may take before the thread counts as stuck: a port of a
  /// confused adapter is slow to close.
  private static let grace = Duration.seconds(10)

  /// - Parameters:
  ///   - makePort: makes what the thread works with; a serial port, or in tests something else.
  ///   - report: called on the line's thread with the epoch of the command it answers.
  init(
    slot: Int, settings: SerialSettings,
    makePort: @escaping @Sendable (SerialPort.Setting) -> any BlockingPort = { SerialPort($0) },
    report: @escaping @Sendable (UInt64, LineHappening) -> Void
  ) throws(SystemFailure) {
    let commands = try Mailbox<Command>(capacity: 64)
    self.commands = commands
    let setting = settings.portSetting
    let work = work
    // Not joined: at the end it may still wait for an answer.
    try LinuxThread(name: "hw-serial-\(slot)") {
      Self.run(makePort(setting), commands, work, report)
    }.detach()
  }

  func isStuck(at now: Instant) -> Bool {
    let due = work.due.load(ordering: .acquiring)
    return due != 0 && now > Instant(nanoseconds: due) + Self.grace
  }

  func open(at now: Instant, deadline: Instant) -> LineHappening? {
    commands.post(.open(epoch: epoch))
    return nil
  }

  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> LineHappening? {
    commands.post(.send(epoch: epoch, request, token: token, deadline: deadline))
    return nil
  }

  func close() {
    epoch += 1
    commands.post(.drain)
  }

  func stop() { commands.post(.stop) }

  private static func run(
    _ port: any BlockingPort, _ commands: Mailbox<Command>, _ work: Work,
    _ report: (UInt64, LineHappening) -> Void
  ) {
    var answerTime = Duration.seconds(1)
    while true {
      commands.wait(milliseconds: -1)
      for command in commands.takeAll() {
        let now = MonotonicClock.now
        switch command {
        case .open(let epoch):
          work.due.store(now.nanoseconds, ordering: .releasing)
          let fault = port.open()
          report(epoch, fault.map { .failed($0) } ?? .opened)
        case .send(let epoch, let request, let token, let deadline):
          work.due.store(deadline.nanoseconds, ordering: .releasing)
          answerTime = deadline.since(now)
          switch port.answer(to: request, deadline: deadline) {
          case .success(let frame): report(epoch, .frame(frame, token: token))
          case .failure(let fault): report(epoch, .failed(fault))
          }
        case .drain:
          let limit = now + answerTime * 3
          work.due.store(limit.nanoseconds, ordering: .releasing)
          // An answer that is late by up to as long as it was waited for is heard out.
          port.drain(silence: answerTime, limit: limit)
        case .stop: return
        }
        work.due.store(0, ordering: .releasing)
      }
    }
  }
}

/// A port whose calls hold up their thread.
protocol BlockingPort {
  func open() -> ModbusFault?
  func answer(to request: ReadRequest, deadline: Instant) -> Result<[UInt8], ModbusFault>
  func drain(silence: Duration, limit: Instant)
}

extension SerialPort: BlockingPort {
  func answer(to request: ReadRequest, deadline: Instant) -> Result<[UInt8], ModbusFault> {
    exchange(request, deadline: deadline)
  }
}

extension SerialSettings {
  /// The settings as the port takes them.
  package var portSetting: SerialPort.Setting {
    let letter: Character =
      switch parity {
      case .none: "N"
      case .even: "E"
      case .odd: "O"
      }
    return SerialPort.Setting(
      path: path, baud: baud, parity: letter, stopBits: stopBits, frameSilence: frameSilence)
  }
}
