import Foundation
import Testing

extension EndToEnd {
  /// Another site file for an agent that runs, with a simulated plant at the end of real sockets.
  @Suite("A reload", .serialized)
  struct ReloadTests {
    /// A plant of eight meters, and an agent that polls them.
    private final class Scene {
      let folder: ScratchFolder
      let ports: [UInt16]
      let web: UInt16
      let otherWeb: UInt16
      let site: URL
      let state: String
      let simulator: ChildProcess
      let agent: ChildProcess

      init() async throws {
        let folder = try ScratchFolder()
        let free = try LoopbackSocket.freePorts(10)
        self.folder = folder
        ports = Array(free[..<8])
        (web, otherWeb) = (free[8], free[9])
        state = folder.url.appending(path: "state").path
        let plant = try folder.write(Self.text(ports, web: web), to: "plant.json5")
        site = try folder.write(Self.text(ports, web: web), to: "site.json5")
        simulator = try ChildProcess(
          Programs.hallwatch, ["simulate", plant.path, "--scenario", "quiet"], in: folder)
        agent = try ChildProcess(Programs.hallwatch, ["run", "--config", site.path], in: folder)
        try await eventually("every meter is up and its alarm stands") {
          guard let page = page() else { return false }
          return page.samples("hallwatch_device_up").values.filter { $0 == 1 }.count == 8
            && page.samples("hallwatch_alarm_active", ["alarm": "always"]).values
              .allSatisfy { $0 == 1 }
        }
      }

      static func name(_ meter: Int) -> String { "meter-\(meter)" }

      /// - Parameters:
      ///   - intervals: by meter, where it is not the usual one.
      ///   - units: by meter, where it is not 1.
      static func text(
        _ ports: [UInt16], web: UInt16, intervals: [Int: String] = [:], units: [Int: Int] = [:],
        high: Int = 1, extra: String = ""
      ) -> String {
        let devices = ports.enumerated().map { meter, port in
          """
          { name: "\(name(meter))", profile: "eastron-sdm630", endpoint: "tcp://127.0.0.1:\(port)",
            unit: \(units[meter] ?? 1), interval: "\(intervals[meter] ?? "250ms")" },
          """
        }
        return """
          { site: "bench", state_directory: "state",
            web: { listen: ["127.0.0.1:\(web)"] },
            poll: { interval: "250ms", timeout: "200ms", max_age: "2s" },
            devices: [ \(devices.joined(separator: "\n")) ],
            alarms: [ { name: "always", on: { quantity: "electric_frequency_hertz" },
              high: \(high), priority: "high" } ], \(extra) }
          """
      }

      func page(_ port: UInt16? = nil) -> ScrapedPage? {
        WebAnswer.get("/metrics", port: port ?? web).map { ScrapedPage($0.text) }
      }

      func write(_ text: String) throws { _ = try folder.write(text, to: "site.json5") }

      func run(_ words: String...) async throws -> (status: Int32, output: String, errors: String) {
        try await ChildProcess.run(Programs.hallwatch, words)
      }

      func line(_ meter: Int) -> [String: String] { ["line": "tcp://127.0.0.1:\(ports[meter])"] }
    }

    @Test(
      "of half of the devices under load loses no poll, connection or acknowledgement of others")
    func half() async throws {
      let scene = try await Scene()
      let id = "always/\(Scene.name(0))/frequency"
      let alarms = try await scene.run("alarms", "list", "--state", scene.state)
      let first = try #require(
        alarms.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
          .first { $0.hasPrefix("always/\(Scene.name(0))/") }, "\(alarms.output) \(id)")
      #expect(try await scene.run("alarms", "ack", first, "--state", scene.state).status == 0)

      let before = try #require(scene.page())
      let began = ContinuousClock.now
      // Scrapes go on all the while, and each shows every device.
      let scraping = Task.detached { [web = scene.web] in
        var gaps = 0
        var count = 0
        while !Task.isCancelled {
          guard let answer = WebAnswer.get("/metrics", port: web) else {
            gaps += 1
            continue
          }
          let shown = ScrapedPage(answer.text).samples("facility_electric_frequency_hertz")
          if shown.count < 8 { gaps += 1 }
          count += 1
          try? await Task.sleep(for: .milliseconds(20))
        }
        return (count, gaps)
      }
      try scene.write(
        Scene.text(
          scene.ports, web: scene.web,
          intervals: Dictionary(uniqueKeysWithValues: (0..<4).map { ($0, "150ms") })))
      let difference = try await scene.run(
        "check", scene.site.path, "--against", scene.state)
      #expect(difference.status == 0)
      #expect(difference.output.contains("device meter-0: interval \"250ms\" → \"150ms\""))
      #expect(!difference.output.contains("meter-4"))
      let reload = try await scene.run("reload", "--state", scene.state, "--watch", "3s")
      #expect(reload.status == 0, "\(reload.errors)")
      #expect(reload.errors.contains("4 begun anew, 4 unchanged"))
      #expect(reload.errors.contains("It stays."))
      let after = try #require(scene.page())
      let elapsed = (ContinuousClock.now - began) / .seconds(1)
      scraping.cancel()
      let (count, gaps) = await scraping.value
      #expect(count > 20)
      #expect(gaps == 0, "of \(count) scrapes")

      for meter in 4..<8 {
        let labels = scene.line(meter)
        func good(_ page: ScrapedPage) -> Double {
          page.value("hallwatch_requests_total", labels.merging(["outcome": "ok"]) { $1 }) ?? 0
        }
        for (series, value) in after.samples("hallwatch_requests_total", labels)
        where series.labels["outcome"] != "ok" {
          #expect(value == before.samples[series], "\(series)")
        }
        let overruns = ["device": Scene.name(meter)]
        #expect(
          after.value("hallwatch_device_overruns_total", overruns)
            == before.value("hallwatch_device_overruns_total", overruns))
        // Some requests a cycle, four cycles a second: nothing is missing but what a busy machine
        // may owe at the ends.
        #expect(good(after) - good(before) >= (elapsed - 1) * 4)
      }
      let acknowledged = after.samples(
        "hallwatch_alarm_state",
        ["alarm": "always", "device": Scene.name(0), "state": "acknowledged"])
      #expect(acknowledged.values.contains(1))
      #expect(after.value("hallwatch_config_last_reload_successful") == 1)
      #expect(after.value("hallwatch_config_reloads_total", ["outcome": "kept"]) == 1)
    }

    @Test(
      "of a file with mistakes changes nothing, and says where they are and what would be right")
    func mistakes() async throws {
      let scene = try await Scene()
      try scene.write(
        Scene.text(scene.ports, web: scene.web, units: [0: 300], extra: "webb: 1"))
      let reload = try await scene.run("reload", "--state", scene.state)
      #expect(reload.status == 1)
      #expect(reload.errors.contains("nothing changed"))
      #expect(reload.errors.contains("site.json5:"))
      #expect(reload.errors.contains("devices[0].unit"))
      #expect(reload.errors.contains("`webb`") || reload.errors.contains("webb"))
      let page = try #require(scene.page())
      #expect(page.value("hallwatch_config_last_reload_successful") == 0)
      #expect(page.samples("hallwatch_device_up").values.allSatisfy { $0 == 1 })
      try await eventually("the agent's own alarm stands") {
        scene.page()?.samples("hallwatch_alarm_active", ["alarm": "config_not_in_force"]).values
          .contains(1) == true
      }
      #expect(scene.agent.errors.contains("event=config_refused"))
      let journal = try await scene.run("journal", "--state", scene.state)
      #expect(journal.output.contains("config_refused"))
      // Put right, a hang-up is enough.
      try scene.write(Scene.text(scene.ports, web: scene.web, high: 2))
      scene.agent.send(SIGHUP)
      try await eventually("the file is in force") {
        scene.page()?.value("hallwatch_config_last_reload_successful") == 1
      }
      #expect(scene.agent.exitStatus == nil)
    }

    @Test("is taken back when a device fails under it that was well")
    func rollBack() async throws {
      let scene = try await Scene()
      try scene.write(Scene.text(scene.ports, web: scene.web, units: [2: 77]))
      let reload = try await scene.run("reload", "--state", scene.state)
      #expect(reload.status == 1)
      #expect(reload.errors.contains("was rolled back: meter-2 does not answer"))
      #expect(scene.agent.errors.contains("event=config_rolled_back"))
      try await eventually("the device is up again") {
        guard let page = scene.page() else { return false }
        return page.value("hallwatch_device_up", ["device": "meter-2"]) == 1
          && page.value("hallwatch_config_last_reload_successful") == 0
      }
      let journal = try await scene.run("journal", "--state", scene.state)
      #expect(journal.output.contains("config_rolled_back"))
      let status = try await scene.run(
        "check", scene.site.path, "--against", "http://127.0.0.1:\(scene.web)")
      #expect(status.output.contains("device meter-2: unit 1 → 77"))
    }

    @Test("that comes while another is on trial is taken back with it, the web listener too")
    func rollBackTwo() async throws {
      let scene = try await Scene()
      // The first moves the listener and breaks a device; the second changes another one.
      try scene.write(Scene.text(scene.ports, web: scene.otherWeb, units: [2: 77]))
      let first = try await scene.run("reload", "--no-wait", "--state", scene.state)
      #expect(first.status == 0, "\(first.errors)")
      try scene.write(Scene.text(scene.ports, web: scene.otherWeb, units: [2: 77, 5: 2]))
      let second = try await scene.run("reload", "--no-wait", "--state", scene.state)
      #expect(second.status == 0, "\(second.errors)")
      try await eventually("both are taken back") {
        guard let page = scene.page() else { return false }
        return page.value("hallwatch_device_up", ["device": "meter-2"]) == 1
          && page.value("hallwatch_device_up", ["device": "meter-5"]) == 1
          && page.value("hallwatch_config_reloads_total", ["outcome": "rolled_back"]) == 2
      }
      #expect(scene.page(scene.otherWeb) == nil)
      let status = try await scene.run(
        "check", scene.site.path, "--against", "http://127.0.0.1:\(scene.web)")
      #expect(status.output.contains("device meter-2: unit 1 → 77"))
      #expect(status.output.contains("device meter-5: unit 1 → 2"))
    }

    @Test("moves the web listener, and lets nobody down who is served")
    func listener() async throws {
      let scene = try await Scene()
      try scene.write(Scene.text(scene.ports, web: scene.otherWeb))
      let reload = try await scene.run("reload", "--state", scene.state)
      #expect(reload.status == 0, "\(reload.errors)")
      try await eventually("it serves at the new port and no longer at the old one") {
        scene.page(scene.otherWeb) != nil && scene.page(scene.web) == nil
      }
      // A port that is taken refuses the whole file.
      try scene.write(Scene.text(scene.ports, web: scene.ports[0]))
      let taken = try await scene.run("reload", "--state", scene.state)
      #expect(taken.status == 1)
      #expect(taken.errors.contains("cannot listen on 127.0.0.1:\(scene.ports[0])"))
      #expect(scene.page(scene.otherWeb) != nil)
    }
  }
}
