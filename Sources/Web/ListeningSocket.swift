import CLinux
import Glibc

/// A socket that waits for connections.
struct ListeningSocket: Sendable {
  let descriptor: Int32
  /// With the port that the system chose, where it was asked to.
  let address: ListenAddress
  /// What the socket is in the file system, so that only our own is removed at the end.
  private let file: (device: UInt, inode: UInt)?

  init(_ address: ListenAddress) throws(HTTPServerError) {
    let action = "cannot listen on \(address)"
    if case .unix(let path) = address { try Self.removeStale(path, action: action) }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(SocketAddress.family(of: address), kind, 0)
    guard socket >= 0 else { throw HTTPServerError(action, errno: errno) }
    do {
      try Self.bind(socket, to: address, action: action)
    } catch {
      close(socket)
      throw error
    }
    descriptor = Descriptor.raised(socket)
    self.address = Self.bound(socket: descriptor, address)
    if case .unix(let path) = address { file = Self.identity(path) } else { file = nil }
  }

  /// A socket that listens already, handed over by whoever started the process; nil when it is not
  /// the one for the address. Its name in the file system is not ours to remove.
  init?(inherited descriptor: Int32, as address: ListenAddress) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { return nil }
    switch address {
    case .tcp(let host, let port):
      guard let (bound, boundPort) = SocketAddress.read(storage), bound == host, boundPort == port
      else { return nil }
    case .unix(let path):
      guard Int32(storage.ss_family) == AF_UNIX, Self.path(storage) == path else { return nil }
    }
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    var sendBuffer = HTTPLimits.sendBufferBytes
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDBUF, &sendBuffer, socklen_t(MemoryLayout<Int32>.size))
    self.descriptor = Descriptor.raised(descriptor)
    self.address = address
    file = nil
  }

  private static func path(_ storage: sockaddr_storage) -> String {
    var storage = storage
    return withUnsafeBytes(of: &storage) { bytes in
      String(
        decoding: bytes.dropFirst(MemoryLayout<sa_family_t>.size).prefix { $0 != 0 },
        as: UTF8.self)
    }
  }

  private static func bind(
    _ socket: Int32, to address: ListenAddress, action: String
  ) throws(HTTPServerError) {
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // Accepted sockets inherit it.
    var sendBuffer = HTTPLimits.sendBufferBytes
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &sendBuffer, size)
    switch address {
    case .tcp(let host, _):
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size)
      if case .v6 = host {
        setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size)
      }
    case .unix:
      // Before the name exists, so that there is no moment at which anyone may connect.
      fchmod(socket, 0o660)
    }
    guard SocketAddress.with(address, { Glibc.bind(socket, $0, $1) }) == 0 else {
      throw HTTPServerError(action, errno: errno)
    }
    if case .unix(let path) = address { chmod(path, 0o660) }
    guard listen(socket, HTTPLimits.backlog) == 0 else {
      throw HTTPServerError(action, errno: errno)
    }
  }

  private static func bound(socket: Int32, _ address: ListenAddress) -> ListenAddress {
    guard case .tcp(let host, 0) = address else { return address }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(socket, $0, &length)
      }
    }
    guard result == 0, let (_, port) = SocketAddress.read(storage) else { return address }
    return .tcp(host, port: port)
  }

  /// Removes a socket that a dead process left. One that answers is another's, and so is anything
  /// that is no socket.
  private static func removeStale(_ path: String, action: String) throws(HTTPServerError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw HTTPServerError(action, reason: "the path is taken by something that is no socket")
    }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let probe = socket(AF_UNIX, kind, 0)
    guard probe >= 0 else { throw HTTPServerError(action, errno: errno) }
    defer { close(probe) }
    let result = SocketAddress.with(.unix(path: path)) { connect(probe, $0, $1) }
    guard result != 0, errno == ECONNREFUSED else {
      throw HTTPServerError(action, reason: "another process listens there")
    }
    unlink(path)
  }

  private static func identity(_ path: String) -> (device: UInt, inode: UInt)? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return (UInt(status.st_dev), UInt(status.st_ino))
  }

  /// Ends listening and removes the name of a Unix socket.
  func end() {
    close(descriptor)
    guard case .unix(let path) = address, let file, let now = Self.identity(path), now == file
    else { return }
    unlink(path)
  }

  /// One connection, non-blocking, and where it comes from; or the error number.
  func accept() -> (descriptor: Int32, peer: IPAddress?, error: Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let accepted = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        hw_accept4(descriptor, $0, &length, flags)
      }
    }
    guard accepted >= 0 else { return (-1, nil, errno) }
    return (accepted, SocketAddress.read(storage)?.address.unmapped, 0)
  }
}
