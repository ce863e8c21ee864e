import Foundation
import Testing

extension EndToEnd {
  /// The worked example in `Dashboards/Redundant`, as it is shipped, on one machine: only addresses,
  /// paths and times are put in place of its own.
  @Suite("Two agents, two Prometheus, two Alertmanagers", .serialized)
  struct RedundancyTests {
    private static let example = Dashboard.folder.appending(path: "Redundant")

    @Test("an alarm of both agents is told once, and is told when one of each is lost")
    func losses() async throws {
      let bench = try Bench()
      try await bench.start()

      // Everybody is there: one alert of the agents, one of the rules, and one message to people.
      try bench.set(inputs: [1])
      for instance in [0, 1] {
        try await eventually("Alertmanager \(instance + 1) holds the leak once from the agents") {
          try bench.alerts(instance).count { $0.labels["alarm_id"] == "leak/contacts-1/leak" } == 1
        }
        try await eventually(
          "and once from the rules, which is silent for it", within: .seconds(90)
        ) {
          let ruled = try bench.alerts(instance).filter {
            $0.labels["alertname"] == "HallwatchAlarmHigh" && $0.labels["alarm"] == "leak"
          }
          return ruled.count == 1 && ruled[0].labels["instance"] == nil && ruled[0].isInhibited
        }
      }
      try await bench.isTold("leak/contacts-1/leak")

      // One of each is gone, on different sides: what is left of each must find each other.
      bench.kill(.agent, 0)
      try bench.set(inputs: [1, 2])
      try await bench.isTold("on_battery/contacts-1/on_battery")
      // Whoever told it dies only after the other has heard so, which has its turn after the peer
      // timeout: else it would have to tell it again, and would.
      try await Task.sleep(for: .seconds(6))
      bench.kill(.prometheus, 1)
      bench.kill(.alertmanager, 0)
      try bench.set(inputs: [0, 1, 2])
      try await bench.isTold("fire/contacts-1/fire")
      try await eventually(
        "the rules still reach the Alertmanager that is left", within: .seconds(90)
      ) {
        try bench.alerts(1).contains {
          $0.labels["alertname"] == "HallwatchAlarmCritical" && $0.labels["alarm"] == "fire"
        }
      }
      // By now the second Alertmanager would long have told again what the first had told.
      for id in [
        "leak/contacts-1/leak", "on_battery/contacts-1/on_battery", "fire/contacts-1/fire",
      ] {
        let told = try bench.messages().filter { $0.identifiers.contains(id) }
        #expect(told.count == 1, "\(id) was told \(told.count) times: \(told)")
      }
      // Nothing that stands was taken for gone by anybody's end.
      #expect(try bench.messages().allSatisfy { $0.status == "firing" })
      #expect(
        try bench.alerts(1).contains { $0.labels["alarm_id"] == "leak/contacts-1/leak" })
      try await eventually("the watchdog is told") { try bench.watchdogs() > 0 }
    }

    @Test("its files are such as their programs take")
    func files() async throws {
      let folder = try ScratchFolder()
      for name in ["plant.json5", "agent-1.json5", "agent-2.json5"] {
        _ = try folder.write(Self.text(name), to: name)
      }
      for name in ["agent-1.json5", "agent-2.json5"] {
        let result = try await ChildProcess.run(
          Programs.hallwatch, ["check", folder.url.appending(path: name).path])
        #expect(result.status == 0, "\(name): \(result.output)\(result.errors)")
      }
      let rules = try String(
        contentsOf: Dashboard.folder.appending(path: "Prometheus/alerting-rules.yml"),
        encoding: .utf8)
      _ = try folder.write(rules, to: "alerting-rules.yml")
      for name in ["prometheus-1.yml", "prometheus-2.yml"] {
        let file = try folder.write(Self.text(name), to: name)
        let result = try await ChildProcess.run(
          Programs.promtool(), ["check", "config", file.path])
        #expect(result.status == 0, "\(name): \(result.output)\(result.errors)")
      }
      // Apart from their own names the two of each are the same.
      for kind in ["agent", "prometheus"] {
        let suffix = kind == "agent" ? "json5" : "yml"
        let (first, second) = (
          try Self.text("\(kind)-1.\(suffix)"), try Self.text("\(kind)-2.\(suffix)")
        )
        #expect(
          first.replacing("first", with: "second").replacing(
            "10.0.0.21:9877\"], allow", with: "10.0.0.22:9877\"], allow"
          )
          .replacing("prometheus-1", with: "prometheus-2") == second)
      }
    }

    private static func text(_ name: String) throws -> String {
      try String(contentsOf: example.appending(path: name), encoding: .utf8)
    }

    /// The machines of the example on loopback.
    private final class Bench {
      enum Kind: String { case agent, prometheus, alertmanager }

      private let folder: ScratchFolder
      private let ports: [UInt16]
      private let bits: URL
      private let notes: URL
      private var processes: [String: ChildProcess] = [:]

      init() throws {
        folder = try ScratchFolder()
        ports = try LoopbackSocket.freePorts(10)
        bits = try folder.write("0", to: "bits")
        notes = folder.url.appending(path: "notes")
      }

      private var agents: [UInt16] { Array(ports[0...1]) }
      private var prometheus: [UInt16] { Array(ports[2...3]) }
      private var alertmanagers: [UInt16] { Array(ports[4...5]) }
      private var clusters: [UInt16] { Array(ports[6...7]) }

      /// A file of the example with addresses of this machine and shorter times.
      private func adapted(_ name: String) throws -> String {
        var text = try RedundancyTests.text(name)
        let addresses = [
          ("10.0.0.21:9877", agents[0]), ("10.0.0.22:9877", agents[1]),
          ("10.0.0.41:9093", alertmanagers[0]), ("10.0.0.42:9093", alertmanagers[1]),
          ("10.20.1.50:502", ports[8]), ("10.0.0.51:8080", ports[9]),
        ]
        for (address, port) in addresses {
          text = text.replacing(address, with: "127.0.0.1:\(port)")
        }
        return text.replacing("10.0.0.31/32\", \"10.0.0.32/32", with: "127.0.0.0/8")
          .replacing("/var/lib/hallwatch", with: String(name.prefix { $0 != "." }))
          .replacing("interval: 15s", with: "interval: 1s")
          .replacing("group_wait: 5s", with: "group_wait: 1s")
          .replacing("group_interval: 1m", with: "group_interval: 2s")
      }

      func start() async throws {
        let scripts = Programs.scripts
        processes["device"] = try ChildProcess(
          Programs.python(),
          [scripts.appending(path: "flapping_device.py").path, "\(ports[8])", bits.path],
          in: folder)
        processes["sink"] = try ChildProcess(
          Programs.python(),
          [scripts.appending(path: "webhook_sink.py").path, "\(ports[9])", notes.path], in: folder)
        _ = try folder.write(adapted("plant.json5"), to: "plant.json5")
        _ = try folder.write(
          String(
            contentsOf: Dashboard.folder.appending(path: "Prometheus/alerting-rules.yml"),
            encoding: .utf8), to: "alerting-rules.yml")
        let configuration = try folder.write(adapted("alertmanager.yml"), to: "alertmanager.yml")
        for number in [0, 1] { try startAlertmanager(number, configuration) }
        for number in [0, 1] {
          let site = try folder.write(
            adapted("agent-\(number + 1).json5"), to: "agent-\(number + 1).json5")
          processes["agent\(number)"] = try ChildProcess(
            Programs.hallwatch, ["run", "--config", site.path], in: folder)
          let file = try folder.write(
            adapted("prometheus-\(number + 1).yml"), to: "prometheus-\(number + 1).yml")
          processes["prometheus\(number)"] = try ChildProcess(
            Programs.prometheus(),
            [
              "--config.file=\(file.path)", "--web.listen-address=127.0.0.1:\(prometheus[number])",
              "--storage.tsdb.path=\(folder.url.appending(path: "data-\(number)").path)",
              "--log.level=warn",
            ], in: folder)
        }
        for port in agents + prometheus + alertmanagers {
          let path = agents.contains(port) ? "/-/healthy" : "/-/ready"
          try await eventually("port \(port) is ready") { [processes] in
            if let ended = processes.values.first(where: { $0.exitStatus != nil }) {
              throw HarnessError("\(ended.name) ended: \(ended.errors)")
            }
            return WebAnswer.get(path, port: port)?.status == 200
          }
        }
      }

      private func startAlertmanager(_ number: Int, _ configuration: URL) throws {
        // Started where it finds its templates below ./share.
        processes["alertmanager\(number)"] = try ChildProcess(
          URL(filePath: "/bin/sh"),
          [
            "-c", "cd \"$0\" && exec bin/prometheus-alertmanager \"$@\"",
            Programs.alertmanager().deletingLastPathComponent().deletingLastPathComponent().path,
            "--config.file=\(configuration.path)",
            "--web.listen-address=127.0.0.1:\(alertmanagers[number])",
            "--storage.path=\(folder.url.appending(path: "am-\(number)").path)",
            "--cluster.listen-address=127.0.0.1:\(clusters[number])",
            "--cluster.advertise-address=127.0.0.1:\(clusters[number])",
            "--cluster.peer=127.0.0.1:\(clusters[1 - number])", "--cluster.peer-timeout=3s",
            "--log.level=warn",
          ], in: folder)
      }

      func kill(_ kind: Kind, _ number: Int) {
        processes["\(kind.rawValue)\(number)"]?.send(SIGKILL)
        processes["\(kind.rawValue)\(number)"] = nil
      }

      /// Closes these contacts and opens the others.
      func set(inputs: [Int]) throws {
        let number = inputs.reduce(0) { $0 | 1 << $1 }
        try "\(number)".write(to: bits, atomically: true, encoding: .utf8)
      }

      struct Alert {
        var labels: [String: String]
        var isInhibited: Bool
      }

      func alerts(_ instance: Int) throws -> [Alert] {
        guard let answer = WebAnswer.get("/api/v2/alerts", port: alertmanagers[instance]),
          answer.status == 200,
          let list = try JSONSerialization.jsonObject(with: answer.body) as? [[String: Any]]
        else { return [] }
        return list.map { alert in
          let status = alert["status"] as? [String: Any]
          return Alert(
            labels: alert["labels"] as? [String: String] ?? [:],
            isInhibited: (status?["inhibitedBy"] as? [String])?.isEmpty == false)
        }
      }

      struct Message {
        var receiver: String
        var status: String
        var identifiers: [String]
      }

      /// What people were told, by either Alertmanager, in order.
      func messages() throws -> [Message] {
        try bodies().filter { $0.receiver == "people" }
      }

      func watchdogs() throws -> Int { try bodies().count { $0.receiver == "watchdog" } }

      private func bodies() throws -> [Message] {
        guard let data = try? Data(contentsOf: notes) else { return [] }
        return try data.split(separator: UInt8(ascii: "\n")).compactMap { line in
          guard let body = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
          else { return nil }
          let alerts = body["alerts"] as? [[String: Any]] ?? []
          return Message(
            receiver: body["receiver"] as? String ?? "", status: body["status"] as? String ?? "",
            identifiers: alerts.compactMap { ($0["labels"] as? [String: String])?["alarm_id"] })
        }
      }

      func isTold(_ id: String) async throws {
        try await eventually("people are told of \(id)", within: .seconds(60)) {
          try messages().contains { $0.identifiers.contains(id) }
        }
      }
    }
  }
}
