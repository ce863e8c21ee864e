import Agent
import Alarms
import DeviceProfiles
import Readings

/// An alarm rule as `/config` shows it: in the form in which a site file has it.
extension AlarmRule {
  typealias Members = [(key: String, value: SettingsWriter.Value)]

  var effectiveMembers: Members {
    var members: Members = [("name", .text(name))]
    if selector != PointSelector() { members.append(("on", .members(selector.members))) }
    members += testMembers
    if let per { members.append(("per", .text(per))) }
    members += [
      ("priority", .text(priority.rawValue)), ("hazard", .text(hazard.rawValue)),
      ("on_delay", .duration(onDelay)), ("off_delay", .duration(offDelay)),
      ("latch", .flag(latching == .latched)),
      ("acknowledgement", .text(acknowledgement.rawValue)),
    ]
    if let reAlarmAfter { members.append(("realarm_after", .duration(reAlarmAfter))) }
    if let suppressWhen { members.append(("suppress_when", .members(suppressWhen.members))) }
    if suppressionOffDelay > .zero {
      members.append(("suppress_off_delay", .duration(suppressionOffDelay)))
    }
    if let maximumSuppression {
      members.append(("max_suppression", .duration(maximumSuppression)))
    }
    if let inMaintenance {
      members.append(("in_maintenance", .members(Self.figures(inMaintenance))))
    }
    if let shelvable { members.append(("shelvable", .flag(shelvable))) }
    if let group { members.append(("group", .text(group))) }
    for (key, words) in [("consequence", consequence), ("cause", cause), ("response", response)]
    where !words.isEmpty {
      members.append((key, .text(words)))
    }
    if let timeToRespond { members.append(("time_to_respond", .duration(timeToRespond))) }
    members += rationale.members.map { ($0.key, .text($0.text)) }
    // Without this, a reader of the text would have the rule take them over after all.
    for key in inheritance?.refused ?? [] where !members.contains(where: { $0.key == key }) {
      members.append((key, .null))
    }
    return members
  }

  private var testMembers: Members {
    switch test {
    case .limits(let setpoints): return limitMembers(setpoints)
    case .isFlag(let flag): return [("is", .flag(flag))]
    case .isState(let names, let isNot): return [(isNot ? "is_not" : "is", Self.states(names))]
    case .change(let by, let within):
      return [
        (by > 0 ? "rise" : "fall", .number(abs(by))), ("within", .duration(within)),
        ("deadband", .number(deadband)),
      ]
    case .forecast(let level, let setpoint, let within, let over):
      return [
        (
          "forecast",
          .members([
            (level.rawValue, .number(setpoint)), ("within", .duration(within)),
            ("over", .duration(over)),
          ])
        ), ("deadband", .number(deadband)),
      ]
    case .deviation(let by, let from):
      return [("deviates_by", .number(by)), ("deadband", .number(deadband))]
        + (from.map { [("from", .members($0.members))] } ?? [])
    case .frozen(let time): return [("frozen_for", .duration(time))]
    case .stale(let time): return [("stale_for", .duration(time))]
    case .service(let every, let since):
      return [
        (
          "service",
          .members([
            ("every", .duration(.seconds(every))), ("last_at", .duration(.seconds(since))),
          ])
        )
      ]
    case .due(let date, let device):
      let on: Members = [("on", .text(String(date.rfc3339.prefix(10))))]
      return [("due", .members(on + (device.map { [("device", .text($0))] } ?? [])))]
    case .fact(let fact): return [("when", .members(fact.members))]
    case .sequence(let after, let expect, let within):
      return [
        ("after", .members(after.members)), ("expect", .members(expect.members)),
        ("within", .duration(within)),
      ]
    }
  }

  private static func figures(_ test: Test) -> Members {
    switch test {
    case .limits(let setpoints):
      LimitLevel.allCases.compactMap { level in
        setpoints[level].map { (level.rawValue, .number($0)) }
      }
    case .change(let by, _): [(by > 0 ? "rise" : "fall", .number(abs(by)))]
    default: []
    }
  }

  private func limitMembers(_ setpoints: [LimitLevel: Double]) -> Members {
    let limits: Members = LimitLevel.allCases.compactMap { level in
      setpoints[level].map { setpoint in
        guard let own = levels[level] else { return (level.rawValue, .number(setpoint)) }
        var members: Members = [("at", .number(setpoint))]
        if let priority = own.priority { members.append(("priority", .text(priority.rawValue))) }
        if let delay = own.onDelay { members.append(("on_delay", .duration(delay))) }
        return (level.rawValue, .members(members))
      }
    }
    return limits + [("deadband", .number(deadband))]
  }

  fileprivate static func states(_ names: [String]) -> SettingsWriter.Value {
    names.count == 1 ? .text(names[0]) : .texts(names)
  }
}

extension PointSelector {
  var members: AlarmRule.Members {
    let named: [(key: String, value: String?)] = [
      ("quantity", quantity), ("device", device), ("point", point),
      ("room_use", roomUse?.rawValue), ("ashrae_class", ashraeClass?.rawValue),
    ]
    var members: AlarmRule.Members = named.compactMap { key, value in
      value.map { (key, .text($0)) }
    }
    if !labels.isEmpty {
      members.append(("labels", .members(labels.map { ($0.name, .text($0.value)) })))
    }
    return members
  }
}

extension FactRule {
  var members: AlarmRule.Members {
    switch self {
    case .points(let selector, let test, let quantifier):
      return selector.members + test.members
        + (quantifier == .every ? [("match", .text(quantifier.rawValue))] : [])
    case .lost(let device): return [("lost", .text(device))]
    case .all(let inner): return [("all", .list(inner.map { .members($0.members) }))]
    case .any(let inner): return [("any", .list(inner.map { .members($0.members) }))]
    case .not(let inner): return [("not", .members(inner.members))]
    case .atLeast(let count, let inner, let degraded):
      return [
        ("at_least", .number(Double(count))), ("of", .list(inner.map { .members($0.members) })),
        ("degraded", .text(degraded.rawValue)),
      ]
    }
  }
}

extension FactTest {
  fileprivate var members: AlarmRule.Members {
    switch self {
    case .above(let limit, let deadband):
      return [("above", .number(limit))] + (deadband > 0 ? [("deadband", .number(deadband))] : [])
    case .below(let limit, let deadband):
      return [("below", .number(limit))] + (deadband > 0 ? [("deadband", .number(deadband))] : [])
    case .isFlag(let flag): return [("is", .flag(flag))]
    case .isState(let names, let isNot):
      return [(isNot ? "is_not" : "is", AlarmRule.states(names))]
    }
  }
}

extension SiteTopology {
  /// The topology as `/config` shows it.
  func write(to writer: inout SettingsWriter) {
    writer.nest("topology", ("{", "}")) { writer in
      writer.nest("rooms", ("{", "}")) { writer in
        for room in rooms { writer.object(room.name, room.members) }
      }
      writer.nest("power", ("{", "}")) { writer in
        for node in power { writer.object(node.name, node.members) }
      }
      writer.nest("redundancy", ("{", "}")) { writer in
        for group in redundancy {
          writer.object(
            group.name,
            [
              ("scheme", .text(group.scheme.rawValue)),
              ("members", .texts(group.members.map(\.name))),
            ] + (group.maximumLoad.map { [("max_load", .number($0))] } ?? [])
              + (group.lostWhen.map { [("lost_when", .members($0.members))] } ?? []))
        }
      }
    }
  }
}

extension SiteTopology.Room {
  fileprivate var members: AlarmRule.Members {
    let named: [(String, String)] = [
      ("title", title), ("building", building), ("floor", floor), ("use", use?.rawValue ?? ""),
      ("ashrae_class", ashraeClass?.rawValue ?? ""),
    ]
    return named.filter { !$0.1.isEmpty }.map { ($0.0, .text($0.1)) }
  }
}

extension SiteTopology.PowerNode {
  fileprivate var members: AlarmRule.Members {
    let named: [(String, String)] = [
      ("title", title), ("kind", kind.rawValue), ("feed", feed), ("room", room),
    ]
    var members: AlarmRule.Members = named.filter { !$0.1.isEmpty }.map { ($0.0, .text($0.1)) }
    if !fedBy.isEmpty { members.append(("fed_by", .texts(fedBy))) }
    if !devices.isEmpty { members.append(("devices", .texts(devices))) }
    if let deadWhen { members.append(("dead_when", .members(deadWhen.members))) }
    return members
  }
}
