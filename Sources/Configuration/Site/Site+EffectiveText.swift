import Agent
import Alarms
import DeviceProfiles
import Polling
import Registers

extension Site {
  /// The settings that are in effect, defaults included, as JSON5: what `/config` shows. Secrets
  /// are masked.
  package var effectiveText: String {
    var writer = SettingsWriter()
    writer.comment("Settings in effect, defaults included.")
    writer.comment("SHA-256 of the files: \(settings.configurationHash)")
    for file in files { writer.comment("file: " + quoted(file)) }
    writer.nest(nil, ("{", "}")) { writer in
      writer.member("site", .text(settings.site))
      if let stateDirectory {
        writer.member("state_directory", .text(stateDirectory))
        writer.object("journal", journal.members)
        writer.object("control", control.members)
      }
      writer.object(
        "web",
        [
          ("listen", .texts(web.listen.map(\.description))),
          ("allow", .texts(web.allow.map(\.description))),
        ])
      if !notify.isEmpty {
        writer.nest("notify", ("[", "]")) { writer in
          for target in notify { writer.element(target.members) }
        }
      }
      writer.nest("lines", ("{", "}")) { writer in
        for line in settings.lines { writer.object(line.name, members(of: line)) }
      }
      writer.nest("devices", ("[", "]")) { writer in
        for device in settings.devices { writer.element(members(of: device)) }
      }
      if settings.topology != SiteTopology() { settings.topology.write(to: &writer) }
      writer.object(
        "exposition", [("alarm_states", .text(settings.alarmStateSeries.rawValue))])
      if !settings.contact.isEmpty {
        writer.object("alarm_defaults", [("contact", .text(settings.contact))])
      }
      writer.nest("alarms", ("[", "]")) { writer in
        for rule in settings.alarmRules { writer.element(rule.effectiveMembers) }
      }
    }
    return writer.text
  }

  private typealias Members = [(key: String, value: SettingsWriter.Value)]

  private func members(of line: LineSettings) -> Members {
    var members: Members = [("gap", .duration(line.gap))]
    if let hole = line.maximumHole { members.append(("hole", .number(Double(hole)))) }
    return members + [("connect_timeout", .duration(line.connectTimeout))]
  }

  private func members(of device: DeviceSettings) -> Members {
    let contract = device.profile.contract
    return [
      ("name", .text(device.name)),
      ("profile", .text(device.profile.name)),
      ("endpoint", .text(settings.lines[device.line.rawValue].name)),
      ("unit", .number(Double(device.unit.rawValue))),
      ("interval", .duration(device.interval)),
      ("timeout", .duration(device.timeout)),
      ("max_age", .duration(device.maximumAge)),
      ("max_registers", .number(Double(contract.maximumRegisters))),
      ("hole", .number(Double(contract.maximumHole))),
      ("gap", .duration(contract.gap)),
      ("labels", .members(labels(device.labels))),
      ("points", .number(Double(device.profile.points.count))),
    ]
  }

  private func labels(_ labels: [Label]) -> Members { labels.map { ($0.name, .text($0.value)) } }
}
