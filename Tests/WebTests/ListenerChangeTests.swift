import Testing

@testable import Web

@Suite("Other listeners while serving")
struct ListenerChangeTests {
  private func get(_ address: ListenAddress) -> Int? {
    (try? TestClient(address)).flatMap { try? $0.get("/").status }
  }

  @Test("are served from then on, those that stay without a break, those that go no more")
  func change() throws {
    let server = try TestServer(listeners: ["127.0.0.1:0", "127.0.0.2:0"])
    let (first, second) = (server.server.boundAddresses[0], server.server.boundAddresses[1])
    let kept = try TestClient(first)
    #expect(try kept.get("/").status == 200)
    let asked = ["127.0.0.1:0", "127.0.0.3:0"].compactMap { ListenAddress($0) }
    let allow = ["127.0.0.0/8"].compactMap { CIDRBlock($0) }
    let change = try server.server.prepare(listeners: asked, allow: allow)
    server.server.use(change)
    let third = server.server.boundAddresses[1]
    #expect(server.server.boundAddresses[0] == first)
    #expect(get(third) == 200)
    #expect(get(first) == 200)
    #expect(try kept.get("/").status == 200)
    #expect(get(second) == nil)
    server.server.stop()
    #expect(get(first) == nil)
    #expect(get(third) == nil)
  }

  @Test("that cannot be had change nothing, and leave nothing behind")
  func refused() throws {
    let server = try TestServer(listeners: ["127.0.0.1:0"])
    let other = try TestServer(listeners: ["127.0.0.1:0"])
    guard case .tcp(_, let taken) = other.address else { return }
    let allow = ["127.0.0.0/8"].compactMap { CIDRBlock($0) }
    #expect(throws: HTTPServerError.self) {
      try server.server.prepare(
        listeners: ["127.0.0.1:0", "127.0.0.4:0", "127.0.0.1:\(taken)"].compactMap {
          ListenAddress($0)
        }, allow: allow)
    }
    #expect(get(server.address) == 200)
  }

  @Test("end the connections of clients that are let in no longer")
  func clients() throws {
    let server = try TestServer(listeners: ["127.0.0.1:0"])
    let client = try TestClient(server.address)
    #expect(try client.get("/").status == 200)
    let change = try server.server.prepare(
      listeners: [try #require(ListenAddress("127.0.0.1:0"))],
      allow: ["10.0.0.0/8"].compactMap { CIDRBlock($0) })
    server.server.use(change)
    #expect(server.eventually { $0.open == 0 && $0.refused >= 1 })
    #expect(get(server.address) == nil)
  }
}
