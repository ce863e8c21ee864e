import Agent
import Readings

/// The rooms side by side: air, leak, fire, and whether what watches them answers.
enum RoomStrip {
  static func write(_ rooms: [RoomState], _ view: PlantView, into page: inout Markup) {
    guard !rooms.isEmpty else { return }
    page.element("section", ["id": "rooms", "aria-labelledby": "rooms-title", "data-live": ""]) {
      $0.element("h2", ["id": "rooms-title"], "Rooms")
      $0.element("ul", ["class": "rooms"]) { list in
        for (number, room) in rooms.enumerated() { tile(room, number, view, into: &list) }
      }
    }
  }

  private static func tile(
    _ room: RoomState, _ number: Int, _ view: PlantView, into list: inout Markup
  ) {
    list.element("li", ["class": room.isInDanger ? "danger" : room.isSilent ? "silent" : ""]) {
      tile in
      tile.element("h3", [:], room.title)
      tile.element("dl") { facts in
        for (aisle, range) in room.temperatures {
          facts.element("dt", [:], aisle.isEmpty ? "Air" : Wording.name(aisle) + " aisle")
          facts.element("dd", [:], range.text(unit: "celsius"))
        }
        if let humidity = room.humidity {
          facts.element("dt", [:], "Humidity")
          facts.element("dd", [:], humidity.text(unit: "ratio"))
        }
        for (watch, state) in room.flags {
          facts.element("dt", [:], watch.title)
          facts.element(
            "dd", ["class": state.isSet ? "set" : state.isKnown ? "" : "unknown"], state.text)
        }
      }
      if let warmest = room.warmest {
        let device = view.agent.settings.devices[
          view.agent.points.device(of: warmest.point).rawValue]
        TrendFigure.draw(
          view.agent.trends, of: warmest.point, name: "warmest, \(device.name)", unit: "celsius",
          into: &tile)
      }
      tile.element("details", ["id": "room-\(number)"]) { details in
        details.element(
          "summary", ["class": room.isSilent ? "bad" : ""],
          health(room))
        DeviceLinks.write(room.devices, view, into: &details)
      }
    }
  }
}

extension RoomStrip {
  private static func health(_ room: RoomState) -> String {
    let count = room.devices.count
    if room.isSilent { return "\u{2717} \(count - room.upCount) of \(count) devices silent" }
    return count == 1 ? "\u{2713} 1 device answers" : "\u{2713} All \(count) devices answer"
  }
}

/// Devices by name, each with whether it answers, as links to their pages.
enum DeviceLinks {
  static func write(_ devices: [Int], _ view: PlantView, into page: inout Markup) {
    page.element("ul", ["class": "devices"]) { list in
      for device in devices {
        let name = view.agent.settings.devices[device].name
        let isUp = view.agent.devices[device].isUp
        list.element("li") {
          $0.element(
            "span", ["class": isUp ? "ok" : "bad"], isUp ? "\u{2713} " : "\u{2717} silent: ")
          $0.element("a", ["href": DevicePage.address(of: name)], name)
        }
      }
    }
  }
}
