/// What a handler answers. The server adds the length and what the connection needs.
package struct HTTPResponse: Sendable {
  package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var status: HTTPStatus
  package var headers: [Header]
  /// Sent from where it is: an array is shared, not copied, however many read it.
  package var body: [UInt8]

  package init(_ status: HTTPStatus, headers: [Header] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A body of some content type, which browsers are told not to guess at.
  package init(
    _ status: HTTPStatus = .ok, contentType: String, body: [UInt8], headers: [Header] = []
  ) {
    self.init(
      status,
      headers: [
        Header("Content-Type", contentType), Header("X-Content-Type-Options", "nosniff"),
      ] + headers, body: body)
  }

  /// Plain text; a line end is added.
  package static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(
      status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8) + [0x0A])
  }

  /// JSON that must not be kept by caches.
  package static func json(_ body: [UInt8], status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(
      status, contentType: "application/json", body: body,
      headers: [Header("Cache-Control", "no-store")])
  }

  /// A page that may load, frame and send nothing but what its Content-Security-Policy names.
  package static func html(
    _ page: String, policy: String = "default-src 'none'; frame-ancestors 'none'",
    status: HTTPStatus = .ok
  ) -> HTTPResponse {
    HTTPResponse(
      status, contentType: "text/html; charset=utf-8", body: Array(page.utf8),
      headers: [
        Header("Content-Security-Policy", policy),
        Header("X-Frame-Options", "DENY"), Header("Referrer-Policy", "no-referrer"),
        Header("Cache-Control", "no-store"),
      ])
  }

  package static var notFound: HTTPResponse { text("Not found.", status: .notFound) }

  /// The status line and headers, as they are sent.
  func head(closes: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"
    for header in headers {
      text += "\(Self.line(header.name)): \(Self.line(header.value))\r\n"
    }
    if status.allowsBody { text += "Content-Length: \(body.count)\r\n" }
    text += closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n"
    return Array(text.utf8)
  }

  /// The text without line ends and other control characters, which would begin another header.
  private static func line(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
    return String(decoding: text.utf8.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
  }
}
