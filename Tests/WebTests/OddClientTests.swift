import Foundation
import Testing

@testable import Web

@Suite("Odd clients")
struct OddClientTests {
  private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

  private func address(_ number: UInt32) -> IPAddress { .v4(0x0A00_0000 + number) }

  @Test("the first is told at once, what follows together a minute later")
  func pace() {
    var odd = OddClients()
    #expect(odd.due == .distantFuture)
    odd.note(.notAllowed, address(1))
    #expect(odd.due <= Self.start)
    let first = odd.take(at: Self.start)
    #expect(first == [.init(address: address(1), reason: .notAllowed, count: 1)])
    for _ in 0..<1000 { odd.note(.notAllowed, address(1)) }
    odd.note(.oddRequest, address(2))
    #expect(odd.due == Self.start + .seconds(60))
    let early = odd.take(at: Self.start + .seconds(59))
    let second = odd.take(at: Self.start + .seconds(60))
    let nothing = odd.take(at: Self.start + .seconds(600))
    #expect(early == nil && nothing == nil)
    #expect(
      second == [
        .init(address: address(1), reason: .notAllowed, count: 1000),
        .init(address: address(2), reason: .oddRequest, count: 1),
      ])
  }

  @Test("from however many addresses, few entries are told and none is lost")
  func manyAddresses() {
    var odd = OddClients()
    for number in 0..<100_000 {
      odd.note(number % 2 == 0 ? .notAllowed : .full, address(UInt32(number)))
    }
    odd.note(.crowding, nil)
    let entries = odd.take(at: Self.start) ?? []
    #expect(entries.count <= OddClients.mostEntries + OddClients.Reason.allCases.count)
    #expect(entries.reduce(0) { $0 + $1.count } == 100_001)
  }

  @Test("the server tells what is odd, and of whom")
  func told() throws {
    let told = Guarded<[OddClients.Entry]>([])
    let server = try TestServer(allow: ["127.0.0.1"]) { entries in
      told.withLock { $0 += entries }
    }
    #expect(try server.client(source: "127.0.0.9").isEnded())
    #expect(server.eventually { _ in !told.withLock { $0 }.isEmpty })
    #expect(
      told.withLock { $0 }
        == [.init(address: IPAddress("127.0.0.9"), reason: .notAllowed, count: 1)])
    #expect(try server.client().get("/").status == 200)
  }

  @Test(
    "what is no request is counted as odd, and a page that is not there is not",
    arguments: [
      ("\u{16}\u{03}\u{01}\r\n\r\n", 400), ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505),
      ("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
      ("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    ])
  func oddRequests(request: String, status: Int) throws {
    let server = try TestServer()
    let client = try server.client()
    try client.send(request)
    #expect(try client.response().status == status)
    #expect(server.server.counters.oddRequests == (status == 404 ? 0 : 1))
  }
}

@Suite("One address")
struct NeighbourTests {
  private func busy(_ server: TestServer, _ count: Int, source: String) throws -> [TestClient] {
    try (0..<count).map { _ in
      let client = try server.client(source: source)
      // What follows the first request keeps the connection at work.
      try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET")
      #expect(try client.response().status == 200)
      return client
    }
  }

  @Test("has its share of the connections and no more, while another address is served")
  func share() throws {
    var limits = HTTPLimits()
    limits.connectionsPerAddress = 3
    let server = try TestServer(limits: limits)
    let clients = try busy(server, 3, source: "127.0.0.2")
    let fourth = try server.client(source: "127.0.0.2")
    #expect(try fourth.response().status == 503)
    #expect(fourth.isEnded())
    #expect(server.server.counters.crowded == 1)
    #expect(server.server.counters.overflowed == 0)
    #expect(try server.client(source: "127.0.0.3").get("/").status == 200)
    try clients[0].send(" / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try clients[0].response().status == 200)
  }

  @Test("makes room for itself with what it does not use, and is let in again when it is less")
  func room() throws {
    var limits = HTTPLimits()
    limits.connectionsPerAddress = 2
    let server = try TestServer(limits: limits)
    let other = try server.client(source: "127.0.0.3")
    #expect(try other.get("/").status == 200)
    let kept = try (0..<2).map { _ in try server.client(source: "127.0.0.2") }
    for client in kept { #expect(try client.get("/").status == 200) }
    #expect(try server.client(source: "127.0.0.2").get("/").status == 200)
    #expect(kept[0].isEnded())
    // The one of another address idles for longer, but is not theirs to close.
    #expect(try other.get("/").status == 200)
    #expect(server.server.counters.crowded == 0)
    #expect(server.server.counters.evicted == 1)
    #expect(server.eventually { $0.open == 2 })
    #expect(try kept[1].get("/").status == 200)
  }

  @Test("where all is taken the address with most makes room, though another idles for longer")
  func crowdMakesRoom() throws {
    var limits = HTTPLimits()
    limits.maximumConnections = 4
    let server = try TestServer(limits: limits)
    let scraper = try server.client(source: "127.0.0.3")
    #expect(try scraper.get("/").status == 200)
    let crowd = try (0..<3).map { _ in try server.client(source: "127.0.0.2") }
    for client in crowd { #expect(try client.get("/").status == 200) }
    #expect(try server.client(source: "127.0.0.4").get("/").status == 200)
    #expect(crowd[0].isEnded())
    #expect(try scraper.get("/").status == 200)
  }

  @Test("on a local socket there is no address, and no share")
  func localSocket() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("hw-\(UInt32.random(in: .min ... .max)).sock").path
    var limits = HTTPLimits()
    limits.connectionsPerAddress = 1
    let server = try TestServer(listeners: ["unix:\(path)"], limits: limits)
    let clients = try (0..<5).map { _ in try server.client() }
    for client in clients { #expect(try client.get("/").status == 200) }
    #expect(server.server.counters.crowded == 0)
  }
}
