import CLinux
import Glibc
import ModbusLink

/// The other end of a line, played by the test: listens on a free loopback port and does exactly
/// what it is told, when it is told.
final class LoopbackPeer: @unchecked Sendable {
  let port: UInt16
  private let listener: Int32

  init(family: Int32 = AF_INET) throws {
    let listener = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    let host = family == AF_INET6 ? "::1" : "127.0.0.1"
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    port = try withUnsafeMutableBytes(of: &storage) { bytes in
      let address = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      if family == AF_INET6 {
        let six = bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in6.self)
        six.pointee.sin6_family = sa_family_t(AF_INET6)
        inet_pton(AF_INET6, host, &six.pointee.sin6_addr)
      } else {
        let four = bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in.self)
        four.pointee.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, host, &four.pointee.sin_addr)
      }
      let size =
        family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
      guard bind(listener, address, socklen_t(size)) == 0, listen(listener, 64) == 0,
        getsockname(listener, address, &length) == 0
      else { throw SystemFailure("listening on loopback", code: errno) }
      // The port stands at the same place in both kinds of address.
      return bytes.load(fromByteOffset: 2, as: UInt16.self).bigEndian
    }
  }

  deinit { close(listener) }

  func stopListening() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The next connection; traps when none comes within five seconds.
  func accept() -> PeerConnection {
    precondition(isReadable(listener), "no connection came")
    return PeerConnection(hw_accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue)))
  }
}

/// One accepted connection of the peer.
final class PeerConnection: @unchecked Sendable {
  let descriptor: Int32
  private var isClosed = false

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
  }

  deinit { hangUp() }

  func send(_ bytes: [UInt8]) {
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// So many bytes; fewer when the client ends the connection or five seconds pass.
  func receive(_ count: Int) -> [UInt8] {
    var received: [UInt8] = []
    while received.count < count, isReadable(descriptor) {
      var buffer = [UInt8](repeating: 0, count: count - received.count)
      let got = recv(descriptor, &buffer, buffer.count, 0)
      guard got > 0 else { break }
      received += buffer.prefix(got)
    }
    return received
  }

  /// Whether the client ended the connection within five seconds.
  var isEndedByClient: Bool { receive(1).isEmpty && isReadable(descriptor) }

  /// Ends the connection in good form.
  func hangUp() {
    guard !isClosed else { return }
    isClosed = true
    close(descriptor)
  }

  /// Breaks the connection off with a reset.
  func reset() {
    var lingering = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    hangUp()
  }
}

private func isReadable(_ descriptor: Int32) -> Bool {
  var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&watched, 1, 5000) == 1
}
