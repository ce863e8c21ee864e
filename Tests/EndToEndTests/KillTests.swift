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

    @Test("nothing that was told is missing, nothing is there twice, and every state goes on")
    func killed() async throws {
      let scene = try await Scene()
      for round in 0..<Self.kills {
        let agent = try scene.agent()
        let before = try scene.lines(scene.acts).count
        // Until it works, and then for a time that nobody chose.
        try await eventually("round \(round): somebody acknowledges") {
          if agent.exitStatus != nil { throw HarnessError("ended: \(agent.errors)") }
          return try scene.lines(scene.acts).count > before
        }
        try await Task.sleep(for: .milliseconds(Int.random(in: 0..<700)))
        agent.send(SIGKILL)
        _ = try await agent.end()
      }
      let last = try scene.agent()
      try await eventually("the last start is recorded") {
        try RecordedJournal(scene.journal).records.last(where: { $0.kind == "agent_start" })?
          .sequence ?? 0 > 1
          && last.exitStatus == nil && last.errors.contains("Serving")
      }
      try await Task.sleep(for: .seconds(1))
      last.send(SIGTERM)
      #expect(try await last.end() == 0)
      let journal = try RecordedJournal(scene.journal)
      #expect(journal.contradictions == [])
      #expect(try scene.missing(from: journal) == [])
      #expect(journal.records.count { $0.kind == "agent_start" } == Self.kills + 1)
      let counts = Dictionary(grouping: journal.records, by: \.kind).mapValues(\.count)
      #expect(counts["acked"] ?? 0 >= Self.kills)
      #expect(counts["occurred"] ?? 0 > Self.kills)
      let verified = try await ChildProcess.run(
        Programs.hallwatch,
        ["journal", "verify", "--state", scene.folder.url.appending(path: "state").path])
      #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
      let figures = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      print("\(Self.kills) kills: \(figures.joined(separator: ", "))")
    }

    @Test("and so with a disk that takes no more, which goes on by itself when it has room")
    func full() async throws {
      let scene = try await Scene()
      for round in 0..<max(2, Self.kills / 10) {
        let size = try RecordedJournal.byteCount(scene.journal)
        // In blocks of 512 bytes: a few records more than there are.
        let agent = try scene.agent(limit: "\((size + 12_000) / 512)")
        try await eventually("round \(round): the disk is full, and people are told so") {
          if agent.exitStatus != nil { throw HarnessError("ended: \(agent.errors)") }
          return agent.errors.contains("journal not written")
        }
        if round % 2 == 0 {
          let lifted = try await ChildProcess.run(
            URL(filePath: "/usr/bin/prlimit"), ["--pid", "\(agent.pid)", "--fsize=unlimited:"])
          #expect(lifted.status == 0, "\(lifted.errors)")
          let before = try RecordedJournal(scene.journal).records.count
          try await eventually("round \(round): writing goes on") {
            try RecordedJournal(scene.journal).records.count > before + 5
          }
        }
        agent.send(SIGKILL)
        _ = try await agent.end()
      }
      let last = try scene.agent()
      try await eventually("it starts again") { last.errors.contains("Serving") }
      try await Task.sleep(for: .seconds(1))
      last.send(SIGTERM)
      #expect(try await last.end() == 0)
      let journal = try RecordedJournal(scene.journal)
      #expect(journal.contradictions == [])
      #expect(try scene.missing(from: journal) == [])
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
