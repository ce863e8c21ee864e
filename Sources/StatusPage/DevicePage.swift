package import Agent
import DeviceProfiles
import Polling
package import Readings
import Registers

/// The page of one device: every point, its value or why there is none, and its last hour.
package enum DevicePage {
  /// The page's place: `/` with the device's name, whatever characters that has.
  static func address(of device: String) -> String {
    var address = "/?device="
    for byte in device.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        address.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        address += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return address
  }

  /// The page; nil when the site has no device of that name.
  package static func html(
    of device: String, _ agent: Agent, at now: Instant, _ frame: PageFrame
  ) -> String? {
    guard let index = agent.settings.devices.firstIndex(where: { $0.name == device }) else {
      return nil
    }
    let view = PlantView(agent: agent, now: now)
    let settings = agent.settings.devices[index]
    return PageShell.document(title: "\(settings.name) \u{00B7} \(agent.settings.site)") { page in
      frame.write(view, into: &page) { main in
        main.element("p") { $0.element("a", ["href": "/"], "\u{2190} Whole site") }
        main.element("section", ["id": "device", "data-live": ""]) { section in
          section.element("h2", [:], settings.name)
          facts(index, view, into: &section)
          points(index, view, into: &section)
        }
      }
    }
  }

  private static func facts(_ device: Int, _ view: PlantView, into page: inout Markup) {
    let settings = view.agent.settings.devices[device]
    let health = view.agent.devices[device]
    page.element("dl", ["class": "facts"]) { list in
      func fact(_ name: String, _ text: String) {
        list.element("dt", [:], name)
        list.element("dd", [:], text)
      }
      fact("Health", DeviceTable.healthText(health))
      fact(
        "Heard",
        health.lastSuccess.map { Wording.duration(view.now.since($0)) + " ago" } ?? "never")
      fact("Family", "\(settings.profile.title) (\(settings.profile.name))")
      fact(
        "Line",
        "\(view.agent.settings.lines[settings.line.rawValue].name), unit \(settings.unit.rawValue)")
      for label in settings.labels { fact(Wording.name(label.name), label.value) }
    }
  }

  private static func points(_ device: Int, _ view: PlantView, into page: inout Markup) {
    page.element(
      "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": "Points"]
    ) {
      $0.element("table") { table in
        table.element("caption", [:], "Points")
        table.element("thead") {
          $0.element("tr") { row in
            for title in ["Point", "Value", "Age", "Trend", "Meaning"] {
              row.element("th", ["scope": "col"], title)
            }
          }
        }
        table.element("tbody") { body in
          for point in view.agent.points.points(of: DeviceIndex(rawValue: device)) {
            row(PointIndex(rawValue: point), view, into: &body)
          }
        }
      }
    }
  }

  private static func row(_ point: PointIndex, _ view: PlantView, into body: inout Markup) {
    let definition = view.definition(of: point)
    let reading = view.agent.presentReading(point, at: view.now)
    body.element("tr") { row in
      row.element("th", ["scope": "row"], Wording.name(definition.name))
      switch reading.outcome {
      case .value(let value): row.element("td", [:], Wording.value(value, of: definition))
      case .none(let reason):
        row.element("td", ["class": "absent"], "\u{2014} " + Wording.absence(reason))
      }
      row.element(
        "td", [:], reading.at == .origin ? "" : Wording.duration(view.now.since(reading.at)))
      row.element("td") {
        TrendFigure.draw(
          view.agent.trends, of: point, name: Wording.name(definition.name),
          unit: Wording.unit(of: definition), into: &$0)
      }
      row.element("td", [:], definition.help)
    }
  }
}
