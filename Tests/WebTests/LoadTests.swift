import CLinux
import Glibc
import Testing

@testable import Web

@Suite("Load")
struct LoadTests {
  /// Half of them send their request a byte at a time, half take their response a little at a time.
  private func misbehave(_ clients: [TestClient], round: Int) {
    let request = Array("GET /large HTTP/1.1\r\nHost: a\r\nX-Slow: yes".utf8)
    var scratch = [UInt8](repeating: 0, count: 64)
    for (place, client) in clients.enumerated() {
      if place.isMultiple(of: 2) {
        if round < request.count { try? client.send([request[round]]) }
      } else {
        _ = recv(client.descriptor, &scratch, scratch.count, Int32(MSG_DONTWAIT))
      }
    }
  }

  @Test("five hundred slow clients do not slow a scrape down", .timeLimit(.minutes(1)))
  func slowClients() throws {
    var limits = HTTPLimits()
    limits.maximumConnections = 600
    let server = try TestServer(limits: limits)
    let slow = try (0..<500).map { _ in try server.client(receiveBuffer: 4096) }
    for (place, client) in slow.enumerated() where !place.isMultiple(of: 2) {
      try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    }
    let scraper = try server.client()
    var worst: UInt64 = 0
    for round in 0..<40 {
      misbehave(slow, round: round)
      let begin = MonotonicTime.now
      #expect(try scraper.get("/").status == 200)
      worst = max(worst, MonotonicTime.now.nanoseconds - begin.nanoseconds)
    }
    // Generous, for a busy machine; a server that waits for any one client would take seconds.
    #expect(worst < 1_000_000_000, "the slowest scrape took \(worst / 1_000_000) ms")
    #expect(try scraper.get("/large").body == TestServer.large)
    #expect(server.server.counters.open == 501)
    #expect(server.server.counters.overflowed == 0)
  }
}
