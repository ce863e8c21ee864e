import Foundation
import Testing

extension EndToEnd {
  /// The promises that matter on the worst day.
  @Suite("When the plant goes silent")
  struct SurvivalTests {
    static let maximumAge = Duration.seconds(5)

    @Test("measurements go, alarms stay, communication alarms stand, and all comes back by itself")
    func killedSimulator() async throws {
      let ports = try LoopbackSocket.freePorts(2)
      let site = """
        {
          site: "bench", WEB,
          poll: { interval: "1s", timeout: "500ms", max_age: "5s" },
          devices: [
            { name: "meter", profile: "eastron-sdm630", endpoint: "tcp://127.0.0.1:\(ports[0])", unit: 1 },
            { name: "probe", profile: "generic-xy-md02-sht20", endpoint: "tcp://127.0.0.1:\(ports[1])", unit: 1 },
          ],
          alarms: [
            { name: "always", on: { quantity: "electric_frequency_hertz" }, high: 1, priority: "high" },
          ],
        }
        """
      let folder = try ScratchFolder()
      let plant = try folder.write(
        site.replacing("WEB,", with: "").replacing("WEB", with: ""), to: "plant.json5")
      let simulation = ["simulate", plant.path, "--scenario", "quiet"]
      var simulator = try ChildProcess(Programs.hallwatch, simulation, in: folder)
      let agent = try await WatchedAgent.run(site: site)
      try await agent.pageWithAllDevices()
      let healthy = try await agent.page(when: "the alarm stands") {
        $0.samples("hallwatch_alarm_active", ["alarm": "always"]).values.contains(1)
      }
      #expect(healthy.names.contains("facility_air_temperature_celsius"))
      let standing = Self.standing(healthy)

      simulator.send(SIGKILL)
      #expect(try await simulator.end() == 128 + SIGKILL)
      let killed = ContinuousClock.now
      let dark = try await agent.page(when: "the measurements are gone") { page in
        !page.names.contains { $0.hasPrefix("facility_") && $0 != "facility_device_info" }
      }
      // One maximum age, and the time that asking takes on a busy machine.
      #expect(ContinuousClock.now - killed < Self.maximumAge + .seconds(3))
      #expect(Self.standing(dark).isSuperset(of: standing), "an alarm cleared in silence")
      let lost = try await agent.page(when: "both devices are down, and said to be lost") { page in
        page.samples("hallwatch_device_up").values.allSatisfy { $0 == 0 }
          && Set(Self.standing(page).subtracting(standing).compactMap { $0.labels["device"] })
            == ["meter", "probe"]
      }
      #expect(Self.standing(lost).isSuperset(of: standing), "an alarm cleared in silence")
      let known = lost.samples("hallwatch_alarm_condition_known", ["alarm": "always"])
      #expect(known.values.allSatisfy { $0 == 0 })

      simulator = try ChildProcess(Programs.hallwatch, simulation, in: folder)
      let back = try await agent.page(when: "everything is as it was", within: .seconds(90)) {
        page in
        page.samples("hallwatch_device_up").values.allSatisfy { $0 == 1 }
          && Self.standing(page) == standing && page.names.isSuperset(of: healthy.names)
      }
      #expect(
        back.samples("hallwatch_alarm_condition_known", ["alarm": "always"]).values
          .allSatisfy { $0 == 1 })
      #expect(agent.process.exitStatus == nil)
    }

    @Test("without descriptors for every line the page is served, and says so")
    func fewDescriptors() async throws {
      let ports = try LoopbackSocket.freePorts(60)
      let devices = ports.enumerated().map { number, port in
        "{ name: \"meter-\(number)\", profile: \"eastron-sdm630\", unit: 1, "
          + "endpoint: \"tcp://127.0.0.1:\(port)\" }"
      }
      let site = """
        { site: "bench", WEB, poll: { interval: "1s", timeout: "500ms", max_age: "5s" },
          devices: [\(devices.joined(separator: ", "))] }
        """
      let folder = try ScratchFolder()
      let plant = try folder.write(site.replacing("WEB,", with: ""), to: "plant.json5")
      let simulator = try ChildProcess(
        Programs.hallwatch, ["simulate", plant.path, "--scenario", "quiet"], in: folder)
      let agent = try await WatchedAgent.run(site: site, descriptors: 80)
      let page = try await agent.page(when: "some devices are up and the shortage is said") {
        page in
        page.samples("hallwatch_device_up").values.contains(1)
          && page.samples("hallwatch_alarm_active", ["alarm": "out_of_descriptors"]).values
            .contains(1)
      }
      #expect(page.samples("hallwatch_device_up").values.contains(0))
      #expect(page.samples("hallwatch_descriptor_shortages_total").values.allSatisfy { $0 > 0 })
      #expect(agent.process.exitStatus == nil && simulator.exitStatus == nil)
      #expect(agent.process.errors.contains("the system allows 80 descriptors"))
    }

    /// The alarms that stand.
    private static func standing(_ page: ScrapedPage) -> Set<ScrapedPage.Series> {
      Set(page.samples("hallwatch_alarm_active").filter { $0.value == 1 }.keys)
    }
  }
}
