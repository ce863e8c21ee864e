import Foundation
import Synchronization
import Testing

extension EndToEnd {
  /// Everybody on the network against the agent at once, while it polls and is scraped. Two seconds
  /// with 2,000 connections each, which leaves something of a busy machine to other tests; with
  /// `HALLWATCH_SIEGE_SECONDS` so many seconds with 10,000.
  @Suite("Under siege", .serialized)
  struct SiegeTests {
    private static var seconds: Int {
      ProcessInfo.processInfo.environment["HALLWATCH_SIEGE_SECONDS"].flatMap { Int($0) } ?? 2
    }

    private static var perSecond: Int {
      ProcessInfo.processInfo.environment["HALLWATCH_SIEGE_SECONDS"] == nil ? 2000 : 10_000
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
          """, allow: ["127.0.0.0/16"])
      try await agent.pageWithAllDevices()
      try await Task.sleep(for: .seconds(1))
      let calm = try agent.page()
      _ = device.takeIntervals()

      let besiegers = Besiegers(port: agent.port)
      besiegers.besiege(slowly: 500)
      let huge = Array("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 20_000))".utf8)
      let garbage = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let allowed = (0..<16).map { UInt32(0x7F00_0301 + $0) }
      let foreign = (0..<16).map { UInt32(0x7F01_0001 + $0) }
      besiegers.storm([garbage, [], huge, [0]], perSecond: Self.perSecond / 2, from: allowed)
      besiegers.storm([garbage, []], perSecond: Self.perSecond / 2, from: foreign)
      let began = ContinuousClock.now
      var scrapes: [Duration] = []
      var lost = 0
      var memory = 0.0
      while ContinuousClock.now - began < .seconds(Self.seconds) {
        let asked = ContinuousClock.now
        if let answer = WebAnswer.get("/metrics", port: agent.port), answer.status == 200 {
          scrapes.append(ContinuousClock.now - asked)
          let page = ScrapedPage(answer.text)
          memory = max(memory, page.value("process_resident_memory_bytes") ?? .infinity)
        } else {
          lost += 1
        }
        try await Task.sleep(for: .milliseconds(100))
      }
      let elapsed = (ContinuousClock.now - began) / .seconds(1)
      let polls = device.takeIntervals()
      besiegers.end()
      scrapes.sort()
      let rate = Double(besiegers.made.load(ordering: .relaxed)) / elapsed
      let dropped = besiegers.dropped.load(ordering: .relaxed)
      print(
        "siege: \(Int(rate)) connections/s for \(Self.seconds) s, \(dropped) more not taken; "
          + "\(polls.count) polls, p99 \(polls.quantile(0.99)), worst \(polls.quantile(1)); "
          + "\(scrapes.count) scrapes, p99 \(scrapes.quantile(0.99)), \(lost) lost; "
          + "\(Int(memory / 1e6)) MB")
      // What a busy machine brings about is less than what is tried.
      #expect(rate > 500)
      // Asked every 100 ms. The machine is busy with the besiegers too.
      #expect(polls.count >= Self.seconds * 5)
      #expect(polls.quantile(0.5) < .milliseconds(150))
      #expect(polls.quantile(0.99) < .milliseconds(1000))
      // A scrape has ten seconds, and waits behind whoever came before it.
      #expect(scrapes.quantile(0.5) < .seconds(2))
      #expect(scrapes.quantile(1) < .seconds(10))
      #expect(lost == 0)

      try await eventually("every descriptor is given back") {
        guard let page = try? agent.page(), let open = page.value("process_open_fds"),
          let before = calm.value("process_open_fds")
        else { return false }
        return open <= before + 2
      }
      let after = try agent.page()
      let before = calm.value("process_resident_memory_bytes") ?? 0
      #expect(memory < before + 256e6)
      #expect((after.value("process_resident_memory_bytes") ?? .infinity) < before + 64e6)
      #expect(after.value("hallwatch_device_up", ["device": "probe"]) == 1)
      let refused = after.value("hallwatch_http_connections_total", ["outcome": "not_allowed"])
      #expect(refused ?? 0 > Double(Self.seconds) * 200)
      #expect(agent.process.exitStatus == nil)
    }
  }
}
