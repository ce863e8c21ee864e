import Foundation

/// A TCP socket of IPv4 loopback.
struct LoopbackSocket: ~Copyable {
  let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HarnessError("no socket") }
  }

  deinit { close(descriptor) }

  /// Ports that nothing listens on, all different.
  static func freePorts(_ count: Int) throws -> [UInt16] {
    // Held together, so that none is given twice.
    var holders: [LoopbackHolder] = []
    for _ in 0..<count { holders.append(try LoopbackHolder()) }
    return holders.map(\.port)
  }

  static func freePort() throws -> UInt16 { try freePorts(1)[0] }

  func connect(to port: UInt16) -> Bool {
    var address = Self.address(port)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  fileprivate static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}

/// A socket bound to a port of the system's choice, until let go.
private final class LoopbackHolder {
  let socket: LoopbackSocket
  let port: UInt16

  init() throws {
    socket = try LoopbackSocket()
    var address = LoopbackSocket.address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socket.descriptor
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw HarnessError("no free port") }
    port = UInt16(bigEndian: address.sin_port)
  }
}
