import Testing

@testable import Web

@Suite("HTTPServer")
struct HTTPServerTests {
  @Test("one connection answers many requests, with exact lengths")
  func keepAlive() throws {
    let server = try TestServer()
    let client = try server.client()
    for _ in 0..<50 {
      let response = try client.get("/")
      #expect(response.status == 200)
      #expect(response.text == "<p>hall</p>")
      #expect(response.headers["content-length"] == "11")
      #expect(response.headers["connection"] == "keep-alive")
    }
    #expect(server.server.counters.accepted == 1)
    #expect(server.server.counters.responses(of: .ok) == 50)
  }

  @Test("pages carry the headers that keep browsers out of trouble")
  func pageHeaders() throws {
    let headers = try TestServer().client().get("/").headers
    #expect(headers["x-content-type-options"] == "nosniff")
    #expect(headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
    #expect(headers["x-frame-options"] == "DENY")
  }

  @Test("requests sent together are answered in their order")
  func pipelining() throws {
    let server = try TestServer()
    let client = try server.client()
    var all = ""
    for place in 0..<100 { all += "GET /echo/\(place) HTTP/1.1\r\nHost: a\r\n\r\n" }
    try client.send(all)
    for place in 0..<100 { #expect(try client.response().text == "/echo/\(place)\n") }
  }

  @Test("a request may come byte by byte")
  func splitBytes() throws {
    let server = try TestServer()
    let client = try server.client()
    for byte in "GET /path?a=b HTTP/1.1\r\nHost: a\r\n\r\n".utf8 { try client.send([byte]) }
    #expect(try client.response().status == 200)
  }

  @Test("HEAD is answered as GET without the body")
  func head() throws {
    let server = try TestServer()
    let client = try server.client()
    let head = try client.get("/large", method: "HEAD")
    #expect(head.headers["content-length"] == "\(TestServer.large.count)")
    #expect(head.body.isEmpty)
    #expect(try client.get("/").status == 200)
    #expect(try client.get("/none", method: "HEAD").status == 404)
    #expect(try client.get("/none").text == "Not found.\n")
  }

  @Test("a large body arrives whole, several times on one connection")
  func largeBody() throws {
    let server = try TestServer()
    let client = try server.client()
    for _ in 0..<3 { #expect(try client.get("/large").body == TestServer.large) }
  }

  @Test("other methods get 405 with what is allowed, and the connection lives on")
  func otherMethods() throws {
    let client = try TestServer().client()
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
      let response = try client.get("/", method: method)
      #expect(response.status == 405)
      #expect(response.headers["allow"] == "GET, HEAD")
      #expect(response.headers["connection"] == "keep-alive")
    }
    #expect(try client.get("/").status == 200)
  }

  @Test("a refused body does not swallow the refusal")
  func refusedBody() throws {
    let client = try TestServer().client()
    try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
    try client.send([UInt8](repeating: 0x78, count: 300_000))
    let response = try client.response()
    #expect(response.status == 405)
    #expect(response.headers["connection"] == "close")
    #expect(client.isEnded())
  }

  @Test(
    "malformed requests get their status and the end of the connection",
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n", 400), ("nonsense\r\n\r\n", 400), ("GET / HTTP/3.0\r\n\r\n", 505),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 8200), 431),
      ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ])
  func malformed(input: String, status: Int) throws {
    let server = try TestServer()
    let client = try server.client()
    try client.send(input)
    let response = try client.response()
    #expect(response.status == status)
    #expect(response.headers["connection"] == "close")
    #expect(client.isEnded())
    #expect(server.server.counters.responses(of: HTTPStatus(rawValue: status)) == 1)
  }

  @Test("HTTP/1.0 ends after the answer unless it asks otherwise")
  func firstVersion() throws {
    let server = try TestServer()
    let brief = try server.client()
    try brief.send("GET / HTTP/1.0\r\n\r\n")
    #expect(try brief.response().headers["connection"] == "close")
    #expect(brief.isEnded())
    let kept = try server.client()
    for _ in 0..<2 {
      try kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(try kept.response().headers["connection"] == "keep-alive")
    }
  }

  @Test("Connection: close is granted, also to a client that has ended its side")
  func close() throws {
    let server = try TestServer()
    let client = try server.client()
    let response = try client.get("/", headers: "Connection: close\r\n")
    #expect(response.headers["connection"] == "close")
    #expect(client.isEnded())
    let half = try server.client()
    try half.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\n")
    half.finishSending()
    #expect(try half.response().status == 200)
    #expect(try half.response().status == 404)
    #expect(half.isEnded())
  }

  @Test("a handler cannot smuggle a header through a value")
  func headerInjection() {
    let response = HTTPResponse(.ok, headers: [.init("X", "a\r\nSet-Cookie: b")])
    #expect(
      String(decoding: response.head(closes: true), as: UTF8.self)
        == "HTTP/1.1 200 OK\r\nX: aSet-Cookie: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
  }

  @Test("stopping ends idle connections, and a second stop does nothing")
  func stop() throws {
    let server = try TestServer()
    let client = try server.client()
    #expect(try client.get("/").status == 200)
    server.server.stop()
    server.server.stop()
    #expect(client.isEnded())
    #expect(throws: TestClient.Failure.self) { try server.client() }
  }

  @Test("a server that never started lets go of its port")
  func neverStarted() throws {
    let address = try #require(ListenAddress("127.0.0.1:0"))
    var server: HTTPServer? = try HTTPServer(listeners: [address], allow: []) { _ in .notFound }
    let bound = try #require(server?.boundAddresses.first)
    server = nil
    let again = try HTTPServer(listeners: [bound], allow: []) { _ in .notFound }
    #expect(again.boundAddresses == [bound])
  }
}
