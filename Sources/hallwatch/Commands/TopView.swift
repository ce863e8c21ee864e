import Configuration
import Readings

/// What `top` shows of one moment of an agent, in lines of text: alarms first, then devices and
/// lines, what is wrong before what is well.
struct TopView {
  /// A line, and how it stands out.
  struct Line: Equatable {
    enum Weight: Equatable { case title, heading, critical, warning, plain, faint }

    var text: String
    var weight: Weight = .plain
  }

  /// Always in sight: the site and how it is.
  let head: [Line]
  /// The rest; longer than a screen, it is scrolled.
  let body: [Line]

  /// - Parameters:
  ///   - alarms, devices, lines: as `/api/v1` gives them.
  ///   - columns: how wide a line may be.
  init(alarms: JSON5Node, devices: JSON5Node, lines: JSON5Node, columns: Int) {
    let columns = max(40, columns)
    let now = alarms["time"]?.text.flatMap(WallTime.init(rfc3339:))
    let standing = alarms["alarms"]?.elements ?? []
    let all = devices["devices"]?.elements ?? []
    head = Self.head(alarms, standing, all, columns)
    let whole =
      Self.alarmLines(standing, now, columns) + Self.deviceLines(all, now, columns)
      + Self.lineLines(lines["lines"]?.elements ?? [], columns)
    body = whole.map {
      Line(text: TerminalText.shortened($0.text, to: columns), weight: $0.weight)
    }
  }

  private static func head(
    _ alarms: JSON5Node, _ standing: [JSON5Node], _ devices: [JSON5Node], _ columns: Int
  ) -> [Line] {
    let site = TerminalText.clean(alarms["site"]?.text ?? "?")
    let clock = alarms["time"]?.text.map { String($0.dropFirst(11).prefix(8)) + " UTC" } ?? ""
    let up = devices.count { $0["up"]?.flag == true }
    let right = "\(up) of \(devices.count) devices answer  \(clock)"
    let left = TerminalText.fitted("hallwatch  \(site)", max(0, columns - right.count - 1))
    var lines = [
      Line(text: TerminalText.shortened(left + " " + right, to: columns), weight: .title)
    ]
    if let drill = alarms["drill"]?.text {
      lines.append(
        Line(
          text: TerminalText.shortened(
            "DRILL: \(TerminalText.clean(drill)) is played; nothing here is the real plant",
            to: columns), weight: .warning))
    }
    let active = standing.filter { $0["active"]?.flag == true && !isHidden($0) }
    let counts = ["critical", "high", "medium", "low", "journal"].compactMap { priority in
      let count = active.count { $0["priority"]?.text == priority }
      return count > 0 ? "\(count) \(priority)" : nil
    }
    let flood = alarms["flood_active"]?.flag == true ? "; ALARM FLOOD" : ""
    let summary =
      active.isEmpty
      ? "No active alarm"
      : "\(counted(active.count, "active alarm")): " + counts.joined(separator: ", ")
    let worst = active.first?["priority"]?.text
    lines.append(
      Line(
        text: TerminalText.shortened(summary + flood, to: columns),
        weight: worst == "critical" ? .critical : worst == nil ? .plain : .warning))
    return lines
  }

  // MARK: Alarms

  private static func alarmLines(
    _ alarms: [JSON5Node], _ now: WallTime?, _ columns: Int
  ) -> [Line] {
    let shown = alarms.filter { !isHidden($0) }
    guard !shown.isEmpty else { return [] }
    let name = max(8, columns - 9 - 8 - 16 - 13 - 9)
    var lines = [
      Line(text: ""),
      Line(
        text: TerminalText.fitted("PRIORITY", 9) + TerminalText.fitted("SINCE", 8)
          + TerminalText.fitted("DEVICE", 16) + TerminalText.fitted("ALARM", name)
          + TerminalText.fitted("VALUE", 13) + "STATE", weight: .heading),
    ]
    for alarm in shown {
      let priority = alarm["priority"]?.text ?? ""
      let about = alarm["device"]?.text ?? ""
      let subject = about.isEmpty ? alarm["line"]?.text ?? "this agent" : about
      let title = [alarm["alarm"]?.text, alarm["limit"]?.text].compactMap(\.self)
        .filter { !$0.isEmpty }.joined(separator: " ").replacing("_", with: " ")
      let text =
        TerminalText.fitted(priority.uppercased(), 9)
        + TerminalText.fitted(
          alarm["active_since"]?.text == nil ? "" : age(alarm["active_since"], now), 8)
        + TerminalText.fitted(TerminalText.clean(subject), 15) + " "
        + TerminalText.fitted(TerminalText.clean(title), name - 1) + " "
        + TerminalText.fitted(value(of: alarm), 12) + " " + state(alarm)
      lines.append(Line(text: text, weight: weight(alarm, priority)))
    }
    return lines
  }

  private static func weight(_ alarm: JSON5Node, _ priority: String) -> Line.Weight {
    guard alarm["active"]?.flag == true else { return .faint }
    return priority == "critical" ? .critical : priority == "high" ? .warning : .plain
  }

  private static func isHidden(_ alarm: JSON5Node) -> Bool {
    ["shelved", "suppressed", "out_of_service"].contains(alarm["state"]?.text)
  }

  /// What it said last, where that says more than the alarm's name.
  private static func value(of alarm: JSON5Node) -> String {
    if alarm["condition_known"]?.flag == false { return "? unknown" }
    guard alarm["condition"]?.text != "state" else { return "" }
    if case .number(let number)? = alarm["value"]?.content {
      return PlainNumber.text(number.value, unit: alarm["unit"]?.text)
    }
    return (alarm["value"]?.shown).map(TerminalText.clean) ?? ""
  }

  private static func state(_ alarm: JSON5Node) -> String {
    switch alarm["state"]?.text {
    case "unacknowledged": "UNACKED"
    case "acknowledged": "acked"
    case "returned_unacknowledged": "returned"
    case "latched_unacknowledged": "LATCHED"
    case "latched_acknowledged": "latched"
    case let other: other ?? ""
    }
  }

  // MARK: Devices and lines

  private static func deviceLines(
    _ devices: [JSON5Node], _ now: WallTime?, _ columns: Int
  ) -> [Line] {
    let wrong = devices.filter { $0["up"]?.flag != true }
    let name = max(12, columns - 12 - 8 - 10 - 22)
    var lines = [
      Line(text: ""),
      Line(
        text: TerminalText.fitted("DEVICE", name) + TerminalText.fitted("HEALTH", 12)
          + TerminalText.fitted("HEARD", 8) + TerminalText.fitted("POLL", 10) + "POINTS",
        weight: .heading),
    ]
    for device in wrong + devices.filter({ $0["up"]?.flag == true }) {
      let isUp = device["up"]?.flag == true
      let text =
        TerminalText.fitted(TerminalText.clean(device["device"]?.text ?? ""), name - 1) + " "
        + TerminalText.fitted(health(device), 12)
        + TerminalText.fitted(age(device["last_success"], now), 8)
        + TerminalText.fitted(milliseconds(device["poll_duration_seconds"]), 10) + points(device)
      lines.append(Line(text: text, weight: isUp ? .plain : .critical))
    }
    return lines
  }

  private static func health(_ device: JSON5Node) -> String {
    if device["identity"]?.text == "mismatch" { return "another" }
    if device["up"]?.flag == true { return "answers" }
    return device["lost"]?.flag == true ? "SILENT" : "no answer"
  }

  private static func points(_ device: JSON5Node) -> String {
    let good = device["points"]?["good"]?.shown ?? "0"
    guard let bad = device["points"]?["bad"]?.shown, bad != "0" else { return good }
    return "\(good), \(bad) no value"
  }

  private static func lineLines(_ lines: [JSON5Node], _ columns: Int) -> [Line] {
    let name = max(16, columns - 12 - 10 - 8 - 9)
    var shown = [
      Line(text: ""),
      Line(
        text: TerminalText.fitted("LINE", name) + TerminalText.fitted("STATE", 12)
          + TerminalText.fittedRight("REQUESTS", 9) + TerminalText.fittedRight("FAILED", 8)
          + TerminalText.fittedRight("DROPPED", 9), weight: .heading),
    ]
    let counted = lines.map { line in
      (
        line: line, failed: sum(line["requests"], but: ["ok", "exception"]),
        dropped: sum(line["dropped_responses"], but: [])
      )
    }
    for (line, failed, dropped) in counted.filter({ $0.failed + $0.dropped > 0 })
      + counted.filter({ $0.failed + $0.dropped == 0 })
    {
      let text =
        TerminalText.fitted(TerminalText.clean(line["line"]?.text ?? ""), name - 1) + " "
        + TerminalText.fitted((line["state"]?.text ?? "").replacing("_", with: " "), 12)
        + TerminalText.fittedRight("\(sum(line["requests"], but: []))", 9)
        + TerminalText.fittedRight("\(failed)", 8) + TerminalText.fittedRight("\(dropped)", 9)
      shown.append(Line(text: text, weight: failed + dropped > 0 ? .warning : .plain))
    }
    return shown
  }

  private static func sum(_ counts: JSON5Node?, but left: Set<String>) -> Int {
    guard case .object(let members)? = counts?.content else { return 0 }
    return members.reduce(0) { sum, member in
      guard !left.contains(member.key), case .number(let number) = member.value.content else {
        return sum
      }
      return sum + Int(number.value)
    }
  }

  private static func milliseconds(_ seconds: JSON5Node?) -> String {
    guard case .number(let number)? = seconds?.content else { return "" }
    return "\((number.value * 10_000).rounded() / 10) ms"
  }

  /// How long ago a time was: "45 s", "12 min", "3 h", "5 d"; "never" where there was none.
  private static func age(_ time: JSON5Node?, _ now: WallTime?) -> String {
    guard let text = time?.text, let then = WallTime(rfc3339: text), let now else { return "never" }
    let seconds = max(0, Int(now.since(then).seconds))
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) d"
    }
  }
}
