import CLinux
import Glibc

/// An IPv4 or IPv6 address with its port.
package struct SocketAddress: @unchecked Sendable {
  private var storage = sockaddr_storage()
  private let length: socklen_t

  /// The address family, such as `AF_INET6`.
  package var family: Int32 { Int32(storage.ss_family) }

  private init?(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
    guard length <= MemoryLayout<sockaddr_storage>.size else { return nil }
    self.length = length
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
    }
  }

  /// The address that the text spells, such as `10.20.1.11` or `fe80::1%eth0`; nil when it is a
  /// name. Asks no one.
  package init?(numericHost host: String, port: UInt16) {
    guard case .success(let found) = Self.lookUp(host, port: port, flags: AI_NUMERICHOST),
      let address = found.first
    else { return nil }
    self = address
  }

  /// Every address of a name, in the order to try them. Blocks while name servers are asked.
  package static func resolve(
    _ host: String, port: UInt16
  ) -> Result<[SocketAddress], LookUpFailure> {
    lookUp(host, port: port, flags: AI_ADDRCONFIG)
  }

  package struct LookUpFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  private static func lookUp(
    _ host: String, port: UInt16, flags: Int32
  ) -> Result<[SocketAddress], LookUpFailure> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = flags | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else {
      return .failure(LookUpFailure(description: String(cString: gai_strerror(code))))
    }
    defer { freeaddrinfo(list) }
    var found: [SocketAddress] = []
    var entry = list
    while let current = entry {
      if let address = SocketAddress(current.pointee.ai_addr, length: current.pointee.ai_addrlen) {
        found.append(address)
      }
      entry = current.pointee.ai_next
    }
    return .success(found)
  }

  /// Calls a function that wants the address as C has it.
  func withPointer<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafeBytes(of: storage) {
      body($0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
    }
  }
}
