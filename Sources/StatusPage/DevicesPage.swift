package import Agent
package import Readings

/// Every device and line of the site, for whoever looks for what is slow or noisy.
package enum DevicesPage {
  /// The page's place.
  static let address = "/?list=devices"

  package static func html(_ agent: Agent, at now: Instant, _ frame: PageFrame) -> String {
    let view = PlantView(agent: agent, now: now)
    return PageShell.document(title: "Devices and lines \u{00B7} \(agent.settings.site)") { page in
      frame.write(view, into: &page) { main in
        main.element("p") { $0.element("a", ["href": "/"], "\u{2190} Whole site") }
        DeviceTable.writeAll(view, into: &main)
        LineTable.write(view, into: &main)
      }
    }
  }
}
