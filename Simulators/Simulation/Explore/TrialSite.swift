import Plant

/// Draws a small site: a handful of lines, each with a few devices of families of the catalogue,
/// and the alarms that such devices get.
enum TrialSite {
  /// A family with the interval choices that suit it, the rooms it stands in and the alarms that a
  /// site puts on it.
  private struct Family {
    var profile: String
    var name: String
    var labels: [String]
    var rules: [String]
  }

  private static let families: [Family] = [
    Family(
      profile: "apc-smart-ups", name: "ups", labels: ["room: \"power\", feed: \"A\""],
      rules: ["ups_on_battery", "ups_runtime"]),
    Family(
      profile: "eastron-sdm630", name: "meter",
      labels: ["room: \"power\", feed: \"A\", role: \"mains\""], rules: ["mains_failure"]),
    Family(
      profile: "deepsea-gencomm", name: "gen", labels: ["room: \"yard\""],
      rules: ["generator_running"]),
    Family(
      profile: "pace-p16s-bms", name: "battery", labels: ["room: \"battery\", feed: \"A\""],
      rules: ["battery_charge"]),
    Family(
      profile: "vertiv-liebert-crv", name: "crv", labels: ["room: \"hall\", feed: \"A\""],
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

  static func text(_ random: inout SplitMix64) -> String {
    var devices: [String] = []
    var wanted: Set<String> = []
    var overrides: [String] = []
    let lineCount = 1 + Int(random.next() % 5)
    for line in 0..<lineCount {
      let isRTU = random.next() % 4 == 0
      let endpoint = (isRTU ? "rtu+tcp" : "tcp") + "://10.0.0.\(line + 1):502"
      if isRTU { overrides.append("    \"\(endpoint)\": { gap: \"20ms\" }") }
      // Most lines carry one device, some are gateways.
      let unitCount = [1, 1, 1, 2, 4][Int(random.next() % 5)]
      for unit in 1...unitCount {
        let family = families[Int(random.next() % UInt64(families.count))]
        let fastest = unitCount == 1 ? (isRTU ? 2 : 1) : isRTU ? 10 : 5
        devices.append(
          device(
            family, name: "\(family.name)-\(line + 1)-\(unit)", unit: unit, endpoint: endpoint,
            fastest: fastest, &random))
        wanted.formUnion(family.rules)
      }
    }
    let alarms = rules.keys.sorted().filter(wanted.contains).compactMap { rules[$0] }.map { rule in
      let latch = random.next() % 4 == 0 ? ", latch: true" : ""
      return "    \(rule)\(latch),\n      consequence: \"It matters.\", response: \"Look.\" }"
    }
    return """
      {
        site: "trial",
        poll: { interval: "2s", timeout: "500ms", max_age: "15s" },
        lines: {
      \(overrides.joined(separator: ",\n"))
        },
        devices: [
      \(devices.joined(separator: ",\n"))
        ],
        alarms: [
      \(alarms.joined(separator: ",\n"))
        ],
      }

      """
  }

  private static func device(
    _ family: Family, name: String, unit: Int, endpoint: String, fastest: Int,
    _ random: inout SplitMix64
  ) -> String {
    let interval = max(fastest, [1, 1, 2, 2, 5, 10][Int(random.next() % 6)])
    let timeout = [200, 500, 1000][Int(random.next() % 3)]
    let age = interval * [3, 4, 6][Int(random.next() % 3)]
    let labels = family.labels[Int(random.next() % UInt64(family.labels.count))]
    return """
          { name: "\(name)", profile: "\(family.profile)",
            endpoint: "\(endpoint)", unit: \(unit), interval: "\(interval)s",
            timeout: "\(timeout)ms", max_age: "\(age)s", labels: { \(labels) } }
      """
  }
}
