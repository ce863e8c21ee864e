import Glibc

/// A blocking client that says and hears raw bytes.
final class TestClient {
  private let socket: Int32

  /// Nil when the port refuses.
  init?(port: UInt16) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(socket)
      return nil
    }
  }

  deinit { close(socket) }

  func send(_ bytes: [UInt8]) {
    _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Up to so many bytes; nil when none came in the time, empty when the other side closed.
  func receive(_ count: Int, within milliseconds: Int32 = 5000) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&poller, 1, milliseconds) > 0 else { return bytes.isEmpty ? nil : bytes }
      var buffer = [UInt8](repeating: 0, count: count - bytes.count)
      let received = recv(socket, &buffer, buffer.count, 0)
      guard received > 0 else { return bytes }
      bytes += buffer[..<received]
    }
    return bytes
  }

  /// A read request of Modbus/TCP, spelled out.
  func read(
    transaction: UInt16, unit: UInt8, function: UInt8, start: UInt16, count: UInt16
  ) {
    var bytes: [UInt8] = []
    for word in [transaction, 0, 6] { bytes += [UInt8(word >> 8), UInt8(word & 255)] }
    bytes += [unit, function]
    for word in [start, count] { bytes += [UInt8(word >> 8), UInt8(word & 255)] }
    send(bytes)
  }
}
