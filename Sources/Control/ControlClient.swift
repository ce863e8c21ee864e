import CLinux
import Glibc
import ModbusLink

/// A person's end of the control socket. Waits as long as the agent takes, within a limit.
package final class ControlClient {
  private let descriptor: Int32
  private var input: [UInt8] = []

  /// Why there is no answer.
  package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing listens there.
    case noAgent(String)
    /// The operating system does not let the user get there.
    case noPermission(String)
    case system(String)
    /// The agent ended, or took longer than the limit.
    case noAnswer

    package var description: String {
      switch self {
      case .noAgent(let path):
        "no agent answers at \(path); is it running with this state_directory?"
      case .noPermission(let path):
        "\(ControlCaller.name(of: geteuid())) may not reach \(path); run this as the agent's "
          + "user, or have `control` of its site file name you and its state_directory opened "
          + "(chmod o+x)"
      case .system(let text): text
      case .noAnswer: "the agent did not answer, or ended"
      }
    }
  }

  package init(stateDirectory: String) throws(Failure) {
    do throws(SystemFailure) {
      descriptor = try ControlSocket.connect(to: stateDirectory)
    } catch {
      let path = ControlSocket.path(in: stateDirectory)
      switch error.code {
      case ENOENT, ECONNREFUSED, ENOTDIR: throw .noAgent(path)
      case EACCES, EPERM: throw .noPermission(path)
      default: throw .system(error.description)
      }
    }
  }

  deinit { close(descriptor) }

  package func send(_ request: ControlRequest) throws(Failure) {
    let line = request.line
    var sent = 0
    while sent < line.count {
      let count = line.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      // What the agent said before it hung up is still to be read.
      guard count > 0 else { return }
      sent += count
    }
  }

  /// One line of the answer; nil for the end limit. Waits without end for −1.
  package func nextLine(withinMilliseconds limit: Int32) throws(Failure) -> [UInt8] {
    var searched = 0
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = input[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(input[..<end])
        input.removeFirst(end + 1)
        return line
      }
      searched = input.count
      guard searched < ControlLimits.answerBytes else { throw .noAnswer }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, limit) > 0 else { throw .noAnswer }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .noAnswer }
      input += chunk[..<count]
    }
  }
}
