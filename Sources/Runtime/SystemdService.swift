import CLinux
import Glibc
import ModbusLink
package import Readings

/// The one who started the process and looks after it, if it is one that is told how things go: the
/// protocol of sd_notify(3) and sd_listen_fds(3), which is datagrams of text and environment
/// variables.
package final class SystemdService: Sendable {
  /// An address of the notification socket; the first byte of an abstract one is `@`.
  private let socketPath: String?
  /// The process is ended when nothing is heard of it for so long; nil for never.
  package let watchdog: Duration?
  /// Sockets that listen already, and what their units call them.
  package let sockets: [(descriptor: Int32, name: String)]

  /// The first descriptor that is handed over (sd_listen_fds(3)).
  private static let firstSocket: Int32 = 3

  /// - Parameters:
  ///   - environment: the value of a variable.
  ///   - process: the number that the variables must be meant for.
  package init(environment: (String) -> String?, process: Int32) {
    let path = environment("NOTIFY_SOCKET") ?? ""
    socketPath = path.hasPrefix("/") || path.hasPrefix("@") ? path : nil
    func isForUs(_ name: String) -> Bool {
      environment(name).map { Int32($0) == process } ?? true
    }
    watchdog = environment("WATCHDOG_USEC").flatMap(Int64.init).flatMap {
      $0 > 0 && isForUs("WATCHDOG_PID") ? .microseconds($0) : nil
    }
    let count = environment("LISTEN_FDS").flatMap(Int32.init) ?? 0
    guard count > 0, count <= 64, environment("LISTEN_PID") != nil, isForUs("LISTEN_PID") else {
      sockets = []
      return
    }
    let names = (environment("LISTEN_FDNAMES") ?? "").split(
      separator: ":", omittingEmptySubsequences: false)
    sockets = (0..<count).map { place in
      let descriptor = Self.firstSocket + place
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return (descriptor, names.count > place ? String(names[Int(place)]) : "")
    }
  }

  /// The one of this process.
  package static func ofThisProcess() -> SystemdService {
    SystemdService(environment: { getenv($0).map { String(cString: $0) } }, process: getpid())
  }

  /// Nobody.
  package static let none = SystemdService(environment: { _ in nil }, process: 0)

  /// Whether anybody is told.
  package var isListening: Bool { socketPath != nil }

  /// Tells assignments such as `READY=1`, all in one message. False when nobody takes them.
  @discardableResult
  package func tell(_ assignments: [String]) -> Bool {
    guard let socketPath else { return false }
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(socketPath.utf8)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      bytes.copyBytes(from: path)
      if path[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    }
    // The name of an abstract socket has no end mark: it is as long as the address says.
    let length =
      MemoryLayout<sa_family_t>.size + path.count + (path[0] == UInt8(ascii: "@") ? 0 : 1)
    var message = Array(assignments.joined(separator: "\n").utf8)
    let count = message.count
    let sent = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, &message, count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
      }
    }
    return sent == count
  }

  /// A sentence on how things go, for `systemctl status`.
  package static func status(_ text: String) -> String {
    "STATUS=" + text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Says that the configuration is being taken up anew; ends with the next `READY=1`.
  package func reloading(at now: Instant) {
    tell(["RELOADING=1", "MONOTONIC_USEC=\(now.nanoseconds / 1000)"])
  }
}
