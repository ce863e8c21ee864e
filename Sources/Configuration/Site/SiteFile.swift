import Agent
import Alarms
import DeviceProfiles
import Notification

/// The file that says what a site is: its devices, lines, alarms, and where the agent shows them.
package struct SiteFile {
  /// The site, or nil with every mistake that was found, in the order of files and lines.
  package static func load(
    path: String, files: some SiteFileSource
  ) -> (Site?, [ConfigurationProblem]) {
    let log = ProblemLog()
    let texts = SiteTexts(files: files, log: log)
    let site = SiteDraft.read(path: path, texts: texts).flatMap { draft in
      assemble(draft, texts: texts)
    }
    let order = texts.paths
    let problems = sorted(log.problems, by: order)
    guard problems.isEmpty, var site else { return (nil, problems) }
    site.warnings = sorted(log.warnings, by: order)
    return (site, [])
  }

  private static func assemble(_ draft: SiteDraft, texts: SiteTexts) -> Site? {
    let profiles = SiteProfiles.load(draft, texts: texts)
    var lines = LineBook(log: texts.log)
    var devices = DeviceList(profiles: profiles, poll: draft.poll, log: texts.log)
    for value in draft.devices { devices.read(value, lines: &lines) }
    for (endpoint, value) in draft.lines { lines.override(endpoint, value) }
    devices.checkTotals(draft.root)
    let topology = TopologyReader(devices: devices, index: SeriesIndex(devices.settings))
      .read(draft.topology)
    let wanted = AlarmDefaultsReader.read(draft.alarmDefaults, devices: devices)
    devices.place(in: topology, ashraeClass: wanted.ashraeClass)
    var rules = AlarmRuleList(
      devices: devices, defaults: AlarmDefaultRules(wanted, topology: topology))
    for value in draft.alarms { rules.read(value) }
    rules.addDefaults()
    var settings = AgentSettings(
      site: draft.name, lines: lines.lines, devices: devices.settings, alarmRules: rules.rules,
      topology: topology, configurationHash: texts.digest)
    settings.switchedOffAlarms = wanted.switchedOff
    settings.contact = wanted.contact
    settings.alarmStateSeries = draft.alarmStateSeries
    settings.notificationTargets = draft.notify.map(\.target.name)
    if texts.log.problems.isEmpty {
      check(AlarmBinding.definitions(for: settings), draft.root)
    }
    var site = Site(
      settings: settings, web: draft.web, stateDirectory: draft.stateDirectory,
      profiles: profiles.own, files: texts.paths)
    site.journal = draft.journal
    site.control = draft.control
    site.notify = draft.notify
    return site
  }

  /// Alarms are known by their names over restarts, so no two may have the same.
  private static func check(_ alarms: [AlarmDefinition], _ root: ValueReader) {
    if alarms.count > Limits.alarms {
      root.report("the rules make \(alarms.count) alarms; at most \(Limits.alarms) are possible")
    }
    var seen: Set<String> = []
    for alarm in alarms where !seen.insert(alarm.id).inserted {
      root.report(
        "two alarms would be \(alarm.id); narrow `on` of the rule \(alarm.name) to one series of "
          + "\(alarm.pointName), or rename the rule")
    }
  }

  /// By file in the order of reading, then by place; each once.
  private static func sorted(
    _ problems: [ConfigurationProblem], by files: [String]
  ) -> [ConfigurationProblem] {
    var seen: Set<ConfigurationProblem> = []
    var ranks: [String: Int] = [:]
    for (rank, file) in files.enumerated() where ranks[file] == nil { ranks[file] = rank }
    return problems.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      return (ranks[a.file] ?? .max, a.line, a.column, left.offset)
        < (ranks[b.file] ?? .max, b.line, b.column, right.offset)
    }.map(\.element)
  }
}
