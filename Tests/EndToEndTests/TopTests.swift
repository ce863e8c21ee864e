import Foundation
import Testing

extension EndToEnd {
  /// `hallwatch top`, on a real terminal and without one.
  @Suite("top")
  struct TopTests {
    private struct Seen: Decodable {
      var status: Int32
      var screen: [String]
      var restored: Bool
    }

    @Test("shows a running agent on a terminal of 80 by 24, and gives the terminal back")
    func terminal() async throws {
      let demo = try await WatchedAgent.demo()
      try await demo.page(when: "the mains have failed") { page in
        page.value(
          "hallwatch_alarm_active", ["alarm": "mains_failure", "device": "mains-b"]) == 1
      }
      let script = Programs.scripts.appending(path: "in_terminal.py").path
      let result = try await ChildProcess.run(
        Programs.python(),
        [
          script, "mains failure", "q", Programs.hallwatch.path, "top", "127.0.0.1:\(demo.port)",
          "--every", "250ms",
        ], within: .seconds(90))
      #expect(result.status == 0, "\(result.errors)")
      let seen = try JSONDecoder().decode(Seen.self, from: Data(result.output.utf8))
      #expect(seen.status == 0)
      #expect(seen.restored, "the terminal was not given back")
      #expect(seen.screen.count <= 24)
      #expect(seen.screen.allSatisfy { $0.count <= 80 }, "\(seen.screen)")
      #expect(seen.screen.first?.hasPrefix("hallwatch  demo-hall") == true, "\(seen.screen)")
      #expect(seen.screen.contains { $0.contains("mains failure") && $0.hasSuffix("UNACKED") })
      #expect(seen.screen.last?.hasPrefix("q ends") == true)
    }

    @Test("prints once where there is no terminal, and says in words when nobody answers")
    func withoutTerminal() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "quiet"])
      try await demo.pageWithAllDevices()
      let result = try await ChildProcess.run(
        Programs.hallwatch, ["top", "http://127.0.0.1:\(demo.port)"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("No active alarm"))
      #expect(result.output.contains("34 of 34 devices answer"))
      #expect(!result.output.contains("\u{1B}"))
      let nobody = try LoopbackSocket.freePort()
      let failed = try await ChildProcess.run(
        Programs.hallwatch, ["top", "127.0.0.1:\(nobody)", "--once"])
      #expect(failed.status == 1)
      #expect(failed.errors.contains("connection refused"), "\(failed.errors)")
    }
  }
}
