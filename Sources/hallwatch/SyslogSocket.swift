import Glibc
import ModbusLink
import Notification
import Readings

/// The local socket of the system's log, as datagrams.
enum SyslogSocket {
  /// Sends each message as one datagram. A reader that is slow is waited for a second.
  static func send(_ messages: [[UInt8]], to path: String) -> DeliveryOutcome {
    let start = MonotonicClock.now
    func ended(_ result: DeliveryOutcome.Result, _ detail: String) -> DeliveryOutcome {
      DeliveryOutcome(result, detail: detail, duration: MonotonicClock.now.since(start))
    }
    let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = Descriptors.elevate(socket(AF_UNIX, kind, 0))
    guard descriptor >= 0 else { return ended(.failed, "socket: \(lastError)") }
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    guard connect(descriptor, to: path) == 0 else { return ended(.failed, "\(path): \(lastError)") }
    for message in messages {
      let count = message.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count == message.count else { return ended(.failed, "\(path): \(lastError)") }
    }
    return ended(.delivered, "\(messages.count) messages")
  }

  private static var lastError: String { String(cString: strerror(errno)).lowercased() }

  private static func connect(_ descriptor: Int32, to path: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { field in
      field.copyBytes(from: path.utf8.prefix(field.count - 1))
    }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
