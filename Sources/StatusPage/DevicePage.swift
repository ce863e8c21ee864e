package import Agent
import Alarms
import DeviceProfiles
import Polling
package import Readings
import Registers

/// The page of one device: every point, its value or why there is none, and its last hour.
package enum DevicePage {
  /// The page's place: `/` with the device's name, whatever characters that has.
  static func address(of device: String, point: String? = nil) -> String {
    "/?device=" + encoded(device) + (point.map { "&point=" + encoded($0) } ?? "")
  }

  private static func encoded(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }

  /// The page; nil when the site has no device of that name, or the device no such point.
  ///
  /// - Parameter point: the point whose last hour is drawn large; nil for none.
  package static func html(
    of device: String, point: String? = nil, _ agent: Agent, at now: Instant, _ frame: PageFrame
  ) -> String? {
    guard let index = agent.settings.devices.firstIndex(where: { $0.name == device }) else {
      return nil
    }
    let view = PlantView(agent: agent, now: now)
    let settings = agent.settings.devices[index]
    var drawn: PointIndex?
    if let point {
      guard let place = settings.profile.points.firstIndex(where: { $0.name == point }) else {
        return nil
      }
      drawn = agent.points.point(place, of: DeviceIndex(rawValue: index))
    }
    return PageShell.document(title: "\(settings.name) \u{00B7} \(agent.settings.site)") { page in
      frame.write(view, into: &page) { main in
        main.element("p") { $0.element("a", ["href": "/"], "\u{2190} Whole site") }
        main.element("section", ["id": "device", "data-live": ""]) { section in
          section.element("h2", [:], settings.name)
          if let drawn { HourFigure.draw(drawn, view, into: &section) }
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
      func fact(_ name: String, _ text: String, kind: String = "") {
        list.element("dt", [:], name)
        list.element("dd", ["class": kind], text)
      }
      fact("Health", DeviceTable.healthText(health), kind: health.isUp ? "ok" : "bad")
      fact(
        "Heard",
        health.lastSuccess.map { Wording.duration(view.now.since($0)) + " ago" } ?? "never")
      fact("Family", "\(settings.profile.title) (\(settings.profile.name))")
      fact(
        "Line",
        "\(view.agent.settings.lines[settings.line.rawValue].name), unit \(settings.unit.rawValue)")
      for label in settings.labels {
        fact(
          Wording.name(label.name),
          label.name == "room" ? view.title(ofRoom: label.value) : label.value)
      }
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
            for title in ["Point", "Value", "Age", "Last hour", "Meaning"] {
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
    let device = view.agent.settings.devices[view.agent.points.device(of: point).rawValue].name
    let samples = view.agent.trends.samples(of: point)
    let hasTrend = samples.count { $0 != nil } > 1
    body.element("tr") { row in
      row.element("th", ["scope": "row"]) {
        if hasTrend {
          $0.element(
            "a", ["href": address(of: device, point: definition.name)],
            Wording.name(definition.name))
        } else {
          $0.text(Wording.name(definition.name))
        }
      }
      switch reading.outcome {
      case .value(let value): row.element("td", [:], Wording.value(value, of: definition))
      case .none(let reason):
        row.element("td", ["class": "absent"], "\u{2014} " + Wording.absence(reason))
      }
      row.element(
        "td", [:], reading.at == .origin ? "" : Wording.duration(view.now.since(reading.at)))
      row.element("td") {
        TrendFigure.draw(
          samples, every: view.agent.trends.step, name: Wording.name(definition.name),
          unit: Wording.unit(of: definition), into: &$0)
      }
      row.element("td", [:], definition.help)
    }
  }
}
