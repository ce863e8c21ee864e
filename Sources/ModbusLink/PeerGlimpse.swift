import CLinux
import Glibc
import Readings

/// A look at what a TCP peer says by itself, and to bytes that are sent to it: for finding out what
/// it is when it does not speak Modbus. Waits; for commands only.
package enum PeerGlimpse {
  /// The first bytes that come, at most 256; empty when nothing does or nobody can be reached.
  ///
  /// - Parameters:
  ///   - question: sent when the peer has said nothing within a third of the time.
  ///   - patience: for connecting, and again for what is said.
  package static func bytes(
    host: String, port: UInt16, question: [UInt8], patience: Duration
  ) -> [UInt8] {
    let address = SocketAddress(numericHost: host, port: port)
    guard
      let address = address
        ?? (try? SocketAddress.resolve(host, port: port).get())?.first,
      case .success(let socket) = ConnectingSocket.begin(to: address)
    else { return [] }
    defer { ConnectingSocket.close(socket.descriptor) }
    guard isReady(socket.descriptor, POLLOUT, patience), socket.fault == nil else { return [] }
    if !isReady(socket.descriptor, POLLIN, patience / 3) {
      _ = send(socket.descriptor, question, question.count, Int32(MSG_NOSIGNAL))
      guard isReady(socket.descriptor, POLLIN, patience) else { return [] }
    }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = recv(socket.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count > 0 ? Array(buffer[..<count]) : []
  }

  private static func isReady(_ descriptor: Int32, _ event: Int32, _ patience: Duration) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return poll(&watched, 1, Int32(clamping: patience.nanoseconds / 1_000_000)) > 0
  }
}
