import Agent
import Alarms
import Configuration
import DeviceProfiles
import Polling
import Readings

/// What a site file means, in words: lines with their devices, and each alarm in a sentence.
struct SiteSummary {
  private let site: Site
  private let settings: AgentSettings
  private let alarms: [AlarmDefinition]
  private let index: SeriesIndex

  init(_ site: Site) {
    self.site = site
    settings = site.settings
    index = SeriesIndex(site.settings.devices)
    alarms = AlarmBinding.definitions(for: site.settings)
  }

  var text: String {
    ([head, ""] + lines + [""] + rules + ownAlarms).joined(separator: "\n")
  }

  private var head: String {
    let points = settings.devices.reduce(0) { $0 + $1.profile.points.count }
    let series = settings.devices.reduce(0) { $0 + $1.profile.seriesCount }
    let web = site.web.listen.map(\.description).joined(separator: ", ")
    return """
      site \(settings.site): \(counted(settings.devices.count, "device")) on \
      \(counted(settings.lines.count, "line")), \(counted(points, "point")), \(series) series, \
      \(counted(alarms.count, "alarm"))
      metrics on \(web.isEmpty ? "no address" : web), for \
      \(site.web.allow.map(\.description).joined(separator: ", "))
      journal \(site.stateDirectory.map { "in \($0)" } ?? "not kept: no state_directory")
      configuration \(settings.configurationHash) (\(counted(site.files.count, "file")))
      """
  }

  private var lines: [String] {
    settings.lines.indices.flatMap { index in
      let devices = settings.devices.filter { $0.line.rawValue == index }
      return [settings.lines[index].name]
        + devices.map { device in
          "  \(device.name): \(device.profile.name), unit \(device.unit), every "
            + "\(durationText(device.interval)), \(counted(device.profile.points.count, "point")), "
            + "\(device.profile.seriesCount) series"
        }
    }
  }

  // MARK: Alarms

  private var rules: [String] { settings.alarmRules.map(sentence) }

  private func sentence(_ rule: AlarmRule) -> String {
    let matches = index.matches(rule.selector)
    let quantities = Set(matches.map(\.series.quantity.name)).sorted().joined(separator: ", ")
    let names = matches.map { "\($0.deviceName)/\($0.factName)" }
    let shown = names.prefix(6).joined(separator: ", ")
    let more = names.count > 6 ? " and \(names.count - 6) more" : ""
    let kind = rule.hazard == .none ? "" : ", \(rule.hazard.rawValue)"
    return "alarm \(rule.name) (\(rule.priority.rawValue)\(kind)) comes when \(quantities) is "
      + condition(rule) + held(rule.onDelay) + ", and \(ending(rule)); it watches "
      + "\(counted(names.count, "point")): \(shown)\(more)."
  }

  private func condition(_ rule: AlarmRule) -> String {
    switch rule.test {
    case .limits(let setpoints):
      // From the lowest limit up, as a person reads a scale.
      let parts = LimitLevel.allCases.reversed().compactMap { level -> String? in
        setpoints[level].map { setpoint in
          "\(level.isHigh ? "above" : "below") \(numberText(setpoint)) (\(level.rawValue))"
        }
      }
      return joined(parts)
    case .isFlag(let flag): return flag ? "set" : "clear"
    case .isState(let name, let isNot): return (isNot ? "not " : "") + name
    }
  }

  private func ending(_ rule: AlarmRule) -> String {
    var text =
      rule.latching == .latched ? "stays until reset, once it is back" : "goes when it is back"
    if case .limits = rule.test, rule.deadband > 0 { text += " by \(numberText(rule.deadband))" }
    return text + held(rule.offDelay)
  }

  private func held(_ delay: Duration) -> String {
    delay > .zero ? " for \(durationText(delay))" : ""
  }

  private func joined(_ parts: [String]) -> String {
    parts.count < 2
      ? parts.joined()
      : parts.dropLast().joined(separator: ", ") + " or " + parts[parts.count - 1]
  }

  private var ownAlarms: [String] {
    let ruleNames = Set(settings.alarmRules.map(\.name))
    let own = alarms.filter {
      $0.condition != .communicationLoss && $0.condition != .verdict
        && !ruleNames.contains($0.name)
    }
    var lines: [String] = []
    if !own.isEmpty {
      lines.append("the devices announce \(counted(own.count, "alarm")) of their own")
    }
    lines.append("every device has the alarm \(AlarmBinding.communicationAlarmName)")
    return lines
  }
}
