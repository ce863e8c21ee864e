import Foundation
import Testing

extension EndToEnd {
  /// What is told to others, held against the programs that others use.
  @Suite("Alarms that are told", .serialized)
  struct AlertmanagerTests {
    /// A real Alertmanager that tells a sink what stands and what has gone.
    private final class Instance {
      let port: UInt16
      let notes: URL
      private let processes: [ChildProcess]

      init(_ folder: ScratchFolder, _ name: String) async throws {
        let ports = try LoopbackSocket.freePorts(2)
        port = ports[0]
        notes = folder.url.appending(path: "\(name).notes")
        let configuration = try folder.write(
          """
          route: { receiver: sink, group_by: ['...'], group_wait: 0s, group_interval: 1s }
          receivers:
          - name: sink
            webhook_configs: [{ url: 'http://127.0.0.1:\(ports[1])/', send_resolved: true }]
          """, to: "\(name).yml")
        let sink = Programs.scripts.appending(path: "webhook_sink.py").path
        processes = [
          // Started where it finds its templates below ./share.
          try ChildProcess(
            URL(filePath: "/bin/sh"),
            [
              "-c", "cd \"$0\" && exec bin/prometheus-alertmanager \"$@\"",
              Programs.alertmanager().deletingLastPathComponent().deletingLastPathComponent().path,
              "--config.file=\(configuration.path)", "--web.listen-address=127.0.0.1:\(port)",
              "--storage.path=\(folder.url.appending(path: name).path)",
              "--cluster.listen-address=", "--log.level=warn",
            ], in: folder),
          try ChildProcess(Programs.python(), [sink, "\(ports[1])", notes.path], in: folder),
        ]
        let (port, program) = (port, processes[0])
        try await eventually("\(name) is ready") {
          if program.exitStatus != nil { throw HarnessError("\(name) ended: \(program.errors)") }
          return WebAnswer.get("/-/ready", port: port)?.status == 200
        }
      }

      /// The alarms that stand there, with the instants at which they began.
      func standing() throws -> [String: String] {
        guard let answer = WebAnswer.get("/api/v2/alerts", port: port), answer.status == 200,
          let alerts = try JSONSerialization.jsonObject(with: answer.body) as? [[String: Any]]
        else { return [:] }
        var standing: [String: String] = [:]
        for alert in alerts {
          let labels = alert["labels"] as? [String: String] ?? [:]
          standing[labels["alarm_id"] ?? labels["alertname"] ?? "?"] = alert["startsAt"] as? String
        }
        return standing
      }

      /// The alarms of which people were told that they have gone.
      func resolved() throws -> [String] {
        guard let data = try? Data(contentsOf: notes) else { return [] }
        return try data.split(separator: UInt8(ascii: "\n")).flatMap { line -> [String] in
          let body = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
          let alerts = body?["alerts"] as? [[String: Any]] ?? []
          return alerts.filter { $0["status"] as? String == "resolved" }
            .compactMap { ($0["labels"] as? [String: String])?["alarm_id"] }
        }
      }
    }

    private static let watchdog = "HallwatchWatchdog"

    private func contact(_ number: Int) -> String { "contact/flap/c\(number)" }

    @Test("two Alertmanagers hold exactly what stands, over a kill and the loss of the device")
    func alertmanagers() async throws {
      let folder = try ScratchFolder()
      let port = try LoopbackSocket.freePort()
      let bits = try folder.write("5", to: "bits")
      let device = try ChildProcess(
        Programs.python(),
        [Programs.scripts.appending(path: "flapping_device.py").path, "\(port)", bits.path],
        in: folder)
      let instances = [try await Instance(folder, "am-1"), try await Instance(folder, "am-2")]
      let urls = instances.map { "\"http://127.0.0.1:\($0.port)\"" }.joined(separator: ", ")
      let points = (0..<4).map {
        #"{ point: "c\#($0)", table: "discrete", address: \#($0), type: "bool", "#
          + #"quantity: "contact_active", labels: { input: "c\#($0)" } }"#
      }
      let web = try LoopbackSocket.freePort()
      let site = try folder.write(
        """
        { site: "bench", state_directory: "state", web: { listen: ["127.0.0.1:\(web)"] },
          poll: { interval: "200ms", timeout: "500ms", max_age: "2s" },
          notify: [{ name: "am", alertmanager: [\(urls)] }],
          devices: [{ name: "flap", endpoint: "tcp://127.0.0.1:\(port)", unit: 1,
            labels: { room: "hall-1" }, points: [\(points.joined(separator: ",\n"))] }],
          alarms: [{ name: "contact", on: { quantity: "contact_active" }, is: true,
            priority: "high", consequence: "c", response: "r" }] }
        """, to: "site.json5")
      func both(
        _ what: String, _ ids: [String], keeping began: [String: String] = [:]
      ) async throws {
        for instance in instances {
          try await eventually(what) { Set(try instance.standing().keys) == Set(ids) }
          let standing = try instance.standing()
          for (id, since) in began { #expect(standing[id] == since, "\(what): \(id)") }
        }
      }
      var agent = try ChildProcess(Programs.hallwatch, ["run", "--config", site.path], in: folder)
      try await both("both know", [contact(0), contact(2), Self.watchdog])
      let began = try instances[0].standing().filter { $0.key != Self.watchdog }

      agent.send(SIGKILL)
      _ = try await agent.end()
      agent = try ChildProcess(Programs.hallwatch, ["run", "--config", site.path], in: folder)
      try await eventually("it serves again") { agent.errors.contains("Serving") }
      try await both(
        "both still know", [contact(0), contact(2), Self.watchdog], keeping: began)

      try FileManager.default.removeItem(at: bits)
      let lost = "communication_loss/flap"
      try await both(
        "the device is lost, and nothing has gone",
        [contact(0), contact(2), lost, Self.watchdog], keeping: began)

      try "1".write(to: bits, atomically: true, encoding: .utf8)
      try await both("one has gone", [contact(0), Self.watchdog])
      for instance in instances {
        try await eventually("people are told what has gone") {
          Set(try instance.resolved()) == [contact(2), lost]
        }
      }
      let page = try #require(WebAnswer.get("/metrics", port: web)?.text)
      #expect(page.contains("hallwatch_notifications_total{target=\"am-1\",outcome=\"delivered\"}"))
      agent.send(SIGTERM)
      #expect(try await agent.end() == 0)
      // An orderly end resolves nothing either.
      try await Task.sleep(for: .seconds(2))
      try await both("both know after the end", [contact(0), Self.watchdog])
      #expect(device.exitStatus == nil)
    }

    @Test("rsyslog, set up as documented, understands every field of a message")
    func syslog() async throws {
      let folder = try ScratchFolder()
      let ports = try LoopbackSocket.freePorts(2)
      let page = try String(
        contentsOf: Programs.repository.appending(
          path: "Sources/hallwatch/Hallwatch.docc/Notifications.md"), encoding: .utf8)
      let start = try #require(page.range(of: "module(load=\"imuxsock\""))
      let end = try #require(page[start.upperBound...].range(of: "```"))
      // A path of a socket has at most 107 bytes.
      let socket = "/tmp/hallwatch-log-\(ports[0])"
      defer { try? FileManager.default.removeItem(atPath: socket) }
      let lines = folder.url.appending(path: "lines")
      let properties = ["pri", "hostname", "app-name", "msgid", "msg"].map {
        "property(outname=\"\($0)\" name=\"\($0)\" format=\"jsonf\") constant(value=\",\")"
      }
      let configuration = try folder.write(
        page[start.lowerBound..<end.lowerBound].replacing("/run/hallwatch-log", with: socket)
          + """
          template(name="fields" type="list") {
            constant(value="{") \(properties.joined(separator: " "))
            property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
            constant(value=",\\"data\\":") property(name="$!rfc5424-sd") constant(value="}\\n")
          }
          action(type="omfile" file="\(lines.path)" template="fields")

          """, to: "rsyslog.conf")
      let (program, modules, libraries) = try Programs.rsyslog()
      let daemon = try ChildProcess(
        URL(filePath: "/usr/bin/env"),
        [
          "LD_LIBRARY_PATH=\(libraries)", program.path, "-n", "-i",
          folder.url.appending(path: "pid").path, "-M", modules, "-f", configuration.path,
        ], in: folder)
      try await eventually("rsyslog listens") {
        if daemon.exitStatus != nil { throw HarnessError("rsyslog ended: \(daemon.errors)") }
        return FileManager.default.fileExists(atPath: socket)
      }
      let site = try folder.write(
        """
        { site: "bench", state_directory: "state", web: { listen: ["127.0.0.1:\(ports[0])"] },
          poll: { interval: "200ms", timeout: "200ms", max_age: "1s" },
          notify: [{ name: "log", syslog: "\(socket)" }],
          devices: [{ name: "gone", profile: "eastron-sdm630",
            endpoint: "tcp://127.0.0.1:\(ports[1])", unit: 1 }] }
        """, to: "site.json5")
      let agent = try ChildProcess(Programs.hallwatch, ["run", "--config", site.path], in: folder)
      var events: [[String: Any]] = []
      func know(_ what: String, _ kind: String) async throws -> [String: Any] {
        try await eventually(what) {
          if agent.exitStatus != nil { throw HarnessError("ended: \(agent.errors)") }
          let text = (try? String(contentsOf: lines, encoding: .utf8)) ?? ""
          events = text.split(separator: "\n").compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
          }
          return events.contains { $0["msgid"] as? String == kind }
        }
        return events.first { $0["msgid"] as? String == kind } ?? [:]
      }
      let lost = try await know("the loss of the device is in the system's log", "comm_lost")
      // Facility local0, severity error.
      #expect(lost["pri"] as? String == "131")
      #expect(lost["app-name"] as? String == "hallwatch")
      #expect(lost["hostname"] as? String != "-")
      #expect((lost["msg"] as? String)?.contains("gone: communication_loss") == true)
      let fields = try #require(
        (lost["data"] as? [String: Any])?["alarm@32473"] as? [String: String])
      #expect(fields["id"] == "communication_loss/gone" && fields["site"] == "bench")
      let record = try #require(
        try RecordedJournal(folder.url.appending(path: "state/journal")).records
          .first { $0.kind == "comm_lost" })
      #expect(fields["seq"] == String(record.sequence))
      #expect(fields["event_id"] == record.text("event_id"))
      // The instant of the record, not of the arrival.
      let time = try #require(lost["time"] as? String)
      #expect(time.prefix(19) == (record.text("t_recorded") ?? "").prefix(19))
      // What a person writes may hold whatever ends a field.
      let comment = #"on "my" way \ back ]"#
      let acted = try await ChildProcess.run(
        Programs.hallwatch,
        [
          "alarms", "ack", "communication_loss/gone", "--reason", comment, "--state",
          folder.url.appending(path: "state").path,
        ])
      #expect(acted.status == 0, "\(acted.errors)")
      let acknowledged = try await know("the acknowledgement is in the system's log", "acked")
      let told = (acknowledged["data"] as? [String: Any])?["alarm@32473"] as? [String: String]
      #expect(told?["comment"] == comment)
    }

    @Test("a webhook is reached over TLS through the stunnel line of the documentation")
    func stunnel() async throws {
      let folder = try ScratchFolder()
      let ports = try LoopbackSocket.freePorts(4)
      let (key, certificate) = (
        folder.url.appending(path: "key.pem"), folder.url.appending(path: "certificate.pem")
      )
      let made = try await ChildProcess.run(
        URL(filePath: "/usr/bin/openssl"),
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
          "-subj", "/CN=hook.example",
          "-addext", "subjectAltName=DNS:hook.example", "-keyout", key.path, "-out",
          certificate.path,
        ])
      #expect(made.status == 0, "\(made.errors)")
      let notes = folder.url.appending(path: "notes")
      let sink = try ChildProcess(
        Programs.python(),
        [
          Programs.scripts.appending(path: "webhook_sink.py").path, "\(ports[0])", notes.path,
          certificate.path, key.path,
        ], in: folder)
      let page = try String(
        contentsOf: Programs.repository.appending(
          path: "Sources/hallwatch/Hallwatch.docc/Notifications.md"), encoding: .utf8)
      let start = try #require(page.range(of: "```ini\n"))
      let end = try #require(page[start.upperBound...].range(of: "```"))
      let configuration = try folder.write(
        "foreground = yes\npid =\n"
          + page[start.upperBound..<end.lowerBound]
          .replacing("127.0.0.1:8443", with: "127.0.0.1:\(ports[1])")
          .replacing("hook.example:443", with: "127.0.0.1:\(ports[0])")
          .replacing("/etc/ssl/certs/ca-certificates.crt", with: certificate.path),
        to: "stunnel.conf")
      let tunnel = try ChildProcess(Programs.stunnel(), [configuration.path], in: folder)
      try await eventually("the sink listens") { sink.output == "ready\n" }
      let site = try folder.write(
        """
        { site: "bench", state_directory: "state", web: { listen: ["127.0.0.1:\(ports[2])"] },
          poll: { interval: "200ms", timeout: "200ms", max_age: "1s" },
          notify: [{ name: "hook", webhook: "http://127.0.0.1:\(ports[1])/hook" }],
          devices: [{ name: "gone", profile: "eastron-sdm630",
            endpoint: "tcp://127.0.0.1:\(ports[3])", unit: 1 }] }
        """, to: "site.json5")
      let agent = try ChildProcess(Programs.hallwatch, ["run", "--config", site.path], in: folder)
      try await eventually("the loss of the device is told over TLS") {
        if let status = tunnel.exitStatus {
          throw HarnessError("stunnel ended with \(status): \(tunnel.errors)")
        }
        return (try? String(contentsOf: notes, encoding: .utf8))?
          .contains("communication_loss/gone") ?? false
      }
      #expect(agent.exitStatus == nil)
    }
  }
}
