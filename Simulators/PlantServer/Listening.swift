import CLinux
import Glibc

/// Opening the ports of the plant.
enum Listening {
  /// A listening, non-blocking socket on 127.0.0.1.
  static func open(port: UInt16) throws(PlantServerError) -> Int32 {
    let kind =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
      | Int32(SOCK_CLOEXEC.rawValue)
    let socket = socket(AF_INET, kind, 0)
    guard socket >= 0 else { throw failure("socket", errno, port: port) }
    var on: Int32 = 1
    // A restarted plant takes its ports again at once, though old connections linger.
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(socket, 64) == 0 else {
      let error = failure(bound == 0 ? "listen" : "bind", errno, port: port)
      close(socket)
      throw error
    }
    return socket
  }

  /// The port that a listening socket got.
  static func port(of socket: Int32) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = getsockname(socket, $0, &length)
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Raises the process's own limit of open files as far as it may.
  static func allow(descriptors needed: Int) throws(PlantServerError) {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    getrlimit(resource, &limit)
    if limit.rlim_cur >= rlim_t(needed) { return }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(needed))
    setrlimit(resource, &limit)
    if limit.rlim_cur < rlim_t(needed) {
      throw .outOfDescriptors(needed: needed, limit: Int(limit.rlim_cur))
    }
  }

  private static func failure(_ call: String, _ code: Int32, port: UInt16) -> PlantServerError {
    switch code {
    case EADDRINUSE: .portInUse(port)
    case EACCES: .portForbidden(port)
    default: .system(call: call, errno: code)
    }
  }
}
