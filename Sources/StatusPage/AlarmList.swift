import Agent
import Alarms
import Readings

/// The alarms that are not normal: fire on top, then the most pressing.
enum AlarmList {
  /// So many are before the eyes; the rest is one step away, so that a flood does not push the
  /// plant itself out of sight.
  static let firstShown = 25
  /// The most that are written out; the rest is counted. A flood of more is not read anyway.
  static let mostShown = 200

  static func write(_ view: PlantView, into page: inout Markup) {
    page.element("section", ["id": "alarms", "aria-labelledby": "alarms-title", "data-live": ""]) {
      $0.element("h2", ["id": "alarms-title"], "Alarms")
      if view.agent.alarms.flood.isActive { flood(view, into: &$0) }
      if view.standing.isEmpty { $0.element("p", ["class": "quiet"], quietSentence(view)) }
      list(view.standing.prefix(firstShown), view, into: &$0)
      let more = view.standing.dropFirst(firstShown)
      if !more.isEmpty {
        $0.element("details", ["id": "more-alarms"]) { details in
          details.element("summary", [:], "\(more.count) more alarms, less pressing than these")
          list(more.prefix(mostShown - firstShown), view, into: &details)
          if view.standing.count > mostShown {
            details.element(
              "p", [:], "And \(view.standing.count - mostShown) more, in /api/v1/alarms.")
          }
        }
      }
      guard !view.hidden.isEmpty else { return }
      $0.element("details", ["id": "hidden-alarms"]) { details in
        details.element(
          "summary", [:], "\(view.hidden.count) hidden: shelved, suppressed or out of service")
        list(view.hidden.prefix(mostShown), view, into: &details)
      }
    }
  }

  /// How it began, how much came, and what came first: in a flood the first says more than the last.
  private static func flood(_ view: PlantView, into page: inout Markup) {
    let flood = view.agent.alarms.flood
    page.element("div", ["class": "notice", "id": "flood"]) { notice in
      notice.element("p") { line in
        line.element("strong", [:], "Alarm flood. ")
        if let start = flood.startedAt {
          line.text(
            "\(flood.count) alarms since \(view.clock(start)), "
              + "\(Wording.duration(view.now.since(start))): more than a person can follow. ")
        }
        line.text("Fire and the most pressing stand first; look at the first alarm, not the last.")
      }
      guard let first = earliest(view) else { return }
      let definition = view.agent.alarms.definitions[first.rawValue]
      notice.element("p") { line in
        line.text("First of those that stand: ")
        subject(definition, into: &line)
        if let since = view.agent.alarms[first].activeSince {
          line.text(", since \(view.clock(since)).")
        }
      }
    }
  }

  /// The active alarm that has stood longest of those that came with the flood.
  private static func earliest(_ view: PlantView) -> AlarmIndex? {
    guard let start = view.agent.alarms.flood.startedAt else { return nil }
    let candidates = view.standing.compactMap { alarm in
      view.agent.alarms[alarm].activeSince.map { (since: $0, alarm: alarm) }
    }
    // The flood is found out when its eleventh alarm comes; the first may be a window older.
    let recent = candidates.filter { start.since($0.since) <= FloodDetector.window }
    return recent.min { $0.since < $1.since }?.alarm
  }

  private static func list(
    _ alarms: some Collection<AlarmIndex>, _ view: PlantView, into page: inout Markup
  ) {
    guard !alarms.isEmpty else { return }
    page.element("ol", ["class": "alarms"]) { list in
      for alarm in alarms { entry(alarm, view, into: &list) }
    }
  }

  /// One line for the head of the page and for screen readers: how many, how grave.
  static func summary(_ view: PlantView) -> String {
    let count = view.activeCount
    guard count > 0 else { return "No active alarm" }
    let parts = view.activeCounts.map { "\($0.count) \($0.priority.rawValue)" }
    return "\(count) active alarm\(count == 1 ? "" : "s"): " + parts.joined(separator: ", ")
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
    let kind = definition.hazard == .fire || definition.hazard == .gas ? " hazard" : ""
    list.element(
      "li",
      ["class": "\(status.priority.rawValue) \(status.isActive ? "active" : "past")\(kind)"]
    ) { item in
      item.element("p", ["class": "what"]) { line in
        line.element("span", ["class": "priority"], badge(status.priority, definition.hazard))
        line.text(" ")
        subject(definition, into: &line)
        let value = valueText(status, definition, view)
        if !value.isEmpty {
          line.text(" ")
          line.element("span", ["class": "value"], value)
        }
      }
      item.element("p", ["class": "state"]) { line in
        state(status, definition, view, into: &line)
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
      more(alarm, status, definition, view, into: &item)
    }
  }

  /// What the alarm is about, and its name.
  private static func subject(_ definition: AlarmDefinition, into line: inout Markup) {
    if definition.deviceName.isEmpty {
      line.element("b", [:], definition.lineName ?? "this agent")
    } else {
      line.element("a", ["href": DevicePage.address(of: definition.deviceName)]) {
        $0.element("b", [:], definition.deviceName)
      }
    }
    line.text(" " + Wording.name(definition.name))
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
    switch definition.condition {
    // A flag that is set, or a state that is reached, says no more than the alarm's name; the
    // other bits of its word would only confuse.
    case .flag, .states(_, isNot: false): return ""
    default: break
    }
    var text = status.lastValue.map { Wording.value($0, of: point) } ?? ""
    if case .limit(let level, let setpoint, _) = definition.condition {
      let limit = Wording.number(setpoint, unit: Wording.unit(of: point))
      text += (text.isEmpty ? "" : ", ") + "limit \(level.isHigh ? "above" : "below") \(limit)"
    }
    return text
  }

  private static func state(
    _ status: AlarmStatus, _ definition: AlarmDefinition, _ view: PlantView,
    into line: inout Markup
  ) {
    let name = Wording.name(status.state.rawValue)
    line.element(
      "span", ["class": status.facts.isAcknowledged ? "tag" : "tag open"],
      name.prefix(1).uppercased() + name.dropFirst())
    if let since = status.activeSince {
      line.text(" since \(view.clock(since)), \(Wording.duration(view.now.since(since)))")
    }
    if let shelving = status.shelving {
      line.text(", until \(view.clock(shelving.until)) by \(shelving.user): \(shelving.reason)")
    }
    if let first = status.firstOut, let group = definition.group,
      view.tellingGroups.contains(group)
    {
      line.text(" ")
      line.element(
        "strong", ["class": "first-out"],
        (first == .first ? "\u{2460} first of " : "\u{2460} among the first of ")
          + view.title(ofRoom: group))
    }
    if !status.isConditionKnown {
      line.text(" ")
      let age = status.unknownSince.map { " for \(Wording.duration(view.now.since($0)))" } ?? ""
      line.element("strong", ["class": "unknown"], "? condition unknown" + age)
    }
  }

  /// What is asked less often: the identifier for the command line, the cause, how often it came.
  private static func more(
    _ alarm: AlarmIndex, _ status: AlarmStatus, _ definition: AlarmDefinition, _ view: PlantView,
    into item: inout Markup
  ) {
    item.element("details", ["class": "more", "id": "alarm-\(alarm.rawValue)"]) { details in
      details.element("summary", [:], "More")
      details.element("dl", ["class": "facts"]) { list in
        func fact(_ name: String, _ text: String) {
          guard !text.isEmpty else { return }
          list.element("dt", [:], name)
          list.element("dd", [:], text)
        }
        fact("Likely cause", definition.cause)
        fact("Room", roomTitle(definition, view))
        fact("Group", definition.group ?? "")
        fact("Occurred", status.activations == 1 ? "once" : "\(status.activations) times")
        list.element("dt", [:], "Identifier")
        list.element("dd") { $0.element("code", [:], definition.id) }
        if !status.facts.isAcknowledged {
          list.element("dt", [:], "To acknowledge")
          list.element("dd") {
            $0.element("code", [:], "hallwatch alarms ack '\(definition.id)'")
            $0.text(" on the agent's machine")
          }
        }
      }
    }
  }

  private static func roomTitle(_ definition: AlarmDefinition, _ view: PlantView) -> String {
    definition.device.flatMap { view.label("room", of: $0.rawValue) }
      .map { view.title(ofRoom: $0) } ?? ""
  }
}
