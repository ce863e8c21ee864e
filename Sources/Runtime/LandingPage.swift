import Agent
import Alarms
import Readings

/// The page at `/`: that the agent runs, how its devices are, what is in alarm, and where the rest
/// is found.
enum LandingPage {
  /// The most alarms listed; the rest is counted.
  private static let listed = 50

  static func text(of agent: Agent, at now: Instant, version: String) -> String {
    let upCount = agent.devices.count { $0.isUp }
    let up = "\(upCount) of \(agent.devices.count) devices answer"
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>hallwatch \(escaped(agent.settings.site))</title>
      <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
      </style></head><body>
      <h1>\(escaped(agent.settings.site))</h1>
      <p>hallwatch \(escaped(version)) has been polling for \(age(now.since(agent.startedAt))). \
      \(up). This page does not refresh itself.</p>
      <h2>Alarms</h2>
      \(alarms(agent, at: now))
      <h2>More</h2>
      <ul>
      <li><a href="/metrics">/metrics</a>: everything, for Prometheus</li>
      <li><a href="/sd">/sd</a>: the devices, for service discovery; each at /probe?device=NAME</li>
      <li><a href="/api/v1/alarms">/api/v1/alarms</a>, <a href="/api/v1/devices">devices</a>, \
      <a href="/api/v1/readings">readings</a>, <a href="/api/v1/lines">lines</a>: as JSON</li>
      <li><a href="/config">/config</a>: the configuration that runs</li>
      <li><a href="/-/healthy">/-/healthy</a>, <a href="/-/ready">/-/ready</a></li>
      </ul>
      <p>hallwatch is not a listed fire-alarm or life-safety system.</p>
      </body></html>

      """
  }

  private static func alarms(_ agent: Agent, at now: Instant) -> String {
    let standing = agent.alarms.definitions.indices.map { AlarmIndex(rawValue: $0) }
      .filter { agent.alarms[$0].state != .normal }
      .sorted { rank($0, agent) < rank($1, agent) }
    guard !standing.isEmpty else { return "<p>Every alarm is normal.</p>" }
    var rows = ""
    for alarm in standing.prefix(listed) {
      let status = agent.alarms[alarm]
      let definition = agent.alarms.definitions[alarm.rawValue]
      let since = status.activeSince.map { "for " + age(now.since($0)) } ?? ""
      let known = status.isConditionKnown ? "" : " (condition unknown)"
      rows += """
        <tr><td>\(status.priority.rawValue)</td><td>\(escaped(definition.lineName ?? definition.deviceName))</td>\
        <td>\(escaped(definition.name))</td>\
        <td>\(status.state.rawValue)\(known)</td><td>\(since)</td></tr>

        """
    }
    let more =
      standing.count > listed ? "<p>And \(standing.count - listed) more: see /metrics.</p>" : ""
    return """
      <table><tr><th>Priority</th><th>Device</th><th>Alarm</th><th>State</th><th>Active</th></tr>
      \(rows)</table>\(more)
      """
  }

  /// Fire first, then by priority, then the oldest.
  private static func rank(_ alarm: AlarmIndex, _ agent: Agent) -> (Int, Int, UInt64) {
    let status = agent.alarms[alarm]
    let isFire = agent.alarms.definitions[alarm.rawValue].hazard == .fire
    let place = AlarmPriority.allCases.firstIndex(of: status.priority) ?? 0
    return (isFire ? 0 : 1, place, status.activeSince?.nanoseconds ?? .max)
  }

  private static func age(_ duration: Duration) -> String {
    let seconds = max(0, Int(duration.seconds))
    return switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
