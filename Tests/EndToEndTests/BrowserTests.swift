import Foundation
import Testing

extension EndToEnd {
  /// The status page in a real browser, as the person on shift sees it.
  @Suite("The status page in Chromium")
  struct BrowserTests {
    @Test(
      "shows a utility failure: the mains on top, what is live and what is dead, at every width")
    func utilityFailure() async throws {
      let demo = try await WatchedAgent.demo()
      try await demo.page(when: "the mains have failed and the UPS carry the load") { page in
        page.value(
          "hallwatch_alarm_active", ["alarm": "mains_failure", "device": "mains-b"]) == 1
      }
      let folder = try ScratchFolder()
      for look in try await BrowserLook.all(port: demo.port, in: folder) {
        #expect(look.alarms.first?.contains("mains failure") == true, "\(look.name)")
        #expect(look.alarms.first?.contains("call the network operator") == true)
        #expect(look.title.hasPrefix("DRILL \(look.summary) \u{B7} demo-hall"))
        #expect(look.banners.count == 1 && look.banners[0].contains("DRILL"), "\(look.banners)")
        #expect(look.nodes["mains-a"] == "dead", "\(look.name): \(look.nodes)")
        #expect(look.nodes["mains-b"] == "dead")
        #expect(look.nodes["ups-a"] == "live")
        #expect(look.nodes["racks-a"] == "live")
        #expect(look.rooms.contains("battery-room"))
        expectNoFault(look, banners: 1)
      }
    }

    @Test("shows the fire of Pangyo: fire on top, its room in danger, half the UPS gone")
    func pangyo() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "pangyo-2022", "--speed", "10"])
      try await demo.page(when: "group A has lost its output", within: .seconds(180)) { page in
        page.value("hallwatch_alarm_active", ["alarm": "output_off", "device": "ups-4"]) == 1
      }
      let folder = try ScratchFolder()
      for look in try await BrowserLook.all(port: demo.port, in: folder) {
        let top = try #require(look.alarms.first).lowercased()
        #expect(top.contains("fire") && top.contains("fire-panel"), "\(look.name): \(top)")
        #expect(look.glance.contains { $0.contains("FIRE") }, "\(look.glance)")
        #expect(look.danger == ["Fire control room"], "\(look.danger)")
        #expect(look.alarms.contains { $0.contains("first of Battery room A") })
        for node in ["utility", "main", "ups-5", "ups-8", "servers-b"] {
          #expect(look.nodes[node] == "live", "\(look.name): \(node) \(look.nodes)")
        }
        // Dead, and unknown once the fire has taken their cables too.
        for node in ["ups-3", "ups-4", "servers-a"] {
          #expect(["dead", "doubt"].contains(look.nodes[node]), "\(look.name): \(look.nodes)")
        }
        #expect(look.banners.count == 2, "\(look.banners)")
        #expect(
          look.banners.contains { $0.lowercased().contains("no data") && $0.contains("bms-3e") })
        expectNoFault(look, banners: 2)
      }
    }

    @Test("says that it is old once the agent is gone")
    func lost() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "quiet"])
      let folder = try ScratchFolder()
      let browser = try BrowserLook.untilLost(port: demo.port, in: folder)
      try await eventually("the browser looks") { browser.output.contains("looking") }
      demo.process.send(SIGKILL)
      #expect(try await browser.end(within: .seconds(120)) == 0, "\(browser.errors)")
      #expect(browser.output.contains("What you see is old."))
    }

    @Test("a hostile device and site file do nothing to it")
    func hostile() async throws {
      // The device's own text is markup too: words of ASCII in its name register.
      let text = Array("<img src=x onerror=window.hacked=true>\"'".utf8)
      let words = stride(from: 0, to: text.count, by: 2).map { place in
        UInt16(text[place]) << 8 | (place + 1 < text.count ? UInt16(text[place + 1]) : 0)
      }
      let port = try LoopbackSocket.freePort()
      let server = try await PymodbusTests.serve(
        "{\"1\": {\"holding\": {\"0\": \(words + [42])}}}", on: port)
      defer { withExtendedLifetime(server) {} }
      let script = "</td><script>window.hacked=true</script>"
      let agent = try await WatchedAgent.run(
        site: """
          { site: "hostile", WEB, devices: [
            { name: "panel-1", endpoint: "tcp://127.0.0.1:\(port)", unit: 1, interval: "1s",
              labels: { room: "\(script)", aisle: "<b>\\"'" },
              points: [
                { point: "name", table: "holding", address: 0, type: "ascii:\(words.count * 2)" },
                { point: "number", table: "holding", address: \(words.count), type: "u16",
                  quantity: "air_temperature_celsius" },
              ] },
          ], alarms: [
            { name: "too_warm", on: { quantity: "air_temperature_celsius" }, high: 1,
              priority: "high", consequence: "\(script)", response: "<img src=x onerror=hack()>" },
          ] }
          """)
      try await agent.pageWithAllDevices()
      let folder = try ScratchFolder()
      for path in ["/", "/?device=panel-1&point=number", "/?list=devices"] {
        for look in try await BrowserLook.all(at: path, port: agent.port, in: folder) {
          #expect(!look.hacked, "\(path) \(look.name)")
          expectNoFault(look)
        }
      }
      let page = WebAnswer.get("/?device=panel-1", port: agent.port)
      #expect(page?.text.contains("&lt;img src=x onerror=window.hacked=true&gt;") == true)
      #expect(page?.headers["content-security-policy"]?.contains("unsafe-inline") == false)
    }

    private func expectNoFault(_ look: BrowserLook, banners: Int = 0) {
      #expect(look.console == [], "\(look.name)")
      #expect(look.violations == [], "\(look.name)")
      #expect(look.banners.count == banners, "\(look.name): \(look.banners)")
      #expect(!look.scrollsSideways, "\(look.name) is wider than the screen")
    }
  }
}
