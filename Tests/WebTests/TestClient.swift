import CLinux
import Glibc
import Testing

@testable import Web

/// A blocking HTTP client with a bound on every wait. It reads what the server sends; it does not
/// trust it.
final class TestClient {
  struct Response: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let descriptor: Int32
  private var buffer: [UInt8] = []
  /// The server that is asked, which lives as long as its clients.
  var server: HTTPServer?

  /// Connects; every later wait ends after `patience` seconds.
  ///
  /// - Parameter source: the address of the loopback that it comes from; nil for the usual.
  init(
    _ address: ListenAddress, patience: Int = 10, receiveBuffer: Int32? = nil,
    source: String? = nil
  ) throws {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    descriptor = socket(SocketAddress.family(of: address), kind, 0)
    guard descriptor >= 0 else { throw Failure(description: "no socket: errno \(errno)") }
    var wait = timeval(tv_sec: patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, size)
    if var receiveBuffer {
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    if let source, let from = ListenAddress("\(source):0") {
      guard SocketAddress.with(from, { bind(descriptor, $0, $1) }) == 0 else {
        throw Failure(description: "cannot come from \(source): errno \(errno)")
      }
    }
    guard SocketAddress.with(address, { connect(descriptor, $0, $1) }) == 0 else {
      let code = errno
      close(descriptor)
      throw Failure(description: "cannot connect: errno \(code)")
    }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(description: "cannot send: errno \(errno)") }
      rest = rest.dropFirst(count)
    }
  }

  /// Ends the sending side only.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads some bytes; 0 at the end. Throws when the wait is over or the connection was reset.
  private func fill() throws -> Int {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else { throw Failure(description: "cannot receive: errno \(errno)") }
    buffer += chunk[..<count]
    return count
  }

  /// Whether the server has ended the connection with nothing more to read, by an end or a reset.
  func isEnded() -> Bool {
    guard buffer.isEmpty else { return false }
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, 0)
    if count > 0 { buffer.append(byte) }
    return count == 0 || (count < 0 && errno == ECONNRESET)
  }

  /// Waits for one byte of an answer and leaves it unread.
  func firstByte() throws {
    if buffer.isEmpty, try fill() == 0 { throw Failure(description: "there is no answer") }
  }

  /// The next response; `withoutBody` after a HEAD request.
  func response(withoutBody: Bool = false) throws -> Response {
    var headEnd: Int?
    while headEnd == nil {
      headEnd = buffer.indices.first { buffer[$0...].starts(with: "\r\n\r\n".utf8) }
      if headEnd == nil, try fill() == 0 {
        throw Failure(description: "the connection ended before a head")
      }
    }
    let end = headEnd ?? 0
    var lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")[...]
    let statusLine = lines.removeFirst()
    guard statusLine.hasPrefix("HTTP/1.1 "),
      let status = Int(statusLine.dropFirst(9).prefix(3))
    else { throw Failure(description: "a strange status line: \(statusLine)") }
    var headers: [String: String] = [:]
    for line in lines {
      let pair = line.split(separator: ":", maxSplits: 1)
      headers[pair[0].lowercased()] = String(pair[1].dropFirst())
    }
    buffer.removeFirst(end + 4)
    let length = withoutBody ? 0 : Int(headers["content-length"] ?? "") ?? 0
    while buffer.count < length {
      guard try fill() > 0 else { throw Failure(description: "the body was cut") }
    }
    defer { buffer.removeFirst(length) }
    return Response(status: status, headers: headers, body: Array(buffer[..<length]))
  }

  /// Asks and reads the answer.
  func get(_ target: String, method: String = "GET", headers: String = "") throws -> Response {
    try send("\(method) \(target) HTTP/1.1\r\nHost: test\r\n\(headers)\r\n")
    return try response(withoutBody: method == "HEAD")
  }
}
