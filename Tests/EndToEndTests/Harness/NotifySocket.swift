import Foundation

/// The end of a service manager that is told how a service does: a datagram socket, in the file system
/// or, as `@name`, in the abstract name space.
final class NotifySocket {
  let path: String
  private let descriptor: Int32
  private var received: [String] = []

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: bytes)
      if path.hasPrefix("@") { $0[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard result == 0 else { throw HarnessError("cannot bind \(path)") }
  }

  deinit { close(descriptor) }

  /// Every message so far; assignments of one message stand on lines of their own.
  var messages: [String] {
    var buffer = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return received }
      received.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }

  /// The lines of every message so far.
  var lines: [String] { messages.flatMap { $0.split(separator: "\n").map(String.init) } }
}
