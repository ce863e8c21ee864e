import CLinux
import Glibc
import Testing

@testable import Web

@Suite("Limits")
struct LimitTests {
  @Test("a head that does not end gets 408 and is cut, while others are served")
  func slowRequest() throws {
    var limits = HTTPLimits()
    limits.headDeadline = .milliseconds(150)
    let server = try TestServer(limits: limits)
    let slow = try server.client()
    try slow.send("GET / HTTP/1.1\r\nHost")
    let client = try server.client()
    #expect(try client.get("/").status == 200)
    #expect(try slow.response().status == 408)
    #expect(slow.isEnded())
    #expect(server.server.counters.slowRequests == 1)
  }

  @Test("a client that says nothing is cut in silence")
  func silentClient() throws {
    var limits = HTTPLimits()
    limits.headDeadline = .milliseconds(50)
    let server = try TestServer(limits: limits)
    #expect(try server.client().isEnded())
    #expect(server.server.counters.responses.isEmpty)
    #expect(server.server.counters.slowRequests == 0)
  }

  @Test("a request that came while a handler was slow is answered all the same")
  func slowHandler() throws {
    var limits = HTTPLimits()
    limits.headDeadline = .milliseconds(100)
    limits.idleDeadline = .milliseconds(100)
    let server = try TestServer(limits: limits)
    let kept = try server.client()
    let new = try server.client()
    #expect(try kept.get("/").status == 200)
    let slow = try server.client()
    try slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(server.eventually { _ in server.slowRequestHasBegun })
    for client in [kept, new] { try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
    for client in [slow, kept, new] { #expect(try client.response().status == 200) }
  }

  @Test("an idle connection is closed after its time")
  func idle() throws {
    var limits = HTTPLimits()
    limits.idleDeadline = .milliseconds(50)
    let server = try TestServer(limits: limits)
    let client = try server.client()
    #expect(try client.get("/").status == 200)
    #expect(client.isEnded())
  }

  @Test("a reader that takes nothing, and one that takes a little, are cut at the deadline")
  func slowReaders() throws {
    var limits = HTTPLimits()
    limits.responseDeadline = .milliseconds(300)
    let server = try TestServer(limits: limits)
    let stuck = try server.client(receiveBuffer: 4096)
    let drip = try server.client(receiveBuffer: 4096)
    for client in [stuck, drip] { try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n") }
    let other = try server.client()
    // Progress of any size must not move the deadline: this one always makes some.
    var byte: UInt8 = 0
    let isCut = server.eventually { counters in
      _ = recv(drip.descriptor, &byte, 1, Int32(MSG_DONTWAIT))
      return counters.slowReaders == 2
    }
    #expect(isCut)
    #expect(try other.get("/").status == 200)
    #expect(server.eventually { $0.open == 1 })
  }

  @Test("bodies that wait for slow readers are bounded together, shared ones counted once")
  func pendingBytes() throws {
    var limits = HTTPLimits()
    limits.pendingBytes = 3 * TestServer.large.count
    limits.sharingAge = .zero
    limits.readerPatience = .seconds(60)
    let server = try TestServer(limits: limits)
    var stuck: [TestClient] = []
    // The first two hold one shared body, the next two one each: three in all.
    for target in ["/large", "/large", "/own", "/own"] {
      let client = try server.client(receiveBuffer: 4096)
      try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
      try client.firstByte()
      stuck.append(client)
    }
    let client = try server.client()
    #expect(try client.get("/own").status == 503)
    #expect(try client.get("/own", method: "HEAD").status == 200)
    #expect(try client.get("/").status == 200)
    #expect(try client.get("/large").status == 200)
    stuck.removeLast()
    #expect(server.eventually { $0.open == 4 })
    #expect(try client.get("/own").status == 200)
  }

  @Test("slow readers of one page share it while it is fresh")
  func sharedPage() throws {
    var limits = HTTPLimits()
    limits.pendingBytes = 2 * TestServer.large.count
    limits.sharingAge = .seconds(60)
    limits.readerPatience = .seconds(60)
    let server = try TestServer(limits: limits)
    var stuck: [TestClient] = []
    for _ in 0..<20 {
      let client = try server.client(receiveBuffer: 4096)
      try client.send("GET /own HTTP/1.1\r\nHost: a\r\n\r\n")
      try client.firstByte()
      stuck.append(client)
    }
    #expect(try server.client().get("/own").status == 200)
    // Asked otherwise, it may be another page.
    let other = try server.client(receiveBuffer: 4096)
    try other.send("GET /own?x=1 HTTP/1.1\r\nHost: a\r\n\r\n")
    try other.firstByte()
    #expect(try server.client().get("/own?x=2").status == 503)
    #expect(server.server.counters.responses(of: .ok) == 22)
  }

  @Test("readers that have taken long are cut before a scrape goes without its page")
  func slowReadersMakeRoom() throws {
    var limits = HTTPLimits()
    limits.pendingBytes = 2 * TestServer.large.count
    limits.sharingAge = .zero
    limits.readerPatience = .zero
    let server = try TestServer(limits: limits)
    var stuck: [TestClient] = []
    for _ in 0..<20 {
      let client = try server.client(receiveBuffer: 4096)
      try client.send("GET /own HTTP/1.1\r\nHost: a\r\n\r\n")
      try client.firstByte()
      stuck.append(client)
    }
    let page = try server.client().get("/own")
    #expect(page.status == 200)
    #expect(page.body.count == TestServer.large.count)
    #expect(server.server.counters.responses(of: .unavailable) == 0)
    #expect(server.server.counters.slowReaders == 19)
  }

  @Test("a client that leaves in the middle of a response harms nobody")
  func leaving() throws {
    let server = try TestServer()
    for _ in 0..<20 {
      let client = try server.client(receiveBuffer: 4096)
      try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
      try client.firstByte()
    }
    #expect(server.eventually { $0.open == 0 })
    #expect(try server.client().get("/").status == 200)
  }

  @Test("five hundred connections are served at once")
  func manyConnections() throws {
    var limits = HTTPLimits()
    limits.maximumConnections = 600
    let server = try TestServer(limits: limits)
    let clients = try (0..<500).map { _ in try server.client() }
    for (place, client) in clients.enumerated() {
      try client.send("GET /echo/\(place) HTTP/1.1\r\nHost: a\r\n\r\n")
    }
    for (place, client) in clients.enumerated() {
      #expect(try client.response().text == "/echo/\(place)\n")
    }
    #expect(server.server.counters.open == 500)
    #expect(server.server.counters.accepted == 500)
  }

  @Test("beyond the limit the connection that idles longest makes room")
  func eviction() throws {
    var limits = HTTPLimits()
    limits.maximumConnections = 3
    let server = try TestServer(limits: limits)
    let clients = try (0..<3).map { _ in try server.client() }
    for client in clients { #expect(try client.get("/").status == 200) }
    #expect(try clients[0].get("/").status == 200)
    let fourth = try server.client()
    #expect(try fourth.get("/").status == 200)
    #expect(clients[1].isEnded())
    for client in [clients[0], clients[2], fourth] { #expect(try client.get("/").status == 200) }
    #expect(server.server.counters.evicted == 1)
  }

  @Test("beyond the limit with all busy, a newcomer is told 503")
  func overflow() throws {
    var limits = HTTPLimits()
    limits.maximumConnections = 2
    let server = try TestServer(limits: limits)
    let busy = try (0..<2).map { _ in try server.client() }
    for client in busy { try client.send("GET / HT") }
    // The bytes are with the server when it has answered a complete request of each.
    for client in busy {
      try client.send("TP/1.1\r\nHost: a\r\n\r\nGET")
      #expect(try client.response().status == 200)
    }
    let newcomer = try server.client()
    let response = try newcomer.response()
    #expect(response.status == 503)
    #expect(response.headers["connection"] == "close")
    #expect(newcomer.isEnded())
    #expect(server.server.counters.overflowed == 1)
    try busy[0].send(" / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try busy[0].response().status == 200)
  }

  @Test("without descriptors accepting rests, spins not, and goes on when one is free")
  func outOfDescriptors() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 64, rlim_max: 64)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let server = try TestServer()
      let client = try server.client()
      #expect(try client.get("/").status == 200)
      // Take every descriptor that is left, then give one back for a client of ours.
      var taken: [Int32] = []
      while case let descriptor = dup(0), descriptor >= 0 { taken.append(descriptor) }
      close(taken.removeLast())
      let late = try server.client()
      try late.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      guard server.eventually({ $0.acceptPauses > 0 }) else { exit(2) }
      guard try client.get("/").status == 200 else { exit(3) }
      // The pause lasts a quarter of a second: a spinning loop would have paused thousands of times.
      guard server.server.counters.acceptPauses < 50 else { exit(4) }
      for descriptor in taken { close(descriptor) }
      guard try late.response().status == 200 else { exit(5) }
    }
  }
}
