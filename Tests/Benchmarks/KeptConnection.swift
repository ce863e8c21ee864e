import Foundation

/// One connection to a web server on loopback, kept from request to request as scrapers keep theirs.
final class KeptConnection {
  private let port: Int
  private var descriptor: Int32 = -1
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)

  init(port: Int) { self.port = port }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func get(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// The body of the answer.
  @discardableResult
  func bytes(_ path: String) throws -> [UInt8] {
    if descriptor < 0 { descriptor = try Self.connected(to: port) }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw broken()
    }
    var received: [UInt8] = []
    var bodyStart: Int?
    var size = Int.max
    // An answer in chunks has no size; it ends with one of none.
    while bodyStart.map({ received.count - $0 < size }) ?? true,
      !received.suffix(Self.lastChunk.count).elementsEqual(Self.lastChunk)
    {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { throw broken() }
      received.append(contentsOf: buffer[..<count])
      if bodyStart == nil, let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
        bodyStart = end.upperBound
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let isChunked = head.contains("\r\ntransfer-encoding: chunked")
        size =
          line.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? (isChunked ? .max : 0)
      }
    }
    return Array(received[(bodyStart ?? 0)...])
  }

  private static let lastChunk = Array("\r\n0\r\n\r\n".utf8)

  private func broken() -> BenchmarkError {
    close(descriptor)
    descriptor = -1
    return BenchmarkError("port \(port): the connection broke")
  }

  static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw BenchmarkError("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func connected(to port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      close(descriptor)
      throw BenchmarkError("nobody listens on port \(port)")
    }
    return descriptor
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
