import Foundation
import Glibc
import Synchronization
import Testing

extension EndToEnd {
  /// Everybody on the network against the agent at once, while it polls and is scraped. Two seconds
  /// long; `HALLWATCH_SIEGE_SECONDS` makes it longer.
  @Suite("Under siege", .serialized)
  struct SiegeTests {
    private static var seconds: Int {
      ProcessInfo.processInfo.environment["HALLWATCH_SIEGE_SECONDS"].flatMap { Int($0) } ?? 2
    }

    /// Clients that do harm until told to stop.
    private final class Besiegers: @unchecked Sendable {
      private let isOver = Atomic<Bool>(false)
      let connections = Atomic<Int>(0)
      private let group = DispatchGroup()
      private var held: [Int32] = []

      /// 500 that never get on: a third sends a request a byte at a time and stops, a third asks for
      /// the page and does not read it, a third says nothing at all.
      func besiege(slowly count: Int, port: UInt16) {
        for place in 0..<count {
          guard let socket = Self.connected(port) else { continue }
          held.append(socket)
          let words =
            place % 3 == 0
            ? "GET /metrics HT" : place % 3 == 1 ? "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" : ""
          if !words.isEmpty { _ = Glibc.send(socket, words, words.utf8.count, Int32(MSG_NOSIGNAL)) }
        }
      }

      /// As many connections as one thread makes, each with something that is no request.
      func storm(_ words: [[UInt8]], port: UInt16) {
        group.enter()
        Thread.detachNewThread { [self] in
          defer { group.leave() }
          var turn = 0
          while !isOver.load(ordering: .relaxed) {
            // No more than ten thousand a second, together with the others.
            if turn % 50 == 49 { usleep(1000) }
            turn += 1
            guard let socket = Self.connected(port) else { continue }
            let bytes = words[turn % words.count]
            if !bytes.isEmpty { _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
            // Closed with what came unread: the other side sees a reset.
            var atOnce = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
              socket, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
            close(socket)
            connections.add(1, ordering: .relaxed)
          }
        }
      }

      func end() {
        isOver.store(true, ordering: .relaxed)
        group.wait()
        for socket in held { close(socket) }
        held = []
      }

      private static func connected(_ port: UInt16) -> Int32? {
        let socket = Glibc.socket(
          AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        var address = LoopbackSocket.address(port)
        let isConnected = withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
          }
        }
        if !isConnected { close(socket) }
        return isConnected ? socket : nil
      }
    }

    @Test(
      "polls keep their intervals, scrapes are answered, memory is bounded, no descriptor is lost")
    func siege() async throws {
      let device = try PacedDevice()
      defer { device.stop() }
      let agent = try await WatchedAgent.run(
        site: """
          { site: "bench", WEB, poll: { interval: "100ms", timeout: "500ms", max_age: "5s" },
            devices: [ { name: "probe", profile: "generic-xy-md02-sht20",
              endpoint: "tcp://127.0.0.1:\(device.port)", unit: 1 } ] }
          """)
      try await agent.pageWithAllDevices()
      try await Task.sleep(for: .seconds(1))
      let calm = try agent.page()
      _ = device.takeIntervals()

      let besiegers = Besiegers()
      besiegers.besiege(slowly: 500, port: agent.port)
      let huge = Array("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 20_000))".utf8)
      let garbage = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      for words in [[garbage, []], [huge, [0]]] { besiegers.storm(words, port: agent.port) }
      let began = ContinuousClock.now
      var scrapes: [Duration] = []
      var lost = 0
      while ContinuousClock.now - began < .seconds(Self.seconds) {
        let asked = ContinuousClock.now
        if WebAnswer.get("/metrics", port: agent.port)?.status == 200 {
          scrapes.append(ContinuousClock.now - asked)
        } else {
          lost += 1
        }
        try await Task.sleep(for: .milliseconds(100))
      }
      let elapsed = (ContinuousClock.now - began) / .seconds(1)
      let polls = device.takeIntervals()
      besiegers.end()
      scrapes.sort()
      let rate = Double(besiegers.connections.load(ordering: .relaxed)) / elapsed
      print(
        "siege: \(Int(rate)) connections/s for \(Self.seconds) s; \(polls.count) polls, p99 "
          + "\(polls.quantile(0.99)), worst \(polls.quantile(1)); \(scrapes.count) scrapes, p99 "
          + "\(scrapes.quantile(0.99)), \(lost) lost")
      #expect(rate > 200)
      // Asked every 100 ms. The machine is busy with the besiegers too.
      #expect(polls.count >= Self.seconds * 5)
      #expect(polls.quantile(0.5) < .milliseconds(150))
      #expect(polls.quantile(0.99) < .milliseconds(1000))
      #expect(scrapes.quantile(0.5) < .milliseconds(500))
      #expect(lost == 0)

      try await eventually("every descriptor is given back") {
        guard let page = try? agent.page(), let open = page.value("process_open_fds"),
          let before = calm.value("process_open_fds")
        else { return false }
        return open <= before + 2
      }
      let after = try agent.page()
      let before = calm.value("process_resident_memory_bytes") ?? 0
      #expect((after.value("process_resident_memory_bytes") ?? .infinity) < before + 64e6)
      #expect(after.value("hallwatch_device_up", ["device": "probe"]) == 1)
      #expect(agent.process.exitStatus == nil)
    }
  }
}
