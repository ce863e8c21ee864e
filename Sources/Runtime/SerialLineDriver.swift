import Agent
package import ModbusLink
package import Polling
import Readings
import Registers

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

  /// - Parameter report: called on the line's thread with the epoch of the command it answers.
  init(
    _ index: LineIndex, settings: SerialSettings,
    report: @escaping @Sendable (UInt64, AgentEvent) -> Void
  ) throws(SystemFailure) {
    let commands = try Mailbox<Command>(capacity: 64)
    self.commands = commands
    let setting = settings.portSetting
    // Not joined: at the end it may still wait for an answer.
    try LinuxThread(name: "hw-serial-\(index.rawValue)") {
      Self.run(index, SerialPort(setting), commands, report)
    }.detach()
  }

  func open(at now: Instant, deadline: Instant) -> AgentEvent? {
    commands.post(.open(epoch: epoch))
    return nil
  }

  func send(
    _ request: ReadRequest, token: UInt16, at now: Instant, deadline: Instant
  ) -> AgentEvent? {
    commands.post(.send(epoch: epoch, request, token: token, deadline: deadline))
    return nil
  }

  func close() {
    epoch += 1
    commands.post(.drain)
  }

  func stop() { commands.post(.stop) }

  private static func run(
    _ index: LineIndex, _ port: SerialPort, _ commands: Mailbox<Command>,
    _ report: (UInt64, AgentEvent) -> Void
  ) {
    var answerTime = Duration.seconds(1)
    while true {
      commands.wait(milliseconds: -1)
      for command in commands.takeAll() {
        switch command {
        case .open(let epoch):
          let fault = port.open()
          report(epoch, fault.map { .lineFailed(index, $0) } ?? .lineOpened(index))
        case .send(let epoch, let request, let token, let deadline):
          answerTime = deadline.since(MonotonicClock.now)
          switch port.exchange(request, deadline: deadline) {
          case .success(let frame):
            report(epoch, .frameReceived(index, token: token, frame: frame))
          case .failure(let fault): report(epoch, .lineFailed(index, fault))
          }
        case .drain:
          // An answer that is late by up to as long as it was waited for is heard out.
          port.drain(silence: answerTime, limit: MonotonicClock.now + answerTime * 3)
        case .stop: return
        }
      }
    }
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
