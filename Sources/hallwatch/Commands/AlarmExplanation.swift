import Agent
import Alarms
import Configuration
import DeviceProfiles
import Readings

/// What each alarm rule of a site means, in a sentence, and which points it matches.
struct AlarmExplanation {
  private let settings: AgentSettings
  private let alarms: [AlarmDefinition]
  private let index: SeriesIndex
  /// Whether every point is listed; otherwise the first few.
  private let isWhole: Bool

  /// How many points a sentence names, unless all are asked for.
  private static let shownPoints = 6

  init(_ settings: AgentSettings, alarms: [AlarmDefinition], isWhole: Bool) {
    self.settings = settings
    self.alarms = alarms
    self.isWhole = isWhole
    index = SeriesIndex(settings.devices)
  }

  /// The sentences of the site's own rules, then those of the rules that hallwatch brings along and
  /// that are about something here.
  var lines: [String] {
    let own = settings.alarmRules.filter { !$0.isDefault }
    let brought = settings.alarmRules.filter { rule in
      rule.isDefault && alarms.contains { $0.name == rule.name && $0.isOf(rule, settings) }
    }
    var lines = own.flatMap(explain)
    if !brought.isEmpty {
      lines.append("")
      lines.append(
        "hallwatch brings these along for what no rule above judges; change one by a rule of its "
          + "name, or leave it away with alarm_defaults: { off: [\"NAME\"] }")
      lines += brought.flatMap(explain)
    }
    return lines + topology
  }

  private func explain(_ rule: AlarmRule) -> [String] {
    let kind = rule.hazard == .none ? "" : ", \(rule.hazard.rawValue)"
    let names = points(of: rule)
    var sentence =
      "alarm \(rule.name) (\(rule.priority.rawValue)\(kind)) comes when \(condition(rule))"
      + held(rule.onDelay) + ", and \(ending(rule))"
    sentence += during(rule)
    if rule.hazard != .none, rule.shelvable == true { sentence += "; it may be shelved" }
    if rule.hazard == .none, rule.shelvable == false { sentence += "; it is never shelved" }
    if let suppression = rule.suppressWhen {
      sentence += "; it is silent while \(words(suppression))"
    }
    if !names.isEmpty {
      let shown = isWhole ? names[...] : names.prefix(Self.shownPoints)
      let more = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
      sentence += "; it watches \(counted(names.count, "point"))"
      if !isWhole {
        return [sentence + ": " + shown.joined(separator: ", ") + more + "."] + origin(of: rule)
      }
      return [sentence + ":"] + shown.map { "    " + $0 } + origin(of: rule)
    }
    return [sentence + "."] + origin(of: rule)
  }

  /// What of a rule stands in no site file.
  private func origin(of rule: AlarmRule) -> [String] {
    guard let inheritance = rule.inheritance else { return [] }
    let taken =
      inheritance.taken.isEmpty ? "nothing" : inheritance.taken.joined(separator: ", ")
    let refused =
      inheritance.refused.isEmpty
      ? "" : "; not \(inheritance.refused.joined(separator: ", "))"
    return ["    of hallwatch's own \(rule.name) it takes over \(taken)\(refused)"]
  }

  // MARK: Conditions in words

  private func condition(_ rule: AlarmRule) -> String {
    let what = quantities(rule)
    switch rule.test {
    case .limits(let setpoints): return "\(what) is " + limits(setpoints, rule)
    case .isFlag(let flag): return "\(what) is \(flag ? "set" : "clear")"
    case .isState(let names, let isNot): return "\(what) is \(isNot ? "not " : "")\(or(names))"
    case .change(let by, let within):
      return "\(what) \(by > 0 ? "rises" : "falls") by more than \(numberText(abs(by))) within "
        + durationText(within)
    case .forecast(let level, let setpoint, let within, let over):
      return "\(what), going on as over the last \(durationText(over)), will be "
        + "\(level.isHigh ? "above" : "below") \(numberText(setpoint)) within "
        + durationText(within)
    case .deviation(let by, let from):
      let partners = from.map { "that of \(words($0))" } ?? "that of its neighbours"
      return "\(what) differs by more than \(numberText(by)) from \(partners)"
        + (rule.per.map { " with the same \($0)" } ?? "")
    case .frozen(let time): return "\(what) has not moved at all for \(durationText(time))"
    case .stale(let time): return "\(what) has had no good value for \(durationText(time))"
    case .service(let every, let since):
      return "\(what) has passed \(numberText((since + every) / 3600)) h, which is "
        + "\(numberText(every / 3600)) h since the last service"
    case .due(let date, let device):
      return "the date \(date.rfc3339.prefix(10)) has come"
        + (device.map { " for \($0)" } ?? "")
    case .fact(let fact):
      return words(fact) + (rule.per.map { ", for each \($0)" } ?? "")
    case .sequence(let after, let expect, let within):
      return "\(words(after)) and not within \(durationText(within)) after it \(words(expect))"
        + (rule.per.map { ", for each \($0)" } ?? "")
    }
  }

  /// From the lowest limit up, as a person reads a scale.
  private func limits(_ setpoints: [LimitLevel: Double], _ rule: AlarmRule) -> String {
    or(
      LimitLevel.allCases.reversed().compactMap { level -> String? in
        setpoints[level].map { setpoint in
          let own = [
            level.rawValue, rule.levels[level]?.priority.map(\.rawValue),
            rule.levels[level]?.onDelay.map { "after \(durationText($0))" },
          ].compactMap { $0 }.joined(separator: ", ")
          return "\(level.isHigh ? "above" : "below") \(numberText(setpoint)) (\(own))"
        }
      })
  }

  /// What counts while somebody works close by.
  private func during(_ rule: AlarmRule) -> String {
    switch rule.inMaintenance {
    case .limits(let setpoints)?:
      "; while somebody works on its device or in its room, " + limits(setpoints, AlarmRule.plain)
    case .change(let by, _)?:
      "; while somebody works on its device or in its room, by more than \(numberText(abs(by)))"
    default: ""
    }
  }

  private func words(_ fact: FactRule) -> String {
    switch fact {
    case .points(let selector, let test, let quantifier):
      let count = index.matches(selector).count
      let who = count > 1 ? (quantifier == .any ? "any of " : "every one of ") : ""
      return "\(who)\(words(selector)) is \(words(test))"
    case .lost(let device): return "\(device) does not answer"
    case .not(let inner): return "it is not so that \(words(inner))"
    case .all(let inner): return "(" + inner.map(words).joined(separator: " and ") + ")"
    case .any(let inner): return "(" + inner.map(words).joined(separator: " or ") + ")"
    case .atLeast(let count, let inner, let degraded):
      let voters = inner.reduce(0) { sum, fact in
        if case .points(let selector, _, .any) = fact { return sum + index.matches(selector).count }
        return sum + 1
      }
      let manner =
        switch degraded {
        case .hold: "those that are unknown do not vote"
        case .reduce: "each that is unknown lowers the number needed"
        case .count: "those that are unknown count as yes"
        }
      return "at least \(count) of \(voters) hold: " + inner.map(words).joined(separator: "; ")
        + " (\(manner))"
    }
  }

  private func words(_ test: FactTest) -> String {
    switch test {
    case .above(let limit, _): "above \(numberText(limit))"
    case .below(let limit, _): "below \(numberText(limit))"
    case .isFlag(let flag): flag ? "set" : "clear"
    case .isState(let names, let isNot): (isNot ? "not " : "") + or(names)
    }
  }

  /// A selector in words: what, where.
  private func words(_ selector: PointSelector) -> String {
    var text = [selector.device, selector.point ?? selector.quantity].compactMap { $0 }
      .joined(separator: " ")
    if text.isEmpty { text = "a point" }
    var places = selector.labels.map { "\($0.name) \($0.value)" }
    if let use = selector.roomUse { places.append("a \(use.rawValue) room") }
    return text + (places.isEmpty ? "" : " in " + places.joined(separator: ", "))
  }

  private func quantities(_ rule: AlarmRule) -> String {
    or(Set(index.matches(rule.selector).map(\.series.quantity.name)).sorted())
  }

  private func points(of rule: AlarmRule) -> [String] {
    switch rule.test {
    case .fact, .sequence, .due:
      return alarms.filter { $0.name == rule.name && !$0.pointName.isEmpty }.map(\.id)
    default:
      if rule.isDefault {
        // Only where no rule of the site is before it.
        var seen: Set<String> = []
        return alarms.filter { $0.name == rule.name && $0.isOf(rule, settings) }
          .map { "\($0.deviceName)/\($0.pointName)" }.filter { seen.insert($0).inserted }
      }
      return index.matches(rule.selector).map { "\($0.deviceName)/\($0.factName)" }
    }
  }

  private func ending(_ rule: AlarmRule) -> String {
    var text =
      rule.latching == .latched ? "stays until reset, once it is back" : "goes when it is back"
    if rule.deadband > 0 { text += " by \(numberText(rule.deadband))" }
    return text + held(rule.offDelay)
  }

  private func held(_ delay: Duration) -> String {
    delay > .zero ? " for \(durationText(delay))" : ""
  }

  private func or(_ parts: [String]) -> String {
    parts.count < 2
      ? parts.joined()
      : parts.dropLast().joined(separator: ", ") + " or " + parts[parts.count - 1]
  }

  // MARK: Topology

  private var topology: [String] {
    var lines = settings.topology.redundancy.map { group in
      "redundancy \(group.name) (\(group.scheme.rawValue)): needs \(group.needed) of "
        + group.members.map(\.name).joined(separator: ", ")
        + "; a member is lost when a device of it does not answer"
        + (group.lostWhen.map { ", or \(words($0))" } ?? ", or it says that it is of no use")
        + loads(of: group)
    }
    lines += feeds
    let rooms = alarms.filter { $0.name == AlarmBinding.roomLossName }.map(\.pointName)
    if !rooms.isEmpty {
      lines.append(
        "alarm \(AlarmBinding.roomLossName) (critical) comes when two devices of a room are lost "
          + "within a minute: " + rooms.joined(separator: ", "))
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private func loads(of group: SiteTopology.RedundancyGroup) -> String {
    guard let limit = group.loadLimit,
      alarms.contains(where: {
        $0.id.hasPrefix("\(AlarmBinding.redundancyLoadName)/\(group.name)/")
      })
    else { return "" }
    let warning = limit * SiteTopology.RedundancyGroup.loadWarning
    return "; alarm \(AlarmBinding.redundancyLoadName) comes when one carries more than "
      + "\(numberText((warning * 1000).rounded() / 10)) % (medium) or "
      + "\(numberText((limit * 1000).rounded() / 10)) % (critical)"
  }

  private var feeds: [String] {
    var lines: [String] = []
    let silent = alarms.filter { $0.name == AlarmBinding.feedLossName }.map(\.pointName)
    if !silent.isEmpty {
      lines.append(
        "alarm \(AlarmBinding.feedLossName) (critical) comes when two devices of a feed are lost "
          + "within a minute: " + silent.joined(separator: ", "))
    }
    for alarm in alarms where alarm.name == AlarmBinding.feedDeadName {
      let sources = settings.topology.sources(of: alarm.pointName).map(\.name)
      lines.append(
        "alarm \(alarm.name) (critical) comes when no source of feed \(alarm.pointName) gives power"
          + held(alarm.onDelay) + ": " + sources.joined(separator: ", "))
    }
    let untold = AlarmBinding.untoldSources(of: settings)
    if !untold.isEmpty {
      lines.append(
        "nothing tells whether \(or(untold)) gives power, so feeds that come from there have no alarm "
          + "\(AlarmBinding.feedDeadName); name devices that measure it, or `dead_when`")
    }
    return lines
  }
}

extension AlarmRule {
  /// A rule that says nothing of its limits.
  fileprivate static var plain: AlarmRule {
    AlarmRule(name: "", selector: PointSelector(), test: .limits([:]), priority: .low)
  }
}

extension AlarmDefinition {
  /// Whether an alarm is of that rule and not of another of the same name: defaults have one for
  /// each class of room.
  fileprivate func isOf(_ rule: AlarmRule, _ settings: AgentSettings) -> Bool {
    guard let wanted = rule.selector.ashraeClass, let device else { return true }
    return settings.devices[device.rawValue].ashraeClass == wanted
  }
}
