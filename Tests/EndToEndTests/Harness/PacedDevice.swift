import Foundation

/// A Modbus/TCP device of the test's own that remembers when it was asked: the intervals of polls as
/// the device sees them. It answers every read with zeros.
final class PacedDevice: @unchecked Sendable {
  let port: UInt16
  private let listener: Int32
  private let lock = NSLock()
  private var asked: [ContinuousClock.Instant] = []

  init() throws {
    port = try LoopbackSocket.freePort()
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
    var address = LoopbackSocket.address(port)
    let isListening = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isListening, listen(listener, 8) == 0 else { throw HarnessError("no device port") }
    Thread.detachNewThread { [self, listener] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        var yes: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        serve(connection)
        close(connection)
      }
    }
  }

  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve(_ connection: Int32) {
    var request = [UInt8](repeating: 0, count: 12)
    while recv(connection, &request, 12, Int32(MSG_WAITALL)) == 12 {
      lock.withLock { asked.append(.now) }
      let count = Int(request[10]) << 8 | Int(request[11])
      let answer =
        Array(request[..<4]) + [0, UInt8(3 + count * 2), request[6], request[7], UInt8(count * 2)]
        + [UInt8](repeating: 0, count: count * 2)
      guard send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else {
        return
      }
    }
  }

  /// The times between polls since the last time this was asked, sorted; requests that follow each
  /// other at once are one poll.
  func takeIntervals() -> [Duration] {
    let times = lock.withLock {
      defer { asked = [] }
      return asked
    }
    return zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > .milliseconds(20) }.sorted()
  }
}

extension [Duration] {
  /// The value that this share of the sorted durations does not pass; zero for none.
  func quantile(_ share: Double) -> Duration {
    isEmpty ? .zero : self[Swift.min(count - 1, Int(Double(count) * share))]
  }
}
