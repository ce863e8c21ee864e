import Foundation
import Testing

extension EndToEnd {
  /// `hallwatch alarms` and `hallwatch journal`, against an agent whose device is gone.
  @Suite("A person at the command line", .serialized)
  struct OperatorTests {
    private final class Scene {
      let folder: ScratchFolder
      let site: URL
      let state: String
      let agent: ChildProcess

      init() async throws {
        let folder = try ScratchFolder()
        let ports = try LoopbackSocket.freePorts(2)
        site = try folder.write(
          """
          { site: "bench", state_directory: "state", web: { listen: ["127.0.0.1:\(ports[0])"] },
            control: { users: { nobody: "view" } },
            poll: { interval: "200ms", timeout: "200ms", max_age: "1s" },
            devices: [{ name: "gone", profile: "eastron-sdm630",
              endpoint: "tcp://127.0.0.1:\(ports[1])", unit: 1 }] }
          """, to: "site.json5")
        self.folder = folder
        state = folder.url.appending(path: "state").path
        let agent = try ChildProcess(
          Programs.hallwatch, ["run", "--config", site.path], in: folder)
        self.agent = agent
        try await eventually("the device is lost") {
          agent.errors.contains("communication_loss")
        }
      }

      func run(_ words: String...) async throws -> (status: Int32, output: String, errors: String) {
        try await ChildProcess.run(Programs.hallwatch, words + ["--state", state])
      }
    }

    private static let lost = "communication_loss/gone"

    @Test("sees what is wrong, says that he knows, and is told why something cannot be")
    func alarms() async throws {
      let scene = try await Scene()
      let list = try await scene.run("alarms", "list")
      #expect(list.status == 0)
      #expect(list.output.contains("HIGH unacknowledged since "))
      #expect(list.output.contains("  \(Self.lost)\n"))
      #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(list.errors.contains("1 unacknowledged"))

      let acknowledged = try await scene.run("alarms", "ack", Self.lost, "--reason", "on my way")
      #expect(acknowledged.status == 0)
      #expect(acknowledged.errors.contains("\(Self.lost) is acknowledged"))
      let again = try await scene.run("alarms", "ack", Self.lost)
      #expect(again.status == 1)
      #expect(again.errors.contains("acknowledged already"))
      let hidden = try await scene.run(
        "alarms", "shelve", Self.lost, "--for", "1h", "--reason", "quiet")
      #expect(hidden.status == 1)
      #expect(hidden.errors.contains("never shelved"))
      let unknown = try await scene.run("alarms", "reset", "nothing/here")
      #expect(unknown.status == 1)
      #expect(unknown.errors.contains("no alarm has this identifier"))
      for words in [["alarms", "shelve", Self.lost], ["alarms", "ack"], ["alarms", "mute", "x"]] {
        let usage = try await ChildProcess.run(Programs.hallwatch, words)
        #expect(usage.status == 2, "\(words): \(usage.errors)")
      }

      let work = try await scene.run(
        "alarms", "maintenance-start", "service", "--devices", "gone", "--for", "1h", "--reason",
        "yearly")
      #expect(work.status == 0, "\(work.errors)")
      #expect(try await scene.run("alarms", "maintenance-end", "service").status == 0)

      let json = try await scene.run("alarms", "list", "--format", "json")
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      let alarms = object?["alarms"] as? [[String: Any]] ?? []
      let lost = alarms.first { $0["id"] as? String == Self.lost }
      #expect(lost?["state"] as? String == "acknowledged")

      let journal = try await scene.run("journal", "--alarm", Self.lost, "--format", "json")
      let kinds = try journal.output.split(separator: "\n").map { line in
        (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["kind"]
          as? String
      }
      #expect(kinds == ["comm_lost", "acked", "refused", "refused"])
      let text = try await scene.run("journal", "--since", "1h")
      #expect(text.output.contains("by \(NSUserName())"))
      #expect(text.output.contains("“on my way”"))
    }

    @Test("follows the journal, finds it unchanged, and finds out who changed it")
    func journal() async throws {
      let scene = try await Scene()
      let follower = try ChildProcess(
        Programs.hallwatch, ["journal", "--follow", "--since", "1h", "--state", scene.state],
        in: scene.folder)
      try await eventually("what was before is told") { follower.output.contains("comm_lost") }
      _ = try await scene.run("alarms", "ack", Self.lost, "--reason", "seen on the stream")
      try await eventually("what comes is told") {
        follower.output.contains("“seen on the stream”")
      }
      let sound = try await scene.run("journal", "verify")
      #expect(sound.status == 0)
      let noted = try #require(sound.output.split(separator: "\n").last.map(String.init))
      #expect(try await scene.run("journal", "verify", "--contains", noted).status == 0)
      scene.agent.send(SIGTERM)
      #expect(try await scene.agent.end() == 0)
      #expect(try await follower.end() == 1)

      let file = try #require(
        try FileManager.default.contentsOfDirectory(
          at: URL(filePath: scene.state + "/journal"), includingPropertiesForKeys: nil
        ).first { $0.pathExtension == "jsonl" })
      let original = try String(contentsOf: file, encoding: .utf8)
      try original.replacing("seen on the stream", with: "seen in the stream")
        .write(to: file, atomically: true, encoding: .utf8)
      let edited = try await scene.run("journal", "verify")
      #expect(edited.status == 1)
      #expect(edited.errors.contains("or the one before was changed"))
      let lines = original.split(separator: "\n", omittingEmptySubsequences: false)
      try lines.enumerated().filter { $0.offset != 2 }.map { String($0.element) }
        .joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
      #expect(try await scene.run("journal", "verify").status == 1)
    }

    @Test("is told when no agent runs")
    func nobody() async throws {
      for words in [["alarms", "list"], ["alarms", "ack", "x"], ["journal", "--follow"]] {
        let run = try await ChildProcess.run(
          Programs.hallwatch, words + ["--state", "/nonexistent"])
        #expect(run.status == 1)
        #expect(run.errors.contains("no agent answers at /nonexistent/control.sock"))
      }
    }
  }
}
