import Agent
import Configuration
import DeviceProfiles
import Plant
import Polling
import Readings

/// Draws a small site: a handful of lines, each with a few devices of families of the catalogue,
/// and the alarms that such devices get.
struct TrialSite {
  /// A family, the rooms it stands in and the alarms that a site puts on it.
  private struct Family {
    var profile: String
    var name: String
    var labels: [String]
    var rules: [String]
  }

  private struct Device {
    var family: Family
    var name: String
    var line: Int
    var unit: Int
    /// In seconds, before it is known whether the line can bear it.
    var interval: Int
    var timeout: Int
    var ages: Int
    var labels: String
  }

  private static let families: [Family] = [
    Family(
      profile: "apc-smart-ups", name: "ups", labels: ["room: \"power\""],
      rules: ["ups_on_battery", "ups_runtime"]),
    Family(
      profile: "eastron-sdm630", name: "meter",
      labels: ["room: \"power\", role: \"mains\""], rules: ["mains_failure"]),
    Family(
      profile: "deepsea-gencomm", name: "gen", labels: ["room: \"yard\""],
      rules: ["generator_running"]),
    Family(
      profile: "pace-p16s-bms", name: "battery", labels: ["room: \"battery\""],
      rules: ["battery_charge"]),
    Family(
      profile: "vertiv-liebert-crv", name: "crv", labels: ["room: \"hall\""],
      rules: ["cooling_stopped"]),
    Family(
      profile: "generic-xy-md02-sht20", name: "probe",
      labels: ["room: \"hall\", aisle: \"cold\"", "room: \"hall\", aisle: \"hot\""],
      rules: ["air_temperature"]),
    Family(
      profile: "rle-seahawk-ld2100", name: "leak", labels: ["room: \"hall\""], rules: []),
    Family(
      profile: "systemsensor-faast-8100", name: "smoke", labels: ["room: \"hall\""], rules: []),
    Family(
      profile: "generic-dry-contacts-moxa-e1210", name: "panel", labels: ["room: \"hall\""],
      rules: []),
  ]

  /// Families whose registers are found by a walk through the models of the device. They are drawn by
  /// themselves.
  private static let walked = [
    Family(
      profile: "sunspec-meter-203", name: "sunspec-meter",
      labels: ["room: \"power\", role: \"mains\""], rules: ["mains_failure"]),
    Family(
      profile: "sunspec-meter-213", name: "sunspec-meter",
      labels: ["room: \"power\", role: \"racks\""], rules: []),
    Family(
      profile: "sunspec-inverter-103", name: "inverter", labels: ["room: \"power\""], rules: []),
    Family(
      profile: "sunspec-battery-802", name: "sunspec-battery", labels: ["room: \"battery\""],
      rules: ["battery_charge"]),
  ]

  /// Any family of the catalogue, without rules of the site: its alarms come by themselves.
  private static func anyFamily(_ random: inout SplitMix64) -> Family {
    let all = ProfileCatalogue.load().filter { $0.sunspec == nil }
    let profile = all[random.below(all.count)]
    let room =
      switch profile.deviceClass {
      case .ups, .meter, .pdu: "power"
      case .battery: "battery"
      case .generator: "yard"
      default: "hall"
      }
    return Family(
      profile: profile.name, name: profile.name, labels: ["room: \"\(room)\""], rules: [])
  }

  private static let rules: [String: String] = [
    "ups_on_battery":
      "{ name: \"ups_on_battery\", on: { quantity: \"ups_on_battery\" }, is: true, "
      + "on_delay: \"2s\", off_delay: \"5s\", priority: \"high\"",
    "ups_runtime":
      "{ name: \"ups_runtime\", on: { quantity: \"battery_runtime_seconds\" }, low: 600, "
      + "low_low: 180, deadband: 30, on_delay: \"5s\", priority: \"critical\"",
    "mains_failure":
      "{ name: \"mains_failure\", on: { point: \"l1_voltage\", labels: { role: \"mains\" } }, "
      + "low: 207, deadband: 5, on_delay: \"1s\", off_delay: \"5s\", priority: \"high\"",
    "generator_running":
      "{ name: \"generator_running\", on: { quantity: \"genset_state\" }, is: \"running\", "
      + "on_delay: \"2s\", priority: \"medium\"",
    "battery_charge":
      "{ name: \"battery_charge\", on: { quantity: \"battery_charge_ratio\" }, low: 0.9, "
      + "low_low: 0.2, deadband: 0.05, on_delay: \"5s\", off_delay: \"10s\", priority: \"high\"",
    "cooling_stopped":
      "{ name: \"cooling_stopped\", on: { quantity: \"cooling_fan_speed_ratio\" }, low: 0.2, "
      + "deadband: 0.1, on_delay: \"15s\", priority: \"high\"",
    "air_temperature":
      "{ name: \"air_temperature\", on: { quantity: \"air_temperature_celsius\" }, high: 30, "
      + "low: 15, deadband: 1, on_delay: \"20s\", off_delay: \"60s\", priority: \"high\"",
  ]

  /// How the limit of a rule moves.
  private static let movedLimits: [String: (String, String)] = [
    "ups_runtime": ("low: 600", "low: 1200"),
    "mains_failure": ("low: 207", "low: 225"),
    "battery_charge": ("low: 0.9", "low: 0.97"),
    "cooling_stopped": ("low: 0.2", "low: 0.6"),
    "air_temperature": ("high: 30", "high: 24"),
  ]

  private var endpoints: [String] = []
  private var isSerial: [Bool] = []
  private var devices: [Device] = []
  /// Devices that are there and that the file does not have yet.
  private var spares: [Device] = []
  private var alarms: [(rule: String, latch: String)] = []
  private var gaps: [Int] = []

  /// - Parameter walkedRandom: chooses a device whose registers are found by a walk, if any.
  init(_ random: inout SplitMix64, walkedRandom: inout SplitMix64) {
    let lineCount = 1 + random.below(5)
    // Half of the sites have two feeds, a third has two halls.
    let feeds = random.next() % 2 == 0 ? ["A"] : ["A", "B"]
    let halls = random.next() % 3 == 0 ? ["hall", "hall-2"] : ["hall"]
    for line in 0..<lineCount {
      let isRTU = random.next() % 4 == 0
      endpoints.append((isRTU ? "rtu+tcp" : "tcp") + "://10.0.0.\(line + 1):502")
      isSerial.append(isRTU)
      gaps.append([5, 20, 35][random.below(3)])
      // Most lines carry one device, some are gateways.
      let unitCount = [1, 1, 1, 2, 4][random.below(5)]
      for unit in 1...unitCount {
        let isKnown = random.next() % 2 == 0
        let known = Self.families[random.below(Self.families.count)]
        let any = Self.anyFamily(&random)
        let family = isKnown ? known : any
        let fastest = unitCount == 1 ? (isRTU ? 2 : 1) : isRTU ? 10 : 5
        let labels = family.labels[random.below(family.labels.count)]
        let hall = halls[random.below(halls.count)]
        let feed = feeds[random.below(feeds.count)]
        devices.append(
          Device(
            family: family, name: "\(family.name)-\(line + 1)-\(unit)", line: line, unit: unit,
            interval: max(fastest, [1, 1, 2, 2, 5, 10][random.below(6)]),
            timeout: [200, 500, 1000][random.below(3)],
            ages: [3, 4, 6][random.below(3)],
            labels: Self.replace("\"hall\"", by: "\"\(hall)\"", in: labels)
              + ", feed: \"\(feed)\""))
      }
    }
    if walkedRandom.next() % 4 == 0 {
      let device = walkedRandom.below(devices.count)
      let family = Self.walked[walkedRandom.below(Self.walked.count)]
      devices[device].family = family
      devices[device].name =
        "\(family.name)-\(devices[device].line + 1)-\(devices[device].unit)"
      devices[device].labels = family.labels[0] + ", feed: \"\(feeds[0])\""
    }
    let wanted = Set(devices.flatMap(\.family.rules))
    alarms = Self.rules.keys.sorted().filter(wanted.contains).map { rule in
      (rule, random.next() % 4 == 0 ? ", latch: true" : "")
    }
  }

  var deviceCount: Int { devices.count }
  func deviceName(_ device: Int) -> String { devices[device].name }
  func interval(ofDevice device: Int) -> Duration { .seconds(devices[device].interval) }
  func spareName(_ spare: Int) -> String { spares[spare].name }
  func interval(ofSpare spare: Int) -> Duration { .seconds(spares[spare].interval) }

  /// Draws a device that may be added, half of them on a line of their own.
  ///
  /// - Returns: its place among those.
  mutating func drawSpare(_ random: inout SplitMix64) -> Int {
    let isKnown = random.next() % 2 == 0
    let known = Self.families[random.below(Self.families.count)]
    let any = Self.anyFamily(&random)
    let family = isKnown ? known : any
    var line = random.below(endpoints.count)
    if random.next() % 2 == 0 {
      line = endpoints.count
      endpoints.append("tcp://10.0.0.\(line + 1):502")
      isSerial.append(false)
      gaps.append(5)
    }
    let unit = 1 + ((devices + spares).filter { $0.line == line }.map(\.unit).max() ?? 0)
    spares.append(
      Device(
        family: family, name: "\(family.name)-\(line + 1)-\(unit)", line: line, unit: unit,
        interval: 10, timeout: 500, ages: 4, labels: family.labels[0] + ", feed: \"A\""))
    return spares.count - 1
  }

  /// The site file.
  ///
  /// - Parameters:
  ///   - pace: how many times as long as drawn the intervals are.
  ///   - edits: what has been done to it, in this order.
  func text(pace: Int, after edits: [SiteEdit.Change] = []) -> String {
    var added: [Device] = []
    var present = devices.map { Optional($0) }
    var areLimitsMoved = false
    for edit in edits {
      switch edit {
      case .slows(let device, let factor):
        present[device]?.interval = devices[device].interval * factor
      case .limits: areLimitsMoved.toggle()
      case .adds(let spare): added.append(spares[spare])
      case .removes(let device):
        guard present[device] != nil else {
          present[device] = devices[device]
          continue
        }
        // A site without devices is none.
        if present.count(where: { $0 != nil }) > 1 { present[device] = nil }
      case .misaddresses(let device): present[device]?.unit = devices[device].unit + 200
      case .mistake: break
      }
    }
    return text(pace: pace, added + present.compactMap(\.self), areLimitsMoved: areLimitsMoved)
  }

  /// The file with every device that is ever there, those that may come after the others.
  ///
  /// - Parameter spares: those of them that may come.
  func worldText(pace: Int, spares: [Int]) -> String {
    text(pace: pace, devices + spares.map { self.spares[$0] }, areLimitsMoved: false)
  }

  private func text(pace: Int, _ devices: [Device], areLimitsMoved: Bool) -> String {
    let used = Set(devices.map(\.line))
    let overrides = endpoints.indices.filter { isSerial[$0] && used.contains($0) }
      .map { "    \"\(endpoints[$0])\": { gap: \"\(gaps[$0])ms\" }" }
    let wanted = Set(devices.flatMap(\.family.rules))
    let alarms = alarms.filter { wanted.contains($0.rule) }.map { alarm in
      var rule = Self.rules[alarm.rule] ?? ""
      if areLimitsMoved, let (usual, moved) = Self.movedLimits[alarm.rule] {
        rule = Self.replace(usual, by: moved, in: rule)
      }
      return "    \(rule)\(alarm.latch),\n"
        + "      consequence: \"It matters.\", response: \"Look.\" }"
    }
    return """
      {
        site: "trial",
        poll: { interval: "2s", timeout: "500ms", max_age: "15s" },
        lines: {
      \(overrides.joined(separator: ",\n"))
        },
        devices: [
      \(devices.map { device($0, pace: pace) }.joined(separator: ",\n"))
        ],
        alarms: [
      \(alarms.joined(separator: ",\n"))
        ],
      }

      """
  }

  private func device(_ device: Device, pace: Int) -> String {
    let interval = device.interval * pace
    return """
          { name: "\(device.name)", profile: "\(device.family.profile)",
            endpoint: "\(endpoints[device.line])", unit: \(device.unit), interval: "\(interval)s",
            timeout: "\(device.timeout)ms", max_age: "\(interval * device.ages)s",
            labels: { \(device.labels) } }
      """
  }

  private static func replace(_ old: String, by new: String, in text: String) -> String {
    text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}

extension AgentSettings {
  /// Whether every line has time for what is asked on it, and some to spare for troubles.
  var isAtEase: Bool {
    let poller = Poller(
      lines: lines, devices: devices.map(\.polled), startedAt: Simulation.origin)
    return lines.indices.allSatisfy {
      poller.plannedBusyRatio(of: LineIndex(rawValue: $0)) <= 0.5
    }
  }
}
