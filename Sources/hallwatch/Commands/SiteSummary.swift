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
  private let isWhole: Bool

  /// - Parameter isWhole: whether every point of every alarm is named.
  init(_ site: Site, isWhole: Bool = false) {
    self.site = site
    self.isWhole = isWhole
    settings = site.settings
    alarms = AlarmBinding.definitions(for: site.settings)
  }

  var text: String {
    let explanation = AlarmExplanation(settings, alarms: alarms, isWhole: isWhole)
    return ([head, ""] + lines + [""] + explanation.lines + ownAlarms).joined(separator: "\n")
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

  private var ownAlarms: [String] {
    let ruleNames = Set(settings.alarmRules.map(\.name))
    let own = alarms.filter {
      $0.condition != .communicationLoss && $0.condition != .verdict
        && !ruleNames.contains($0.name) && $0.point != nil
    }
    var lines: [String] = []
    if !own.isEmpty {
      lines.append("the devices announce \(counted(own.count, "alarm")) of their own")
    }
    lines.append("every device has the alarm \(AlarmBinding.communicationAlarmName)")
    return lines
  }
}
