import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers

/// The configuration that runs, as it was understood: defaults filled in, comments gone. Nothing
/// of a site file that is meant to be secret is among it.
enum ConfigurationPage {
  static func body(of settings: AgentSettings) -> [UInt8] {
    let page = JSONText.object([
      ("site", .text(settings.site)),
      ("hash", .text(settings.configurationHash)),
      ("lines", .array(settings.lines.map(line))),
      ("devices", .array(settings.devices.map { device($0, settings.lines) })),
      ("alarms", .array(settings.alarmRules.map(rule))),
    ])
    return Array((page.indented + "\n").utf8)
  }

  private static func line(_ line: LineSettings) -> JSONText {
    .object([
      ("endpoint", .text(line.name)),
      ("gap_seconds", .number(line.gap.seconds)),
      ("hole", line.maximumHole.map { .count($0) } ?? .null),
      ("connect_timeout_seconds", .number(line.connectTimeout.seconds)),
    ])
  }

  private static func device(_ device: DeviceSettings, _ lines: [LineSettings]) -> JSONText {
    .object([
      ("name", .text(device.name)),
      ("profile", .text(device.profile.name)),
      ("endpoint", .text(lines[device.line.rawValue].name)),
      ("unit", .count(Int(device.unit.rawValue))),
      ("interval_seconds", .number(device.interval.seconds)),
      ("timeout_seconds", .number(device.timeout.seconds)),
      ("max_age_seconds", .number(device.maximumAge.seconds)),
      ("labels", .object(device.labels.map { ($0.name, .text($0.value)) })),
      ("points", .array(device.profile.points.map { .text($0.name) })),
    ])
  }

  private static func rule(_ rule: AlarmRule) -> JSONText {
    .object([
      ("name", .text(rule.name)),
      ("on", selector(rule.selector)),
      ("priority", .text(rule.priority.rawValue)),
      ("deadband", .number(rule.deadband)),
      ("on_delay_seconds", .number(rule.onDelay.seconds)),
      ("off_delay_seconds", .number(rule.offDelay.seconds)),
      ("group", rule.group.map { .text($0) } ?? .null),
      ("consequence", .text(rule.consequence)),
      ("response", .text(rule.response)),
    ])
  }

  private static func selector(_ selector: PointSelector) -> JSONText {
    let names: [(String, String?)] = [
      ("quantity", selector.quantity), ("device", selector.device), ("point", selector.point),
    ]
    return .object(
      names.compactMap { name, value in value.map { (name, .text($0)) } }
        + [("labels", .object(selector.labels.map { ($0.name, .text($0.value)) }))])
  }
}
