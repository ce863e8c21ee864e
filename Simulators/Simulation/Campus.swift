import Agent
package import Configuration

/// A campus of halls that are alike: the hall with everything twice, so often as asked, each with feeds
/// and rooms of its own. For finding out what an agent, a machine, a Prometheus can carry.
///
/// It is made as the text of a site file, so that what polls it is told nothing but what a user could
/// have written.
package struct Campus {
  /// The most halls, by the most lines that one agent may have.
  package static var largest: Int { Limits.lines / template.lineCount }

  private let halls: Int
  private let firstPort: Int

  /// - Parameters:
  ///   - halls: from 1 to `largest`.
  ///   - firstPort: the port of the first line on 127.0.0.1; the next follow.
  package init(halls: Int, firstPort: Int) {
    precondition((1...Self.largest).contains(halls), "a campus has 1 to \(Self.largest) halls")
    self.halls = halls
    self.firstPort = firstPort
  }

  /// How many ports it takes, from the first on.
  package static func lineCount(halls: Int) -> Int { halls * template.lineCount }

  /// The site of a campus's text, validated.
  package static func site(_ text: String) -> (Site?, [ConfigurationProblem]) {
    SiteFile.load(path: "campus.json5", files: HeldSiteFiles([(path: "campus.json5", text: text)]))
  }

  /// The site file, with a device a line.
  package var text: String {
    let template = Self.template
    var devices: [String] = []
    var rooms: [String] = []
    var power: [String] = []
    var redundancy: [String] = []
    for hall in 1...halls {
      let copy = HallCopy(
        name: "h\(hall)", firstPort: firstPort + (hall - 1) * template.lineCount,
        endpoints: template.endpoints)
      devices += template.devices.map { copy.device($0).compact }
      rooms += template.rooms.map { copy.room($0) }
      power += template.power.map { copy.node($0) }
      redundancy += template.redundancy.map { copy.group($0) }
    }
    func list(_ lines: [String], _ indent: String) -> String {
      lines.map { indent + $0 + ",\n" }.joined()
    }
    return """
      // \(halls) halls that are alike, \(halls * template.devices.count) devices on \(Self.lineCount(halls: halls)) \
      lines of this machine.
      {
        site: "campus",
        web: { listen: ["127.0.0.1:9877"] },
        poll: \(template.poll.compact),
        topology: {
          rooms: {
      \(list(rooms, "      "))    },
          power: {
      \(list(power, "      "))    },
          redundancy: {
      \(list(redundancy, "      "))    },
        },
        devices: [
      \(list(devices, "    "))  ],
        alarms: [
      \(list(template.alarms.map(\.compact), "    "))  ],
      }

      """
  }

  // MARK: The hall that is copied

  private struct Template {
    var poll: JSONText
    var devices: [[(String, JSONText)]]
    var rooms: [(String, JSONText)]
    var power: [(String, JSONText)]
    var redundancy: [(String, JSONText)]
    var alarms: [JSONText]
    /// Each once, in the order of the devices.
    var endpoints: [String]

    var lineCount: Int { endpoints.count }
  }

  private static let template: Template = {
    let text = BuiltIn.sites.first { $0.name == "hall-2n" }?.text ?? ""
    let root = JSON5.parse(text, file: "hall-2n").root.map { JSONText($0) }
    func member(_ key: String, of object: JSONText?) -> JSONText? {
      if case .object(let members)? = object { members.first { $0.0 == key }?.1 } else { nil }
    }
    func members(_ object: JSONText?) -> [(String, JSONText)] {
      if case .object(let members)? = object { members } else { [] }
    }
    func elements(_ list: JSONText?) -> [JSONText] {
      if case .array(let elements)? = list { elements } else { [] }
    }
    let topology = member("topology", of: root)
    let devices = elements(member("devices", of: root)).map(members)
    var endpoints: [String] = []
    for device in devices {
      guard case .text(let endpoint)? = device.first(where: { $0.0 == "endpoint" })?.1,
        !endpoints.contains(endpoint)
      else { continue }
      endpoints.append(endpoint)
    }
    return Template(
      poll: member("poll", of: root) ?? .object([]), devices: devices,
      rooms: members(member("rooms", of: topology)), power: members(member("power", of: topology)),
      redundancy: members(member("redundancy", of: topology)),
      alarms: elements(member("alarms", of: root)), endpoints: endpoints)
  }()

  /// One of the halls: what in the template is a name of the hall's own gets the hall's name before it.
  private struct HallCopy {
    var name: String
    var firstPort: Int
    var endpoints: [String]

    func device(_ members: [(String, JSONText)]) -> JSONText {
      .object(
        members.map { key, value in
          switch (key, value) {
          case ("name", _): (key, own(value))
          case ("endpoint", .text(let endpoint)):
            (key, .text("tcp://127.0.0.1:\(firstPort + (endpoints.firstIndex(of: endpoint) ?? 0))"))
          case ("labels", .object(let labels)):
            (
              key,
              .object(
                [("hall", .text(name))]
                  + labels.map { ["room", "feed"].contains($0.0) ? ($0.0, own($0.1)) : $0 })
            )
          default: (key, value)
          }
        })
    }

    func room(_ room: (String, JSONText)) -> String { entry(room, own: []) }

    func node(_ node: (String, JSONText)) -> String {
      entry(node, own: ["feed", "fed_by", "room", "devices"])
    }

    func group(_ group: (String, JSONText)) -> String { entry(group, own: ["members"]) }

    private func entry(_ entry: (String, JSONText), own keys: Set<String>) -> String {
      guard case .object(let members) = entry.1 else { return "" }
      let value = JSONText.object(members.map { keys.contains($0.0) ? ($0.0, own($0.1)) : $0 })
      return "\"\(name)-\(entry.0)\": \(value.compact)"
    }

    private func own(_ value: JSONText) -> JSONText {
      switch value {
      case .text(let text): .text("\(name)-\(text)")
      case .array(let elements): .array(elements.map(own))
      default: value
      }
    }
  }
}
