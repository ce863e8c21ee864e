/// The reading of a request head from bytes: no sockets, no time, no memory of earlier calls.
///
/// Strict where leniency lets two programs see two different requests: line ends are CR LF, there
/// are no folded headers, no blanks before a colon, one Host, and no body.
package enum HTTPRequestParser {
  package enum Result {
    /// The head has not ended yet.
    case incomplete
    /// A request, and how many bytes it took.
    case request(HTTPRequest, byteCount: Int)
    /// Something to refuse.
    case refusal(Refusal)
  }

  package struct Refusal: Error, Hashable {
    package var status: HTTPStatus
    /// What is wrong, for the body of the answer.
    package var reason: String
    /// How many bytes it took when the next request can follow on the connection; nil when where
    /// the next one would begin is not known.
    package var byteCount: Int?

    init(_ status: HTTPStatus, _ reason: String, byteCount: Int? = nil) {
      self.status = status
      self.reason = reason
      self.byteCount = byteCount
    }
  }

  /// What the bytes from the start of a request say, as far as they have come.
  package static func parse(_ bytes: ArraySlice<UInt8>, limits: HTTPLimits) -> Result {
    // Empty lines before a request are left over by careless clients.
    let blank = bytes.prefix(4).prefix { $0 == carriageReturn || $0 == lineFeed }.count
    let head = bytes.dropFirst(blank)
    do throws(Refusal) {
      guard let lines = try lines(of: head, limits: limits) else { return .incomplete }
      let byteCount = blank + lines.byteCount
      let request = try request(lines.lines, byteCount: byteCount, limits: limits)
      return .request(request, byteCount: byteCount)
    } catch {
      return .refusal(error)
    }
  }

  private static let carriageReturn: UInt8 = 0x0D
  private static let lineFeed: UInt8 = 0x0A

  /// The lines up to the empty one; nil while that has not come.
  private static func lines(
    of bytes: ArraySlice<UInt8>, limits: HTTPLimits
  ) throws(Refusal) -> (lines: [ArraySlice<UInt8>], byteCount: Int)? {
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    let window = bytes.prefix(limits.headBytes)
    while let end = window[start...].firstIndex(of: lineFeed) {
      guard end > start, window[end - 1] == carriageReturn else {
        throw Refusal(.badRequest, "A line must end in CR LF.")
      }
      let line = window[start..<end - 1]
      if line.isEmpty {
        guard !lines.isEmpty else { throw Refusal(.badRequest, "There is no request line.") }
        return (lines, end + 1 - bytes.startIndex)
      }
      lines.append(line)
      guard lines.count <= limits.headerCount + 1 else {
        throw Refusal(.headTooLarge, "There are more than \(limits.headerCount) headers.")
      }
      start = end + 1
    }
    guard bytes.count < limits.headBytes else {
      throw Refusal(.headTooLarge, "The head is longer than \(limits.headBytes) bytes.")
    }
    return nil
  }

  private static func request(
    _ lines: [ArraySlice<UInt8>], byteCount: Int, limits: HTTPLimits
  ) throws(Refusal) -> HTTPRequest {
    let parts = lines[0].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, isToken(parts[0]), !parts[1].isEmpty else {
      throw Refusal(.badRequest, "The request line is malformed.")
    }
    let isFirstVersion = try minorVersion(parts[2]) == 0
    let headers = try headers(lines.dropFirst())
    let names = headers.lazy.filter { $0.name == "host" }
    guard names.count == 1 || (names.isEmpty && isFirstVersion) else {
      throw Refusal(.badRequest, "There must be one Host header.")
    }
    let hasBody = try hasBody(headers)
    let method = HTTPRequest.Method(rawValue: String(decoding: parts[0], as: UTF8.self))
    guard let method else {
      throw Refusal(
        .methodNotAllowed, "Only GET and HEAD are allowed.",
        byteCount: hasBody || !keepsConnection(headers, isFirstVersion: isFirstVersion)
          ? nil : byteCount)
    }
    guard !hasBody else { throw Refusal(.badRequest, "A request here has no body.") }
    guard let target = RequestTarget(parts[1]) else {
      throw Refusal(.badRequest, "The target is malformed.")
    }
    return HTTPRequest(
      method: method, path: target.path, query: target.query, headers: headers,
      keepsConnection: keepsConnection(headers, isFirstVersion: isFirstVersion))
  }

  private static func minorVersion(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> UInt8 {
    let digits = bytes.dropFirst(5)
    guard bytes.starts(with: "HTTP/".utf8), digits.count == 3, let major = digits.first,
      let minor = digits.last, digits.dropFirst().first == UInt8(ascii: "."),
      isDigit(major), isDigit(minor)
    else { throw Refusal(.badRequest, "The request line is malformed.") }
    guard major == UInt8(ascii: "1") else {
      throw Refusal(.versionNotSupported, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    }
    return minor - UInt8(ascii: "0")
  }

  private static func headers(
    _ lines: ArraySlice<ArraySlice<UInt8>>
  ) throws(Refusal) -> [HTTPRequest.Header] {
    var headers: [HTTPRequest.Header] = []
    for line in lines {
      // A blank first would be a folded line; a blank before the colon fails as a token, too.
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
        throw Refusal(.badRequest, "A header is malformed.")
      }
      let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      var value = line[(colon + 1)...].drop(while: isBlank)
      while let last = value.last, isBlank(last) { value.removeLast() }
      guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
        throw Refusal(.badRequest, "A header is malformed.")
      }
      headers.append(
        HTTPRequest.Header(
          name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
          value: String(decoding: value, as: UTF8.self)))
    }
    return headers
  }

  /// Whether a body follows the head.
  private static func hasBody(_ headers: [HTTPRequest.Header]) throws(Refusal) -> Bool {
    let lengths = headers.lazy.filter { $0.name == "content-length" }.map(\.value)
    guard !headers.contains(where: { $0.name == "transfer-encoding" }) else {
      throw Refusal(.lengthRequired, "A transfer coding is not taken here.")
    }
    guard let first = lengths.first else { return false }
    guard let length = Decimal.value(of: first, upTo: .max), lengths.allSatisfy({ $0 == first })
    else { throw Refusal(.badRequest, "The Content-Length is malformed.") }
    return length > 0
  }

  private static func keepsConnection(
    _ headers: [HTTPRequest.Header], isFirstVersion: Bool
  ) -> Bool {
    let options = headers.lazy.filter { $0.name == "connection" }
      .flatMap { $0.value.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" } }
    if options.contains("close") { return false }
    return !isFirstVersion || options.contains("keep-alive")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether the bytes are a token as methods and header names are.
  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case _ where isDigit(byte): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
