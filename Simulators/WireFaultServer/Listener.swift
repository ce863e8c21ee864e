import CLinux
import Glibc

/// A port of 127.0.0.1 that can be shut and opened again under the same number.
struct Listener {
  private(set) var descriptor: Int32
  let port: UInt16

  /// On any free port.
  init() throws(FaultServerError) {
    descriptor = try Self.listen(on: 0)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = getsockname(descriptor, $0, &length)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
  }

  var isOpen: Bool { descriptor >= 0 }

  /// From now on attempts to connect are refused.
  mutating func shut() {
    close(descriptor)
    descriptor = -1
  }

  mutating func open() throws(FaultServerError) { descriptor = try Self.listen(on: port) }

  private static func listen(on port: UInt16) throws(FaultServerError) -> Int32 {
    let kind =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
      | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw FaultServerError(call: "socket", code: errno) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, Glibc.listen(descriptor, 64) == 0 else {
      let code = errno
      close(descriptor)
      throw FaultServerError(call: "listen", code: code)
    }
    return descriptor
  }
}
