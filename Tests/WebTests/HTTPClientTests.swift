import Foundation
import Testing

@testable import Web

@Suite("The HTTP client")
struct HTTPClientTests {
  /// Answers one connection with these bytes, after having read the whole request.
  private final class OneAnswer: @unchecked Sendable {
    let port: UInt16
    private(set) var request = ""
    private let listener: Int32
    private let done = DispatchSemaphore(value: 0)

    init(_ answer: String?) throws {
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      self.listener = listener
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = bind(listener, $0, size)
          _ = getsockname(listener, $0, &size)
        }
      }
      listen(listener, 4)
      port = UInt16(bigEndian: address.sin_port)
      Thread.detachNewThread { [self] in
        let connection = accept(listener, nil, nil)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var received: [UInt8] = []
        while true {
          let text = String(decoding: received, as: UTF8.self)
          if text.hasSuffix("END") || text.hasPrefix("GET") && text.hasSuffix("\r\n\r\n") { break }
          let count = read(connection, &buffer, buffer.count)
          guard count > 0 else { break }
          received += buffer[..<count]
        }
        request = String(decoding: received, as: UTF8.self)
        if let answer {
          _ = answer.withCString { write(connection, $0, strlen($0)) }
          close(connection)
        }
        done.signal()
      }
    }

    deinit { close(listener) }

    func wait() { done.wait() }
  }

  private func post(_ answer: String?, timeout: Duration = .seconds(20)) throws -> (
    HTTPClient.Outcome, String
  ) {
    let server = try OneAnswer(answer)
    let destination = try #require(HTTPDestination("http://127.0.0.1:\(server.port)/hook?a=b"))
    let client = HTTPClient(destination, headers: [.init("X-Key", "secret")], timeout: timeout)
    let outcome = client.post(Array("{} END".utf8), contentType: "application/json")
    server.wait()
    return (outcome, server.request)
  }

  @Test("sends a request that any server reads")
  func request() throws {
    let (outcome, request) = try post("HTTP/1.1 204 No Content\r\n\r\n")
    #expect(outcome == .answered(status: 204, text: ""))
    let lines = request.components(separatedBy: "\r\n")
    #expect(lines[0] == "POST /hook?a=b HTTP/1.1")
    #expect(lines.contains("Content-Length: 6"))
    #expect(lines.contains("Content-Type: application/json"))
    #expect(lines.contains("X-Key: secret"))
    #expect(lines.contains { $0.hasPrefix("Host: 127.0.0.1:") })
    #expect(request.hasSuffix("\r\n\r\n{} END"))
  }

  @Test(
    "takes the status of any answer, and what it says of an error",
    arguments: [
      ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, ""),
      ("HTTP/1.0 503 \r\n\r\nbusy,\ntry later", 503, "busy, try later"),
      ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\n\r\nno", 400, "no"),
      ("HTTP/1.1 422\r\n\r\n", 422, ""),
    ])
  func statuses(answer: String, status: Int, text: String) throws {
    guard case .answered(let got, let said) = try post(answer).0 else {
      Issue.record("no answer")
      return
    }
    #expect(got == status)
    #expect(text.isEmpty || said == text)
  }

  @Test(
    "says why there is no answer",
    arguments: [
      ("SSH-2.0-OpenSSH\r\n\r\n", "the answer is no HTTP"), ("", "closed without an answer"),
      ("HTTP/1.1 200 OK\r\nX: ", "the answer breaks off"),
      ("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 40_000), "has no end"),
    ])
  func failures(answer: String, reason: String) throws {
    guard case .failed(let said) = try post(answer).0 else {
      Issue.record("an answer")
      return
    }
    #expect(said.contains(reason) || said.contains("breaks off"), "\(said)")
  }

  @Test(
    "gets a whole body, whose end the server says or shows",
    arguments: [
      ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more", 200, "hello"),
      ("HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", 200, ""),
      ("HTTP/1.0 404 Not Found\r\n\r\nnothing here", 404, "nothing here"),
    ])
  func bodies(answer: String, status: Int, text: String) throws {
    let server = try OneAnswer(answer)
    let destination = try #require(HTTPDestination("http://127.0.0.1:\(server.port)"))
    let fetched = HTTPClient(destination, timeout: .seconds(20)).get("/a?b=c", upTo: 1000)
    server.wait()
    #expect(fetched == .answered(status: status, body: Array(text.utf8)))
    #expect(server.request.hasPrefix("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
  }

  @Test(
    "takes no part of a body for the whole, and not more than is asked for",
    arguments: [
      ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", "the answer breaks off"),
      ("HTTP/1.1 200 OK\r\nContent-Le", "the answer breaks off"),
      ("", "closed without an answer"),
      ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 30_000), "the answer is too long"),
    ])
  func partialBodies(answer: String, reason: String) throws {
    let server = try OneAnswer(answer)
    let destination = try #require(HTTPDestination("http://127.0.0.1:\(server.port)"))
    let fetched = HTTPClient(destination, timeout: .seconds(20)).get("/", upTo: 1000)
    #expect(fetched == .failed(reason))
  }

  @Test("gives up in time when nothing comes back, and says when nobody listens")
  func silence() throws {
    #expect(try post(nil, timeout: .milliseconds(300)).0 == .failed("no answer in time"))
    let free = try OneAnswer("")
    let nobody = try #require(HTTPDestination("http://127.0.0.1:1/"))
    #expect(
      HTTPClient(nobody).post([], contentType: "a") == .failed("127.0.0.1:1: connection refused"))
    _ = free
  }

  @Test(
    "reads destinations",
    arguments: [
      ("http://am:9093", "http://am:9093/"), ("http://10.0.0.1/x/y?z=1", "http://10.0.0.1/x/y?z=1"),
      ("http://[::1]:80/a", "http://[::1]/a"),
      ("unix:/run/p.sock", "unix:/run/p.sock:/"),
      ("unix:/run/p.sock:/hook", "unix:/run/p.sock:/hook"),
      ("https://am/", nil), ("http://", nil), ("http://user@am/", nil), ("http://am:0/", nil),
      ("http://am:70000/", nil), ("http://a m/", nil), ("unix:relative", nil), ("am:9093", nil),
      ("http://am/#x", nil),
    ])
  func destinations(text: String, description: String?) {
    #expect(HTTPDestination(text)?.description == description)
  }
}
