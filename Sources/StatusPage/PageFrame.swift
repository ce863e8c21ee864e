import Agent
import Alarms
import Readings

/// What is the same on every page: the head with the site and its state, the banners, the foot.
package struct PageFrame: Sendable {
  package var version: String

  package init(version: String) { self.version = version }

  /// The policy that must go out with every page.
  package static var policy: String { PageShell.policy }

  /// - Parameter main: the page's own part.
  func write(_ view: PlantView, into page: inout Markup, _ main: (inout Markup) -> Void) {
    page.element("a", ["class": "skip", "href": "#main"], "Skip to the alarms")
    if let drill = view.agent.settings.drill {
      page.element("section", ["aria-label": "Drill"]) { section in
        section.element("p", ["class": "banner drill"]) { banner in
          banner.element("strong", [:], "DRILL")
          banner.text(
            " \u{2013} the scenario \(drill) is played. Nothing on this page is the real plant.")
        }
      }
    }
    page.element("header", ["class": "top"]) { header in
      header.element("h1") { $0.element("a", ["href": "/"], view.agent.settings.site) }
      header.element(
        "p", ["id": "summary", "role": "status", "data-live": "", "class": mood(view)],
        AlarmList.summary(view))
      header.element("p", ["id": "clock", "data-live": ""]) { line in
        let time = view.agent.clock.wallTime(at: view.now)
        line.element("time", ["datetime": time.rfc3339], Wording.clock(time))
        line.text(", " + upText(view))
      }
    }
    page.element("p", ["id": "lost", "class": "banner", "role": "alert", "hidden": ""], "")
    silence(view, into: &page)
    page.element("main", ["id": "main"], main)
    foot(view, into: &page)
  }

  /// The priority of the most pressing alarm that is active; `calm` without one.
  private func mood(_ view: PlantView) -> String {
    view.activeCounts.first?.priority.rawValue ?? "calm"
  }

  /// Says of what the page shows nothing, because nobody knows it any more.
  private func silence(_ view: PlantView, into page: inout Markup) {
    page.element("section", ["id": "stale", "aria-label": "Silence", "data-live": ""]) { part in
      guard !view.silent.isEmpty else { return }
      part.element("p", ["class": "banner stale"]) { banner in
        let names = view.silent.prefix(3).map { view.agent.settings.devices[$0].name }
        let more = view.silent.count - names.count
        banner.element("strong", [:], "No data")
        banner.text(
          " from \(view.silent.count) of \(view.agent.devices.count) devices: "
            + names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
            + ". What they measured is not shown any more; their alarms stay as they were.")
      }
    }
  }

  private func foot(_ view: PlantView, into page: inout Markup) {
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
          + "\(Wording.duration(view.now.since(view.agent.startedAt))). Times are UTC. It only "
          + "reads, and it is not a listed fire-alarm or life-safety system.")
    }
  }

  private func upText(_ view: PlantView) -> String {
    let up = view.agent.devices.count { $0.isUp }
    return "\(up) of \(view.agent.devices.count) devices answer"
  }
}
