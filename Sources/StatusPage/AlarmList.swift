import Agent
import Alarms
import Readings

/// The alarms that are not normal: fire on top, then the most pressing.
enum AlarmList {
  /// The most that are written out; the rest is counted. A flood of more is not read anyway.
  static let mostShown = 200

  static func write(_ view: PlantView, into page: inout Markup) {
    let all = view.agent.alarmsByUrgency()
    let standing = all.filter { !view.agent.alarms[$0].state.isHidden }
    let hidden = all.filter { view.agent.alarms[$0].state.isHidden }
    page.element("section", ["id": "alarms", "aria-labelledby": "alarms-title", "data-live": ""]) {
      $0.element("h2", ["id": "alarms-title"], "Alarms")
      if view.agent.alarms.flood.isActive {
        $0.element(
          "p", ["class": "notice"],
          "Alarm flood: more alarms come than a person can follow. Fire and the most urgent stand "
            + "first.")
      }
      if standing.isEmpty { $0.element("p", ["class": "quiet"], quietSentence(view)) }
      list(standing, view, into: &$0)
      guard !hidden.isEmpty else { return }
      $0.element("details", ["id": "hidden-alarms"]) { details in
        details.element(
          "summary", [:], "\(hidden.count) hidden: shelved, suppressed or out of service")
        list(hidden, view, into: &details)
      }
    }
  }

  private static func list(
    _ alarms: [AlarmIndex], _ view: PlantView, into page: inout Markup
  ) {
    guard !alarms.isEmpty else { return }
    page.element("ol", ["class": "alarms"]) { list in
      for alarm in alarms.prefix(mostShown) { entry(alarm, view, into: &list) }
    }
    if alarms.count > mostShown {
      page.element("p", [:], "And \(alarms.count - mostShown) more, in /api/v1/alarms.")
    }
  }

  /// One line for the head of the page and for screen readers: how many, how grave.
  static func summary(_ view: PlantView) -> String {
    let active = view.agent.alarmsByUrgency().filter {
      view.agent.alarms[$0].isActive && !view.agent.alarms[$0].state.isHidden
    }
    guard !active.isEmpty else { return "No active alarm" }
    let counts = AlarmPriority.allCases.compactMap { priority -> String? in
      let count = active.count { view.agent.alarms[$0].priority == priority }
      return count > 0 ? "\(count) \(priority.rawValue)" : nil
    }
    return "\(active.count) active alarm\(active.count == 1 ? "" : "s"): "
      + counts.joined(separator: ", ")
  }

  /// Every alarm being normal means little while devices are silent.
  private static func quietSentence(_ view: PlantView) -> String {
    let silent = view.agent.devices.count { !$0.isUp }
    if view.agent.alarms.definitions.isEmpty { return "No alarm is configured." }
    return silent == 0
      ? "Every alarm is normal."
      : "Every alarm is normal, as far as is known: \(silent) of \(view.agent.devices.count) "
        + "devices do not answer."
  }

  private static func entry(_ alarm: AlarmIndex, _ view: PlantView, into list: inout Markup) {
    let status = view.agent.alarms[alarm]
    let definition = view.agent.alarms.definitions[alarm.rawValue]
    let kind = definition.hazard == .none ? "" : " hazard"
    list.element(
      "li",
      ["class": "\(status.priority.rawValue) \(status.isActive ? "active" : "past")\(kind)"]
    ) { item in
      item.element("p", ["class": "what"]) { line in
        line.element("span", ["class": "priority"], badge(status.priority, definition.hazard))
        line.text(" ")
        if definition.deviceName.isEmpty {
          line.element("b", [:], definition.lineName ?? "this agent")
          line.text(" " + Wording.name(definition.name))
        } else {
          line.element("a", ["href": DevicePage.address(of: definition.deviceName)]) {
            $0.element("b", [:], definition.deviceName)
          }
          line.text(" " + Wording.name(definition.name))
        }
        let value = valueText(status, definition, view)
        if !value.isEmpty { line.element("span", ["class": "value"], value) }
      }
      item.element("p", ["class": "state"]) { line in
        line.text(stateText(status, view))
        if !status.isConditionKnown {
          line.text(" ")
          line.element(
            "strong", ["class": "unknown"], "? condition unknown" + unknown(status, view))
        }
      }
      let advice = [definition.consequence, definition.response].filter { !$0.isEmpty }
      if status.isActive, !advice.isEmpty {
        item.element("p", ["class": "advice"]) { line in
          if !definition.consequence.isEmpty { line.text(definition.consequence + " ") }
          if !definition.response.isEmpty { line.element("b", [:], definition.response) }
          if let time = definition.timeToRespond {
            line.text(" Within \(Wording.duration(time)).")
          }
        }
      }
    }
  }

  /// The priority in a word with a sign, so that colour is never the only one.
  private static func badge(_ priority: AlarmPriority, _ hazard: AlarmHazard) -> String {
    let word =
      switch hazard {
      case .fire: "Fire"
      case .fireSupervisory: "Fire supervisory"
      case .fireTrouble: "Fire trouble"
      case .gas: "Gas"
      case .leak: "Leak"
      case .heat: "Heat"
      case .communication: "Silent"
      case .none: ""
      }
    let sign =
      switch priority {
      case .critical: "\u{25B2}\u{25B2}"
      case .high: "\u{25B2}"
      case .medium: "\u{25C6}"
      case .low: "\u{25BC}"
      case .journal: "\u{00B7}"
      }
    return "\(sign) \(priority.rawValue)" + (word.isEmpty ? "" : " \u{00B7} \(word)")
  }

  private static func valueText(
    _ status: AlarmStatus, _ definition: AlarmDefinition, _ view: PlantView
  ) -> String {
    let point = definition.point.map(view.definition)
    // A flag that is set says no more than the alarm's name; the other bits of its word would
    // only confuse.
    if case .flag = definition.condition { return "" }
    var text = status.lastValue.map { Wording.value($0, of: point) } ?? ""
    if case .limit(let level, let setpoint, _) = definition.condition {
      let limit = Wording.number(setpoint, unit: Wording.unit(of: point))
      text += (text.isEmpty ? "" : ", ") + "limit \(level.isHigh ? "above" : "below") \(limit)"
    }
    return text
  }

  private static func stateText(_ status: AlarmStatus, _ view: PlantView) -> String {
    var text = Wording.name(status.state.rawValue)
    text = text.prefix(1).uppercased() + text.dropFirst()
    if let since = status.activeSince {
      let time = Wording.clock(view.agent.clock.wallTime(at: since))
      text += " since \(time), \(Wording.duration(view.now.since(since)))"
    }
    if let shelving = status.shelving {
      let end = Wording.clock(view.agent.clock.wallTime(at: shelving.until))
      text += ", until \(end) by \(shelving.user): \(shelving.reason)"
    }
    return text
  }

  private static func unknown(_ status: AlarmStatus, _ view: PlantView) -> String {
    guard let since = status.unknownSince else { return "" }
    return " for \(Wording.duration(view.now.since(since)))"
  }
}
