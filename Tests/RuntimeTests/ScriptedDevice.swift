import CLinux
import Glibc
import ModbusLink

/// A Modbus/TCP device on a free loopback port, on a thread of its own. It answers every request
/// for words with the address of each word, until the client ends the connection.
final class ScriptedDevice: @unchecked Sendable {
  let port: UInt16
  private let listener: Int32

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutableBytes(of: &address) { bytes in
      let generic = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      return bind(listener, generic, length) == 0 && listen(listener, 64) == 0
        && getsockname(listener, generic, &length) == 0
    }
    guard isListening else { throw SystemFailure("listening on loopback", code: errno) }
    port = UInt16(bigEndian: address.sin_port)
  }

  func stopListening() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// Serves so many connections, one after another, on a thread.
  func serve(connections: Int = 1) throws -> LinuxThread {
    let listener = listener
    return try LinuxThread(name: "test-device") {
      // The listener stays open to the end of the process: closed elsewhere, its number could be
      // another test's by the time this thread looks again.
      for _ in 0..<connections {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        while let request = Self.receive(12, from: connection) {
          let start = Int(request[8]) << 8 | Int(request[9])
          let count = Int(request[10]) << 8 | Int(request[11])
          var frame = Array(request[..<4])
          frame += [0, UInt8(3 + count * 2), request[6], request[7], UInt8(count * 2)]
          for word in start..<start + count { frame += [UInt8(word >> 8), UInt8(word & 0xFF)] }
          _ = send(connection, frame, frame.count, Int32(MSG_NOSIGNAL))
        }
        close(connection)
      }
    }
  }

  private static func receive(_ count: Int, from connection: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }
}
