import Foundation
import Testing

extension EndToEnd {
  /// What the agent has told anybody is on disk, whenever it is killed. `HALLWATCH_KILLS=500` kills
  /// it so often; the usual run is short.
  @Suite("Killed while alarms come and people acknowledge them", .serialized)
  struct KillTests {
    private static let kills =
      ProcessInfo.processInfo.environment["HALLWATCH_KILLS"].flatMap { Int($0) } ?? 5

    /// A device that flaps, somebody who acknowledges, and somebody who is told.
    private final class Scene {
      let folder: ScratchFolder
      let site: URL
      let notes: URL
      let acts: URL
      private let others: [ChildProcess]
      var journal: URL { folder.url.appending(path: "state/journal") }

      init() async throws {
        let folder = try ScratchFolder()
        self.folder = folder
        let ports = try LoopbackSocket.freePorts(3)
        let points = (0..<16).map {
          #"{ point: "c\#($0)", table: "discrete", address: \#($0), type: "bool", "#
            + #"quantity: "contact_active", labels: { input: "c\#($0)" } }"#
        }
        site = try folder.write(
          """
          {
            site: "bench", state_directory: "state", web: { listen: ["127.0.0.1:\(ports[2])"] },
            poll: { interval: "100ms", timeout: "1s", max_age: "30s" },
            notify: [{ name: "sink", webhook: "http://127.0.0.1:\(ports[1])/" }],
            devices: [{ name: "flap", endpoint: "tcp://127.0.0.1:\(ports[0])", unit: 1,
              points: [\(points.joined(separator: ",\n"))] }],
            alarms: [{ name: "contact", on: { quantity: "contact_active" }, is: true,
              priority: "critical", consequence: "c", response: "r" }],
          }
          """, to: "site.json5")
        notes = folder.url.appending(path: "notes")
        acts = folder.url.appending(path: "acts")
        let scripts = Programs.scripts
        func script(_ name: String, _ arguments: [String]) throws -> ChildProcess {
          try ChildProcess(
            Programs.python(), [scripts.appending(path: name).path] + arguments, in: folder)
        }
        others = [
          try script("flapping_device.py", ["\(ports[0])"]),
          try script("webhook_sink.py", ["\(ports[1])", notes.path]),
          try script(
            "alarm_operator.py",
            [folder.url.appending(path: "state/control.sock").path, acts.path]),
        ]
        let waited = others.prefix(2)
        try await eventually("the scene is set") { waited.allSatisfy { $0.output == "ready\n" } }
      }

      func agent(limit: String? = nil) throws -> ChildProcess {
        guard let limit else {
          return try ChildProcess(Programs.hallwatch, ["run", "--config", site.path], in: folder)
        }
        return try ChildProcess(
          URL(filePath: "/bin/sh"),
          [
            "-c", "ulimit -S -f \(limit); exec \"$0\" run --config \"$1\"",
            Programs.hallwatch.path, site.path,
          ],
          in: folder)
      }

      func lines(_ file: URL) throws -> [Data] {
        guard let data = try? Data(contentsOf: file) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).map { Data($0) }
      }

      /// Waits until those who were told have noted it: what the agent sent before it was killed
      /// may still be on its way.
      func settle() async throws {
        func size(_ file: URL) -> Int {
          (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        }
        var last = (0, 0)
        var calm = 0
        while calm < 5 {
          try await Task.sleep(for: .milliseconds(20))
          var (notes, acts) = (notes, acts)
          notes.removeAllCachedResourceValues()
          acts.removeAllCachedResourceValues()
          let now = (size(notes), size(acts))
          calm = now == last ? calm + 1 : 0
          last = now
        }
      }

      /// The last record that anybody was told of.
      func lastTold(_ journal: RecordedJournal) throws -> Int {
        let events = try lines(notes).suffix(50).flatMap { line in
          let body = try JSONSerialization.jsonObject(with: line) as? [String: Any]
          return body?["events"] as? [[String: Any]] ?? []
        }
        let reasons = Set(
          try lines(acts).suffix(50).compactMap {
            (try JSONSerialization.jsonObject(with: $0) as? [Any])?[1] as? String
          })
        let acknowledged = journal.records.last {
          $0.kind == "acked" && reasons.contains($0.text("comment") ?? "")
        }
        return max(
          events.compactMap { $0["seq"] as? Int }.max() ?? 0, acknowledged?.sequence ?? 0)
      }

      /// Loses power, as far as the last writes show it.
      ///
      /// - Returns: how the last write was torn; nil when it was not.
      func tear() async throws -> String? {
        try await settle()
        return try TornWrite(folder: journal).apply(after: lastTold(RecordedJournal(journal)))
      }

      /// Everything that anybody was told and that is not in the journal once, as it was told.
      func missing(from journal: RecordedJournal) throws -> [String] {
        var missing: [String] = []
        let bySequence = Dictionary(
          journal.records.map { ($0.sequence, $0) }, uniquingKeysWith: { first, _ in first })
        for line in try lines(notes) {
          let body = try #require(
            try JSONSerialization.jsonObject(with: line) as? [String: Any])
          for event in body["events"] as? [[String: Any]] ?? []
          where event["journaled"] as? Bool != false {
            guard let sequence = event["seq"] as? Int, let record = bySequence[sequence],
              record.text("event_id") == event["event_id"] as? String,
              record.kind == event["kind"] as? String, record.text("id") == event["id"] as? String
            else {
              missing.append("told and not recorded: \(event["event_id"] ?? "?")")
              continue
            }
          }
        }
        let acknowledged = Dictionary(
          grouping: journal.records.filter { $0.kind == "acked" }, by: { $0.text("comment") ?? "" })
        for line in try lines(acts) {
          guard let act = try JSONSerialization.jsonObject(with: line) as? [Any],
            let alarm = act[0] as? String, let reason = act[1] as? String, act[2] as? Bool == true
          else { continue }
          let found = acknowledged[reason] ?? []
          if found.count != 1 || found[0].text("id") != alarm {
            missing.append("acknowledged \(found.count) times: \(alarm), \(reason)")
          }
        }
        return missing
      }
    }

    /// Somebody waits for hours: every 50 rounds he hears that it goes on.
    private static func progress(_ round: Int, of rounds: Int, _ what: String) {
      guard round % 50 == 49 || round + 1 == rounds, rounds > 50 else { return }
      FileHandle.standardError.write(Data("\(what): \(round + 1) of \(rounds) kills\n".utf8))
    }

    /// Starts for the last time, ends in order, and holds the journal against what people noted.
    private func reckon(_ scene: Scene, _ what: String) async throws -> [String: Int] {
      let last = try scene.agent()
      try await eventually("the last start is recorded") {
        if last.exitStatus != nil { throw HarnessError("ended: \(last.errors)") }
        return last.errors.contains("Serving")
      }
      try await Task.sleep(for: .seconds(1))
      last.send(SIGTERM)
      #expect(try await last.end() == 0)
      let journal = try RecordedJournal(scene.journal)
      #expect(journal.contradictions == [])
      #expect(try scene.missing(from: journal) == [])
      let verified = try await ChildProcess.run(
        Programs.hallwatch,
        ["journal", "verify", "--state", scene.folder.url.appending(path: "state").path])
      #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
      let counts = Dictionary(grouping: journal.records, by: \.kind).mapValues(\.count)
      let figures = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      print("\(what): \(figures.joined(separator: ", "))")
      return counts
    }

    /// Waits until the agent has confirmed an acknowledgement more, so that it is at work.
    private func work(_ agent: ChildProcess, _ scene: Scene, round: Int) async throws {
      let before = try scene.lines(scene.acts).count
      try await eventually("round \(round): somebody acknowledges") {
        if agent.exitStatus != nil { throw HarnessError("ended: \(agent.errors)") }
        return try scene.lines(scene.acts).count > before
      }
    }

    @Test("nothing that was told is missing, nothing is there twice, and every state goes on")
    func killed() async throws {
      let scene = try await Scene()
      for round in 0..<Self.kills {
        let agent = try scene.agent()
        // Until it works, and then for a time that nobody chose.
        try await work(agent, scene, round: round)
        try await Task.sleep(for: .milliseconds(Int.random(in: 0..<700)))
        agent.send(SIGKILL)
        _ = try await agent.end()
        Self.progress(round, of: Self.kills, "killed")
      }
      let counts = try await reckon(scene, "\(Self.kills) kills")
      #expect(counts["agent_start"] == Self.kills + 1)
      #expect(counts["acked"] ?? 0 >= Self.kills)
      #expect(counts["occurred"] ?? 0 > Self.kills)
    }

    @Test("and so when the power goes, and the last writes are cut off, zeroed or have holes")
    func torn() async throws {
      let scene = try await Scene()
      var manners: [String: Int] = [:]
      for round in 0..<Self.kills {
        let agent = try scene.agent()
        try await work(agent, scene, round: round)
        try await Task.sleep(for: .milliseconds(Int.random(in: 0..<300)))
        agent.send(SIGKILL)
        _ = try await agent.end()
        manners[try await scene.tear() ?? "whole", default: 0] += 1
        Self.progress(round, of: Self.kills, "torn")
      }
      let shown = manners.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      let counts = try await reckon(
        scene, "\(Self.kills) kills with power lost (\(shown.joined(separator: ", ")))")
      #expect(manners.contains { $0.key != "whole" })
      #expect(counts["agent_start"] == Self.kills + 1)
      #expect(counts["acked"] ?? 0 >= Self.kills)
    }

    @Test("and so with a disk that takes no more, which goes on by itself when it has room")
    func full() async throws {
      let scene = try await Scene()
      let rounds = max(2, Self.kills / 5)
      for round in 0..<rounds {
        let size = try RecordedJournal.byteCount(scene.journal)
        // In blocks of 512 bytes: a few records more than there are.
        let agent = try scene.agent(limit: "\((size + 12_000) / 512)")
        try await eventually("round \(round): the disk is full, and people are told so") {
          if agent.exitStatus != nil { throw HarnessError("ended: \(agent.errors)") }
          return agent.errors.contains("journal not written")
        }
        // People acknowledge all the same, and are told that it is not on disk.
        try await work(agent, scene, round: round)
        if round % 2 == 0 {
          let lifted = try await ChildProcess.run(
            URL(filePath: "/usr/bin/prlimit"), ["--pid", "\(agent.pid)", "--fsize=unlimited:"])
          #expect(lifted.status == 0, "\(lifted.errors)")
          let before = try RecordedJournal(scene.journal).records.count
          try await eventually("round \(round): writing goes on") {
            try RecordedJournal(scene.journal).records.count > before + 5
          }
          try await work(agent, scene, round: round)
        }
        try await Task.sleep(for: .milliseconds(Int.random(in: 0..<300)))
        agent.send(SIGKILL)
        _ = try await agent.end()
        if round % 4 > 1 { _ = try await scene.tear() }
        Self.progress(round, of: rounds, "full")
      }
      _ = try await reckon(scene, "\(rounds) kills with the disk full")
      let unwritten = try scene.lines(scene.acts).count {
        ((try? JSONSerialization.jsonObject(with: $0)) as? [Any])?[2] as? Bool == false
      }
      #expect(unwritten >= rounds / 2)
    }
  }
}

extension RecordedJournal {
  /// The size of the newest file of a journal; 0 when there is none.
  static func byteCount(_ folder: URL) throws -> Int {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.fileSizeKey])
    let newest = (files ?? []).filter { $0.pathExtension == "jsonl" }.max { $0.path < $1.path }
    return try newest?.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
  }
}
