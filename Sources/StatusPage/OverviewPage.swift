package import Agent
package import Readings

/// The page at `/`: what the person on shift looks at first, and the one that works when
/// everything else is down. Alarms first, then power, rooms, devices, lines.
package enum OverviewPage {
  package static func html(of agent: Agent, at now: Instant, _ frame: PageFrame) -> String {
    let view = PlantView(agent: agent, now: now)
    return PageShell.document(title: "\(AlarmList.summary(view)) \u{00B7} \(agent.settings.site)") {
      frame.write(view, into: &$0) { main in
        AlarmList.write(view, into: &main)
        PowerDiagram.write(view, into: &main)
        RoomStrip.write(view, into: &main)
        DeviceTable.write(view, into: &main)
        LineTable.write(view, into: &main)
      }
    }
  }
}

/// What is the same on every page: the head with the site and its state, the banners, the foot.
package struct PageFrame: Sendable {
  package var version: String
  /// Says that what is seen is played; nil when it is the plant.
  package var drill: String?

  package init(version: String, drill: String? = nil) {
    self.version = version
    self.drill = drill
  }

  /// The policy that must go out with every page.
  package static var policy: String { PageShell.policy }

  func write(_ view: PlantView, into page: inout Markup, _ main: (inout Markup) -> Void) {
    page.element("a", ["class": "skip", "href": "#main"], "Skip to the alarms")
    page.element("header") { header in
      header.element("h1") { $0.element("a", ["href": "/"], view.agent.settings.site) }
      header.element(
        "p", ["id": "summary", "role": "status", "data-live": ""], AlarmList.summary(view))
      header.element("p", ["id": "clock", "data-live": ""]) { line in
        let time = view.agent.clock.wallTime(at: view.now)
        line.element("time", ["datetime": time.rfc3339], Wording.clock(time))
        line.text(", " + upText(view))
      }
    }
    page.element("p", ["id": "lost", "class": "banner", "role": "alert", "hidden": ""], "")
    if let drill { page.element("p", ["class": "banner drill"], drill) }
    page.element("main", ["id": "main"], main)
    page.element("footer") { footer in
      footer.element("nav", ["aria-label": "Data"]) { nav in
        for path in [
          "/metrics", "/api/v1/alarms", "/api/v1/devices", "/api/v1/readings", "/api/v1/lines",
          "/sd", "/config",
        ] {
          nav.element("a", ["href": path], path)
        }
      }
      footer.element(
        "p", [:],
        "hallwatch \(version), polling for "
          + "\(Wording.duration(view.now.since(view.agent.startedAt))). It only reads, and it is "
          + "not a listed fire-alarm or life-safety system.")
    }
  }

  private func upText(_ view: PlantView) -> String {
    let up = view.agent.devices.count { $0.isUp }
    return "\(up) of \(view.agent.devices.count) devices answer"
  }
}
