import Agent
import DeviceProfiles
import Polling
import Readings
import Registers

/// The devices and lines: whether they answer, how old their news is, how long a poll takes.
enum DeviceTable {
  /// The most silent devices that are written out on the overview.
  static let mostShown = 50

  /// For the overview: those that do not answer, and where all are.
  static func write(_ view: PlantView, into page: inout Markup) {
    let count = view.agent.devices.count
    let isSilent = view.agent.devices.indices.filter { !view.agent.devices[$0].isUp }
    page.element("section", ["id": "devices", "aria-labelledby": "devices-title", "data-live": ""])
    {
      $0.element("h2", ["id": "devices-title"], "Devices and lines")
      if isSilent.isEmpty {
        $0.element("p", ["class": "quiet"], "All \(count) devices answer.")
      } else {
        table("Devices that do not answer", Array(isSilent.prefix(mostShown)), view, into: &$0)
        if isSilent.count > mostShown {
          $0.element("p", [:], "And \(isSilent.count - mostShown) more.")
        }
      }
      let elsewhere = view.agent.devices.indices.filter { view.label("room", of: $0) == nil }
      if !elsewhere.isEmpty, elsewhere.count <= 100 {
        $0.element("details", ["id": "elsewhere"]) { details in
          details.element("summary", [:], "\(elsewhere.count) devices in no room")
          DeviceLinks.write(elsewhere, view, into: &details)
        }
      }
      $0.element("p") {
        $0.element(
          "a", ["href": DevicesPage.address],
          "All \(count) devices and \(view.agent.settings.lines.count) lines, with age, latency and "
            + "dropped responses")
      }
    }
  }

  /// Every device.
  static func writeAll(_ view: PlantView, into page: inout Markup) {
    page.element("section", ["id": "devices", "aria-labelledby": "devices-title", "data-live": ""])
    {
      $0.element("h2", ["id": "devices-title"], "Devices")
      table("All devices", Array(view.agent.devices.indices), view, into: &$0)
    }
  }

  private static func table(
    _ caption: String, _ devices: [Int], _ view: PlantView, into page: inout Markup
  ) {
    page.element(
      "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": caption]
    ) {
      $0.element("table") { table in
        table.element("caption", [:], caption)
        table.element("thead") {
          $0.element("tr") { row in
            for title in ["Device", "Health", "Heard", "Poll", "Points", "Profile", "Line"] {
              row.element("th", ["scope": "col"], title)
            }
          }
        }
        table.element("tbody") { body in
          for device in devices { row(device, view, into: &body) }
        }
      }
    }
  }

  private static func row(_ device: Int, _ view: PlantView, into body: inout Markup) {
    let settings = view.agent.settings.devices[device]
    let health = view.agent.devices[device]
    let status = view.agent.poller.deviceStatus(DeviceIndex(rawValue: device))
    let counts = view.agent.qualityCounts(of: DeviceIndex(rawValue: device), at: view.now)
    body.element("tr") { row in
      row.element("th", ["scope": "row"]) {
        $0.element("a", ["href": DevicePage.address(of: settings.name)], settings.name)
      }
      row.element("td", ["class": health.isUp ? "ok" : "bad"], healthText(health))
      row.element(
        "td", [:],
        health.lastSuccess.map { Wording.duration(view.now.since($0)) + " ago" } ?? "never")
      row.element("td", [:], status.lastCycleDuration.map(milliseconds) ?? "")
      row.element(
        "td", [:],
        counts[.bad] == 0 ? "\(counts[.good])" : "\(counts[.good]), \(counts[.bad]) without value")
      row.element("td", [:], settings.profile.name)
      row.element("td", [:], view.agent.settings.lines[settings.line.rawValue].name)
    }
  }

  static func healthText(_ health: DeviceHealth) -> String {
    if health.identity == .mismatch {
      return "\u{2717} another device" + (health.mismatch.map { ": \($0)" } ?? "")
    }
    if health.isLost { return "\u{2717} silent" }
    return health.isUp
      ? "\u{2713} answers" : health.hasCompletedCycle ? "\u{2717} no good answer" : "not tried yet"
  }

  static func milliseconds(_ duration: Duration) -> String {
    let tenths = Int((duration.seconds * 10_000).rounded())
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}
