import CLinux
import Glibc

/// The system's form of addresses.
enum SocketAddress {
  /// The address and port in what `accept` or `getsockname` gave; nil for a Unix socket.
  static func read(_ storage: sockaddr_storage) -> (address: IPAddress, port: UInt16)? {
    withUnsafeBytes(of: storage) { bytes in
      switch Int32(storage.ss_family) {
      case AF_INET:
        let address = bytes.loadUnaligned(as: sockaddr_in.self)
        return (
          .v4(UInt32(bigEndian: address.sin_addr.s_addr)), UInt16(bigEndian: address.sin_port)
        )
      case AF_INET6:
        let address = bytes.loadUnaligned(as: sockaddr_in6.self)
        return (IPAddress(address.sin6_addr), UInt16(bigEndian: address.sin6_port))
      default: return nil
      }
    }
  }

  /// Calls the body with the address as the system wants it.
  static func with<Result>(
    _ address: ListenAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    switch address {
    case .tcp(.v4(let bits), let port):
      var four = sockaddr_in()
      four.sin_family = sa_family_t(AF_INET)
      four.sin_addr.s_addr = bits.bigEndian
      four.sin_port = port.bigEndian
      return pass(&four, byteCount: MemoryLayout<sockaddr_in>.size, body)
    case .tcp(let host, let port):
      var six = sockaddr_in6()
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_addr = host.in6Address
      six.sin6_port = port.bigEndian
      return pass(&six, byteCount: MemoryLayout<sockaddr_in6>.size, body)
    case .unix(let path):
      var unix = sockaddr_un()
      unix.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &unix.sun_path) { field in
        field.copyBytes(from: path.utf8.prefix(ListenAddress.maximumPathByteCount))
      }
      return pass(&unix, byteCount: MemoryLayout<sockaddr_un>.size, body)
    }
  }

  static func family(of address: ListenAddress) -> Int32 {
    switch address {
    case .tcp(.v4, _): AF_INET
    case .tcp(.v6, _): AF_INET6
    case .unix: AF_UNIX
    }
  }

  private static func pass<Address, Result>(
    _ address: inout Address, byteCount: Int,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(byteCount)) }
    }
  }
}
