import Agent
import DeviceProfiles
import Polling
import Readings
import Registers

/// The devices and lines: whether they answer, how old their news is, how long a poll takes.
enum DeviceTable {
  static func write(_ view: PlantView, into page: inout Markup) {
    let devices = view.agent.settings.devices.indices
    let silent = devices.filter { !view.agent.devices[$0].isUp }
    page.element("section", ["id": "devices", "aria-labelledby": "devices-title", "data-live": ""])
    {
      $0.element("h2", ["id": "devices-title"], "Devices")
      if silent.isEmpty {
        $0.element("p", ["class": "quiet"], "All \(devices.count) devices answer.")
      } else {
        table("Devices that do not answer", silent, view, into: &$0)
      }
      $0.element("details", ["id": "all-devices"]) {
        $0.element("summary", [:], "All \(devices.count) devices")
        table("All devices", Array(devices), view, into: &$0)
      }
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

enum LineTable {
  static func write(_ view: PlantView, into page: inout Markup) {
    page.element("section", ["id": "lines", "aria-labelledby": "lines-title", "data-live": ""]) {
      $0.element("h2", ["id": "lines-title"], "Lines")
      $0.element("details", ["id": "all-lines"]) {
        $0.element("summary", [:], "All \(view.agent.settings.lines.count) lines")
        $0.element(
          "div",
          ["class": "wide", "tabindex": "0", "role": "region", "aria-label": "Table of lines"]
        ) {
          $0.element("table") { table in
            table.element("caption", [:], "Lines")
            table.element("thead") {
              $0.element("tr") { row in
                for title in ["Line", "State", "Requests", "Failed", "Dropped", "Last fault"] {
                  row.element("th", ["scope": "col"], title)
                }
              }
            }
            table.element("tbody") { body in
              for line in view.agent.settings.lines.indices { row(line, view, into: &body) }
            }
          }
        }
      }
    }
  }

  private static func row(_ line: Int, _ view: PlantView, into body: inout Markup) {
    let status = view.agent.poller.lineStatus(LineIndex(rawValue: line), at: view.now)
    let total = RequestOutcome.allCases.reduce(UInt64(0)) { $0 + status.requests($1) }
    let failed = total - status.requests(.ok) - status.requests(.exception)
    let dropped = ResponseFlaw.allCases.reduce(UInt64(0)) { $0 + status.dropped($1) }
    body.element("tr") { row in
      row.element("th", ["scope": "row"], view.agent.settings.lines[line].name)
      row.element("td", [:], Wording.name(status.state.rawValue))
      row.element("td", [:], "\(total)")
      row.element("td", ["class": failed > 0 ? "bad" : ""], "\(failed)")
      row.element("td", ["class": dropped > 0 ? "bad" : ""], "\(dropped)")
      row.element("td", [:], status.lastFault.map { String(describing: $0) } ?? "")
    }
  }
}
