import Foundation
import Testing

extension EndToEnd {
  /// What a service manager sees of the agent, and what it may do to it.
  @Suite("Under a service manager", .serialized)
  struct ServiceTests {
    private func site(_ web: String, _ endpoint: String, extra: String = "") -> String {
      """
      { site: "bench", state_directory: "state", web: { listen: ["\(web)"] },
        poll: { interval: "200ms", timeout: "200ms", max_age: "1s" },
        devices: [{ name: "gone", profile: "eastron-sdm630", endpoint: "\(endpoint)", unit: 1 }]
        \(extra) }
      """
    }

    @Test(
      "it says that it is ready after the first cycle, feeds the watchdog, reloads and stops in words",
      arguments: [true, false])
    func notified(isAbstract: Bool) async throws {
      let folder = try ScratchFolder()
      let ports = try LoopbackSocket.freePorts(2)
      let manager = try NotifySocket(
        isAbstract
          ? "@hallwatch-test-\(UUID().uuidString)" : folder.url.appending(path: "notify").path)
      let file = try folder.write(
        site("127.0.0.1:\(ports[0])", "tcp://127.0.0.1:\(ports[1])"), to: "site.json5")
      let agent = try ChildProcess(
        Programs.hallwatch, ["run", "--config", file.path],
        environment: ["NOTIFY_SOCKET=\(manager.path)", "WATCHDOG_USEC=3000000"], in: folder)
      try await eventually("it is ready") { manager.lines.contains("READY=1") }
      // A device that is dead and timed out in good order is progress.
      let fed = manager.lines.count { $0 == "WATCHDOG=1" }
      try await eventually("the watchdog is fed") {
        manager.lines.count { $0 == "WATCHDOG=1" } > fed + 3
      }
      try await eventually("it says how it does") {
        manager.lines.contains { $0.hasPrefix("STATUS=0 of 1 devices up, 1 alarms stand") }
      }
      let ready = manager.lines.count { $0 == "READY=1" }
      agent.send(SIGHUP)
      try await eventually("it reloads and is ready again") {
        manager.lines.contains("RELOADING=1")
          && manager.lines.contains { $0.hasPrefix("MONOTONIC_USEC=") }
          && manager.lines.count { $0 == "READY=1" } > ready
      }
      let asked = ContinuousClock.now
      agent.send(SIGTERM)
      #expect(try await agent.end() == 0)
      #expect(ContinuousClock.now - asked < .seconds(2))
      #expect(manager.lines.contains("STOPPING=1"))
      #expect(manager.lines.contains("STATUS=stopping: SIGTERM"))
      #expect(agent.errors.contains("Stopped: SIGTERM."))
    }

    @Test("it serves on a socket that was handed over, and takes it from nobody else")
    func handedOver() async throws {
      let folder = try ScratchFolder()
      let port = try LoopbackSocket.freePort()
      let file = try folder.write(
        site("127.0.0.1:\(port)", "tcp://127.0.0.1:\(try LoopbackSocket.freePort())"),
        to: "site.json5")
      // The shell listens through Python, as a manager would, and becomes the agent.
      let script = """
        import os, socket, sys
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", \(port))); s.listen(16)
        os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
        os.environ.update(LISTEN_FDS="1", LISTEN_FDNAMES="web", LISTEN_PID=str(os.getpid()))
        os.execv(sys.argv[1], sys.argv[1:])
        """
      let python = try Programs.python()
      let agent = try ChildProcess(
        python, ["-c", script, Programs.hallwatch.path, "run", "--config", file.path], in: folder)
      try await eventually("it answers on the socket") {
        if let status = agent.exitStatus { throw HarnessError("ended \(status): \(agent.errors)") }
        return WebAnswer.get("/-/healthy", port: port)?.status == 200
      }
      agent.send(SIGTERM)
      #expect(try await agent.end() == 0)
    }

    @Test("its log is one line for each event, with device and line, as pairs or as JSON")
    func log() async throws {
      for format in ["keyvalue", "json"] {
        let folder = try ScratchFolder()
        let ports = try LoopbackSocket.freePorts(2)
        let file = try folder.write(
          site(
            "127.0.0.1:\(ports[0])", "tcp://127.0.0.1:\(ports[1])",
            extra: """
              , notify: [{ name: "pager", webhook: "http://127.0.0.1:9/x",
                headers: { Authorization: "Bearer swordfish" } }]
              """), to: "site.json5")
        let agent = try ChildProcess(
          Programs.hallwatch, ["run", "--config", file.path, "--log-format", format], in: folder)
        try await eventually("the device is said to be lost") {
          if let status = agent.exitStatus { throw HarnessError("\(status): \(agent.errors)") }
          return agent.errors.contains("alarm_comm_lost")
        }
        agent.send(SIGTERM)
        #expect(try await agent.end() == 0)
        let lines = agent.errors.split(separator: "\n").map(String.init)
        #expect(!agent.errors.contains("swordfish"))
        let lost = try #require(lines.first { $0.contains("alarm_comm_lost") })
        #expect(lost.contains("gone") && lost.contains("tcp://127.0.0.1:\(ports[1])"))
        if format == "json" {
          for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["event"] is String && object?["time"] is String, "\(line)")
          }
        } else {
          for line in lines { #expect(line.hasPrefix("time=20") && line.contains(" event=")) }
          #expect(lost.contains(" device=gone ") && lost.contains(" line=tcp://"))
        }
        #expect(lines.last?.contains("stopped") == true)
      }
    }

    @Test("the unit is lawful, and rated as safe as its work allows")
    func unit() async throws {
      let folder = try ScratchFolder()
      let analyze = try Programs.systemdAnalyze()
      let source = Programs.repository.appending(
        path: "Sources/hallwatch/Installation/hallwatch.service")
      // The program stands where the test built it, and has no manual page there.
      let text = try String(contentsOf: source, encoding: .utf8)
        .replacing("/usr/bin/hallwatch", with: Programs.hallwatch.path)
        .split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("Documentation=") }.joined(separator: "\n")
      let unit = try folder.write(text, to: "hallwatch.service")
      let verified = try await ChildProcess.run(
        analyze, ["verify", "--recursive-errors=no", unit.path])
      #expect(verified.status == 0, "\(verified.errors)")
      #expect(!verified.errors.contains("hallwatch.service"), "\(verified.errors)")
      let socket = try folder.write(
        String(
          contentsOf: source.deletingLastPathComponent().appending(path: "hallwatch.socket"),
          encoding: .utf8), to: "hallwatch.socket")
      #expect(
        try await ChildProcess.run(
          analyze, ["verify", "--recursive-errors=no", unit.path, socket.path]
        ).status == 0)
      // Exposure times ten: local and Internet sockets, serial ports and other users are its work.
      let rated = try await ChildProcess.run(
        analyze, ["security", "--offline=true", "--threshold=18", unit.path])
      #expect(rated.status == 0, "\(rated.output)")
    }
  }
}
