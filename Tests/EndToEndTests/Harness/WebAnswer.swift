import Foundation

/// An answer over HTTP/1.1 from a server on loopback. Sockets rather than Foundation's client, which
/// would ask a proxy that the environment names.
struct WebAnswer {
  var status: Int
  var headers: [String: String]
  var body: Data

  var text: String { String(decoding: body, as: UTF8.self) }

  /// Nil when nobody listens, or the connection broke.
  static func get(
    _ path: String, port: UInt16, accept: String? = nil, method: String = "GET"
  ) -> WebAnswer? {
    guard let socket = try? LoopbackSocket() else { return nil }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard socket.connect(to: port) else { return nil }
    var request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    if let accept { request += "Accept: \(accept)\r\n" }
    let bytes = Array("\(request)\r\n".utf8)
    guard send(socket.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    else { return nil }
    var received = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket.descriptor, &buffer, buffer.count, 0)
      if count < 0 { return nil }
      if count == 0 { break }
      received.append(contentsOf: buffer[..<count])
    }
    return WebAnswer(whole: received)
  }

  private init?(whole: Data) {
    guard let end = whole.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: whole[..<end.lowerBound], as: UTF8.self)
    let lines = head.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, let status = Int(words[1]) else { return nil }
    self.status = status
    headers = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    body = whole[end.upperBound...]
    if headers["transfer-encoding"] == "chunked" { body = Self.joined(chunks: body) }
  }

  private static func joined(chunks: Data) -> Data {
    var rest = chunks
    var joined = Data()
    while let line = rest.firstRange(of: Data("\r\n".utf8)) {
      let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16) ?? 0
      guard size > 0, rest[line.upperBound...].count >= size else { break }
      joined.append(rest[line.upperBound...].prefix(size))
      rest = rest[line.upperBound...].dropFirst(size + 2)
    }
    return joined
  }
}
