extension HTTPClient {
  /// What a question brought: the whole body, or why not.
  package enum Fetched: Hashable, Sendable {
    case answered(status: Int, body: [UInt8])
    case failed(String)
  }

  /// Gets a path with its whole body. The server says how long that is, or closes at its end.
  ///
  /// - Parameter limit: a longer body is a failure.
  package func get(_ path: String, upTo limit: Int) -> Fetched {
    let deadline = MonotonicTime.now + timeout
    let text =
      "GET \(path) HTTP/1.1\r\nHost: \(destination.hostHeader)\r\nUser-Agent: hallwatch\r\n"
      + "Accept: application/json\r\nConnection: close\r\n\r\n"
    do throws(Failure) {
      let socket = try ClientSocket(destination, before: deadline)
      defer { socket.end() }
      try socket.send(Array(text.utf8), before: deadline)
      var bytes: [UInt8] = []
      while true {
        let more = try socket.receive(before: deadline)
        bytes += more
        if let (status, body) = try Self.whole(bytes, isEnd: more.isEmpty) {
          return .answered(status: status, body: body)
        }
        guard !more.isEmpty else {
          throw Failure(bytes.isEmpty ? "closed without an answer" : "the answer breaks off")
        }
        guard bytes.count <= limit + Self.headBytes else { throw Failure("the answer is too long") }
      }
    } catch {
      return .failed(error.reason)
    }
  }

  /// The status and the body once all of it is there; nil before.
  private static func whole(
    _ bytes: [UInt8], isEnd: Bool
  ) throws(Failure) -> (status: Int, body: [UInt8])? {
    guard let range = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      guard bytes.count < headBytes else { throw Failure("the answer's head has no end") }
      return nil
    }
    let head = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
    let status = try status(head)
    let body = bytes[range.upperBound...]
    let length = head.split(separator: "\r\n").dropFirst().compactMap { line -> Int? in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
      return Decimal.value(of: parts[1].drop { $0 == " " }, upTo: Int(Int32.max))
    }.first
    if let length { return body.count >= length ? (status, Array(body.prefix(length))) : nil }
    return isEnd ? (status, Array(body)) : nil
  }
}
