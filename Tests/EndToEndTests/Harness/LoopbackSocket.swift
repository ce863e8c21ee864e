import Foundation

/// A TCP socket of IPv4 loopback.
struct LoopbackSocket: ~Copyable {
  let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HarnessError("no socket") }
  }

  deinit { close(descriptor) }

  /// Ports that nothing listens on, all different. They are below the range from which the system
  /// picks, so that no program that asks it for any port gets one of them in the meantime.
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

  static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}

/// A socket bound to a free port, until let go.
private final class LoopbackHolder {
  let socket: LoopbackSocket
  let port: UInt16

  init() throws {
    socket = try LoopbackSocket()
    let descriptor = socket.descriptor
    for _ in 0..<100 {
      let candidate = UInt16.random(in: 20_000..<32_000)
      var address = LoopbackSocket.address(candidate)
      let isBound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if isBound {
        port = candidate
        return
      }
    }
    throw HarnessError("no free port")
  }
}
