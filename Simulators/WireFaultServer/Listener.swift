import CLinux
import Glibc

/// A port of 127.0.0.1 that can be shut and opened again under the same number.
struct Listener {
  private(set) var descriptor: Int32
  let port: UInt16
  /// Holds the port while it is shut: bound and not listening, so that attempts to connect are
  /// refused and no other server on the machine is given the number.
  private var placeholder: Int32 = -1

  /// On any free port.
  init() throws(FaultServerError) {
    descriptor = try Self.bound(to: 0)
    try Self.listen(descriptor)
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
    placeholder = (try? Self.bound(to: port)) ?? -1
  }

  mutating func open() throws(FaultServerError) {
    descriptor = placeholder >= 0 ? placeholder : try Self.bound(to: port)
    placeholder = -1
    try Self.listen(descriptor)
  }

  /// Gives the port back, for good.
  func end() {
    if descriptor >= 0 { close(descriptor) }
    if placeholder >= 0 { close(placeholder) }
  }

  private static func listen(_ descriptor: Int32) throws(FaultServerError) {
    guard Glibc.listen(descriptor, 64) == 0 else {
      throw FaultServerError(call: "listen", code: errno)
    }
  }

  private static func bound(to port: UInt16) throws(FaultServerError) -> Int32 {
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
    guard bound == 0 else {
      let code = errno
      close(descriptor)
      throw FaultServerError(call: "bind", code: code)
    }
    return descriptor
  }
}
