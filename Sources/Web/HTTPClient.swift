import Glibc

/// Sends one request and takes the head of the answer, before a deadline. Blocks its thread, which
/// belongs to the one whom it talks to.
package struct HTTPClient: Sendable {
  package let destination: HTTPDestination
  private let headers: [HTTPResponse.Header]
  let timeout: Duration

  /// The most of an answer's head that is read. What a person needs of its body follows.
  static let headBytes = 16_384
  private static let bodyBytes = 2048
  /// A page that is asked for is as long as the settings of a large site.
  private static let wholeBytes = 64 << 20

  /// What came of a request.
  package enum Outcome: Hashable, Sendable {
    /// The status, and the beginning of the body as one line.
    case answered(status: Int, text: String)
    /// Why there is no answer.
    case failed(String)
  }

  /// - Parameters:
  ///   - headers: besides those that the request needs.
  ///   - timeout: from looking the name up to the end of the answer's head.
  package init(
    _ destination: HTTPDestination, headers: [HTTPResponse.Header] = [],
    timeout: Duration = .seconds(10)
  ) {
    self.destination = destination
    self.headers = headers
    self.timeout = timeout
  }

  /// Posts a body. - Parameter path: in place of the destination's own.
  package func post(_ body: [UInt8], contentType: String, path: String? = nil) -> Outcome {
    request(
      "POST", path: path ?? destination.path, body: body,
      headers: [HTTPResponse.Header("Content-Type", contentType)])
  }

  /// Asks for a page and takes all of it, up to 64 MiB, whatever its status.
  package func get(path: String? = nil) -> Outcome {
    request("GET", path: path ?? destination.path, body: [], headers: [], isWhole: true)
  }

  /// - Parameter isWhole: whether all of the body is taken, as it is.
  private func request(
    _ method: String, path: String, body: [UInt8], headers own: [HTTPResponse.Header],
    isWhole: Bool = false
  ) -> Outcome {
    let deadline = MonotonicTime.now + timeout
    var text = "\(method) \(path) HTTP/1.1\r\nHost: \(destination.hostHeader)\r\n"
    text += "User-Agent: hallwatch\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
    for header in own + headers { text += "\(header.name): \(header.value)\r\n" }
    do throws(Failure) {
      let socket = try ClientSocket(destination, before: deadline)
      defer { socket.end() }
      try socket.send(Array((text + "\r\n").utf8) + body, before: deadline)
      return try answer(from: socket, before: deadline, isWhole: isWhole)
    } catch {
      return .failed(error.reason)
    }
  }

  /// Why a request got no answer.
  struct Failure: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }

    init(_ call: String, errno code: Int32) {
      reason = "\(call): \(String(cString: strerror(code)).lowercased())"
    }
  }

  private func answer(
    from socket: ClientSocket, before deadline: MonotonicTime, isWhole: Bool
  ) throws(Failure) -> Outcome {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = bytes.firstRange(of: end) {
        let head = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
        let status = try Self.status(head)
        // Interim answers are followed by the one that counts.
        guard status < 200 else {
          var body = Array(bytes[range.upperBound...])
          if isWhole {
            while body.count < Self.wholeBytes {
              let more = try socket.receive(before: deadline)
              guard !more.isEmpty else { break }
              body += more
            }
            return .answered(status: status, text: String(decoding: body, as: UTF8.self))
          }
          while status >= 300, body.count < Self.bodyBytes,
            let more = try? socket.receive(before: deadline), !more.isEmpty
          {
            body += more
          }
          return .answered(status: status, text: Self.oneLine(body))
        }
        bytes.removeFirst(range.upperBound)
        continue
      }
      guard bytes.count < Self.headBytes else { throw Failure("the answer's head has no end") }
      let more = try socket.receive(before: deadline)
      guard !more.isEmpty else {
        throw Failure(bytes.isEmpty ? "closed without an answer" : "the answer breaks off")
      }
      bytes += more
    }
  }

  static func status(_ head: String) throws(Failure) -> Int {
    let words = head.prefix { $0 != "\r\n" }.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0] == "HTTP/1.1" || words[0] == "HTTP/1.0",
      let status = Decimal.value(of: words[1], upTo: 599), status >= 100
    else { throw Failure("the answer is no HTTP") }
    return status
  }

  private static func oneLine(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(bodyBytes), as: UTF8.self)
    let scalars = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    return String(String.UnicodeScalarView(scalars.prefix(200)))
      .split(separator: " ").joined(separator: " ")
  }
}
