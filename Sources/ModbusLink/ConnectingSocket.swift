import CLinux
import Glibc
import Registers

/// A socket that is being connected without waiting.
struct ConnectingSocket {
  let descriptor: Int32

  /// A socket on its way to the address, or why there is none.
  static func begin(to address: SocketAddress) -> Result<ConnectingSocket, ModbusFault> {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let low = socket(address.family, kind, 0)
    if low < 0 { return .failure(fault(of: errno)) }
    let descriptor = Descriptors.elevate(low)
    guard !Descriptors.isReserved(descriptor) else {
      close(descriptor)
      return .failure(.unreachable(.outOfDescriptors))
    }
    var yes: Int32 = 1
    // A request is one small segment; it must not wait for the acknowledgement of the last.
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    let (result, code) = address.withPointer { pointer, length in
      let result = connect(descriptor, pointer, length)
      return (result, errno)
    }
    guard result == 0 || code == EINPROGRESS else {
      close(descriptor)
      return .failure(fault(of: code))
    }
    return .success(ConnectingSocket(descriptor: descriptor))
  }

  /// Why the connection failed, once the queue has reported the socket; nil when it stands.
  var fault: ModbusFault? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    if code != 0 { return Self.fault(of: code) }
    return isConnectedToItself ? .unreachable(.refused) : nil
  }

  /// Whether both ends are this socket. The kernel does that when nobody listens on a local port
  /// and it picks that very port for our end; left alone, we would answer ourselves and keep the
  /// device from taking its port back.
  var isConnectedToItself: Bool {
    let own = Self.name(descriptor, getsockname)
    return own != nil && own == Self.name(descriptor, getpeername)
  }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  private static func name(
    _ descriptor: Int32,
    _ call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> [UInt8]? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let address = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      guard call(descriptor, address, &length) == 0 else { return nil }
      return Array(bytes.prefix(Int(length)))
    }
  }

  private static func fault(of code: Int32) -> ModbusFault {
    switch code {
    case ECONNREFUSED: .unreachable(.refused)
    case ETIMEDOUT: .unreachable(.connectTimeout)
    case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL: .unreachable(.noRoute)
    case EACCES, EPERM: .unreachable(.permissionDenied)
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: .unreachable(.outOfDescriptors)
    default: .unreachable(.other)
    }
  }
}
