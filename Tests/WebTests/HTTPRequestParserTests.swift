import Testing

@testable import Web

@Suite("HTTPRequestParser")
struct HTTPRequestParserTests {
  private func parse(
    _ text: String, limits: HTTPLimits = HTTPLimits()
  ) -> HTTPRequestParser.Result {
    HTTPRequestParser.parse(Array(text.utf8)[...], limits: limits)
  }

  struct Good: Sendable, CustomTestStringConvertible {
    var input: String
    var path: String
    var query = ""
    var method = HTTPRequest.Method.get
    var keeps = true
    var testDescription: String { input.debugDescription }
  }

  static let good: [Good] = [
    Good(input: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", path: "/"),
    Good(input: "GET /metrics HTTP/1.1\r\nhost:a\r\n\r\n", path: "/metrics"),
    Good(input: "HEAD /-/ready HTTP/1.1\r\nHOST:\t a \t\r\n\r\n", path: "/-/ready", method: .head),
    Good(input: "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", path: "/"),
    Good(input: "GET / HTTP/1.0\r\n\r\n", path: "/", keeps: false),
    Good(input: "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", path: "/"),
    Good(input: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", path: "/", keeps: false),
    Good(
      input: "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n", path: "/", keeps: false),
    Good(input: "GET / HTTP/1.9\r\nHost: a\r\n\r\n", path: "/"),
    Good(input: "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", path: "/"),
    Good(input: "GET http://a:80/x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n", path: "/x", query: "y=1"),
    Good(input: "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", path: "/"),
    Good(input: "GET http://a?y HTTP/1.1\r\nHost: a\r\n\r\n", path: "/", query: "y="),
    Good(input: "GET /a//b/./c/../d HTTP/1.1\r\nHost: a\r\n\r\n", path: "/a/b/d"),
    Good(input: "GET /a/b/ HTTP/1.1\r\nHost: a\r\n\r\n", path: "/a/b/"),
    Good(input: "GET // HTTP/1.1\r\nHost: a\r\n\r\n", path: "/"),
    Good(input: "GET /a/%2e%2E/%6Detrics HTTP/1.1\r\nHost: a\r\n\r\n", path: "/metrics"),
    Good(input: "GET /%EC%98%A8 HTTP/1.1\r\nHost: a\r\n\r\n", path: "/온"),
    Good(
      input: "GET /p?device=ups-a&x=a+b%26c&&flag HTTP/1.1\r\nHost: a\r\n\r\n", path: "/p",
      query: "device=ups-a;x=a b&c;flag="),
    Good(input: "GET /p?a=b?c=d HTTP/1.1\r\nHost: a\r\n\r\n", path: "/p", query: "a=b?c=d"),
  ]

  @Test("well-formed requests are understood", arguments: good)
  func understood(row: Good) {
    guard case .request(let request, let byteCount) = parse(row.input + "rest") else {
      Issue.record("refused or incomplete")
      return
    }
    #expect(byteCount == row.input.utf8.count)
    #expect(request.path == row.path)
    #expect(request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";") == row.query)
    #expect(request.method == row.method)
    #expect(request.keepsConnection == row.keeps)
  }

  @Test(
    "malformed requests are refused, and the connection with them",
    arguments: [
      ("\n\nGET / HTTP/1.1\n", 400), ("GET / HTTP/1.1\nHost: a\n\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\n", 400), ("\r\n\r\n\r\n\r\n", 400),
      ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1 \r\n\r\n", 400),
      (" GET / HTTP/1.1\r\n\r\n", 400), ("G(T / HTTP/1.1\r\n\r\n", 400),
      ("GET / http/1.1\r\n\r\n", 400), ("GET / HTTP/11\r\n\r\n", 400),
      ("GET / HTTP/1.10\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
      ("GET / HTTP/0.9\r\n\r\n", 505), ("PRI * HTTP/2.0\r\n\r\n", 505),
      ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
      ("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400), ("GET / HTTP/1.1\r\n: a\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 0\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 405),
      ("POST / HTTP/1.0\r\n\r\n", 405),
      ("PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
      ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET metrics HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%0a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /% HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /온 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /?a=%g0 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ])
  func refused(input: String, status: Int) {
    guard case .refusal(let refusal) = parse(input) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status.rawValue == status)
    #expect(refusal.byteCount == nil)
  }

  @Test(
    "other methods are refused without losing the connection",
    arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "BREW"])
  func otherMethods(method: String) {
    let input = "\(method) * HTTP/1.1\r\nHost: a\r\n\r\n"
    guard case .refusal(let refusal) = parse(input + "GET /") else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status == .methodNotAllowed)
    #expect(refusal.byteCount == input.utf8.count)
  }

  @Test(
    "a request that has not ended is waited for",
    arguments: [
      "", "\r", "\r\n", "GET", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r",
    ])
  func incomplete(input: String) {
    guard case .incomplete = parse(input) else {
      Issue.record("not incomplete")
      return
    }
  }

  @Test("a head may fill its limit and not pass it")
  func headLimit() {
    var limits = HTTPLimits()
    limits.headBytes = 100
    let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
    func head(_ count: Int) -> String {
      start + String(repeating: "x", count: count - start.utf8.count - 4) + "\r\n\r\n"
    }
    guard case .request = parse(head(100), limits: limits) else {
      Issue.record("a head of 100 bytes was refused")
      return
    }
    for input in [head(101), String(repeating: "x", count: 100)] {
      guard case .refusal(let refusal) = parse(input, limits: limits) else {
        Issue.record("not refused")
        continue
      }
      #expect(refusal.status == .headTooLarge)
    }
  }

  @Test("headers are counted and joined")
  func headers() {
    let many = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 64) + "\r\n"
    guard case .refusal(let refusal) = parse(many) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status == .headTooLarge)
    let two = "GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\nACCEPT: c, d\r\n\r\n"
    guard case .request(let request, _) = parse(two) else {
      Issue.record("refused")
      return
    }
    #expect(request.header("Accept") == "b, c, d")
    #expect(request.header("cookie") == nil)
  }
}
