extension Dashboard {
  /// Alarms first, then a look at everything.
  static let siteOverview = Dashboard(
    "site-overview", title: "site overview",
    description: "The plant of a site as hallwatch sees it: alarms first, then power, climate, "
      + "fire and leak, and whether the agent can know."
  ) {
    [
      .row("Now"),
      .number(
        "Agents up", width: 3,
        steps: [.init(color: "red", from: nil), .init(color: "green", from: 1)],
        "Agents that Prometheus scrapes now. Without one nothing below is known of its plant.",
        Query("sum(up{job=\"hallwatch\",site=~\"$site\"})")),
      .number(
        "Devices silent", width: 3,
        "Devices that give no good reading. What they would say is withheld, never repeated.",
        Query("count(\(Query.ofDevice("device_up")) == 0) or vector(0)")),
      .number(
        "Critical alarms", width: 3, "Active alarms that want a person within minutes.",
        Query("sum(\(Query.ofDevice("alarm_active", "priority=\"critical\"")))")),
      .number(
        "High alarms", width: 3,
        steps: [.init(color: "green", from: nil), .init(color: "orange", from: 1)],
        "Active alarms that want a person soon.",
        Query("sum(\(Query.ofDevice("alarm_active", "priority=\"high\"")))")),
      .number(
        "Not acknowledged",
        steps: [.init(color: "green", from: nil), .init(color: "orange", from: 1)],
        "Alarms of which nobody has said that he knows.",
        Query("sum(\(Query.ofSite("alarms", "state=~\".*unacknowledged\"")))")),
      .number(
        "Drill", width: 4,
        steps: [.init(color: "green", from: nil), .init(color: "purple", from: 1)],
        "1 while a scenario is played: nothing here is the real plant then.",
        Query("max(\(Query.ofSite("drill")))")),
      .number(
        "Alarm flood", "1 while more alarms come than a person can follow (ISA-18.2).",
        Query("max(\(Query.ofSite("alarm_flood_active")))")),
      .row("Alarms"),
      .table(
        "Alarms that stand", width: 14, "Every active alarm, with device and priority.",
        Query("\(Query.ofDevice("alarm_active")) == 1")),
      .graph(
        "Active alarms by priority", unit: "short", width: 10,
        "How many alarms were active, by priority.",
        Query("sum by (priority) (\(Query.ofDevice("alarm_active")))", legend: "{{priority}}")),
      .row("The plant"),
      .graph(
        "Real power", unit: "watt", width: 8, "What meters and UPS measure in all.",
        Query(
          "sum by (device, side) (\(Query.plant("electric_real_power_watts", "phase=\"\"")))",
          legend: "{{device}} {{side}}")),
      .flags(
        "On battery", width: 8, one: "on battery", "UPS that live from their batteries.",
        Query(Query.plant("ups_on_battery"), legend: "{{device}}")),
      .graph(
        "Air temperature", unit: "celsius", width: 8, "The warmest air of each room and aisle.",
        Query(
          "max by (room, aisle) (\(Query.plant("air_temperature_celsius")))",
          legend: "{{room}} {{aisle}}")),
      .flags(
        "Fire", width: 12, one: "FIRE", "What fire panels, contacts and detectors report.",
        Query(Query.plant("fire_alarm"), legend: "{{device}}")),
      .flags(
        "Leak", width: 12, one: "LEAK", "What leak detection reports.",
        Query(Query.plant("leak_detected"), legend: "{{device}} {{zone}}")),
    ]
  }

  /// Whether the alarms can be lived with: the figures of ISA-18.2 and EEMUA 191.
  static let alarms = Dashboard(
    "alarms", title: "alarms and their figures",
    description: "What stands, what came, and whether a person can still follow (ISA-18.2)."
  ) {
    [
      .row("Now"),
      .table(
        "Active alarms", width: 14, "Every active alarm, with device and priority.",
        Query("\(Query.ofDevice("alarm_active")) == 1")),
      .graph(
        "Alarms by state", unit: "short", width: 10,
        "How many alarms are in each state but normal.",
        Query(
          "sum by (state) (\(Query.ofSite("alarms", "state!=\"normal\"")))", legend: "{{state}}")),
      .flags(
        "Critical and high alarms", width: 24, one: "active",
        "When each critical or high alarm of the shown time was active.",
        Query(
          "max by (device, alarm, limit) (\(criticalOrHigh)) and on (device, alarm, limit) "
            + "(max_over_time(\(criticalOrHigh)[$__range]) > 0)",
          legend: "{{device}} {{alarm}} {{limit}}")),
      .row("Figures"),
      .graph(
        "Occurrences", unit: "short",
        "How often alarms came, an hour. More than about six an hour is too many to act on.",
        Query(
          "sum by (priority) (rate(\(Query.ofDevice("alarm_activations_total"))[1h])) * 3600",
          legend: "{{priority}}")),
      .flags(
        "Flood", one: "flood", "Ten alarms in ten minutes begin one, five end it (ISA-18.2).",
        Query(Query.ofSite("alarm_flood_active"), legend: "{{site}}")),
      .graph(
        "Told in the last ten minutes, hour and day", unit: "short",
        "Alarms that a person was told of. Up to ten in ten minutes can be followed; up to 150 a day "
          + "are bearable (EEMUA 191).",
        Query(Query.ofSite("alarm_recent_annunciations"), legend: "{{site}} {{window}}")),
      .graph(
        "Chattering and stale", unit: "short",
        "Alarms that come and go three times a minute, and alarms that have stood for a day. Each is a "
          + "limit, a delay or a repair that is owed.",
        Query(Query.ofSite("alarms_chattering"), legend: "{{site}} chattering"),
        Query(Query.ofSite("alarms_stale"), legend: "{{site}} stale")),
      .graph(
        "Time in flood", unit: "percentunit", range: 0...1,
        "The share of the last hour in which there was a flood. The aim is under one percent.",
        Query("rate(\(Query.ofSite("alarm_flood_seconds_total"))[1h])", legend: "{{site}}")),
      .graph(
        "The ten most frequent", unit: "percentunit", range: 0...1,
        "Their share of all occurrences. Much of a bad alarm system is a few bad alarms.",
        Query(Query.ofSite("alarm_top_offenders_ratio"), legend: "{{site}}")),
      .graph(
        "Acknowledged, missed and unread", unit: "short",
        "In the shown time: alarms that somebody acknowledged, that were over before, and that were "
          + "acknowledged too quickly to have been read.",
        Query(
          "sum by (site) (increase(\(Query.ofSite("alarm_acknowledgements_total"))[$__range]))",
          legend: "{{site}} acknowledged"),
        Query(
          "sum by (site) (increase(\(Query.ofSite("alarm_missed_total"))[$__range]))",
          legend: "{{site}} missed"),
        Query(
          "sum by (site) (increase(\(Query.ofSite("alarm_hasty_acknowledgements_total"))[$__range]))",
          legend: "{{site}} unread")),
      .flags(
        "Condition unknown", zero: "unknown", one: "known", color: "green",
        "Alarms whose condition nobody can know now, because their device is silent or bad.",
        Query(
          "min by (device) (\(Query.ofDevice("alarm_condition_known")))", legend: "{{device}}")),
    ]
  }

  private static var criticalOrHigh: String {
    Query.ofDevice("alarm_active", "priority=~\"critical|high\"")
  }

  /// Whether the agent can know: devices, lines, and what it costs.
  static let agent = Dashboard(
    "agent", title: "agent and lines",
    description: "Whether the agent can know what it says: devices, lines, journal, cost."
  ) {
    [
      .row("Devices"),
      .flags(
        "Devices answering", zero: "silent", one: "answers", color: "green",
        "Devices whose last cycle gave a good reading.",
        Query(Query.ofDevice("device_up"), legend: "{{device}}")),
      .graph(
        "Points by quality", unit: "short", "How many points are good, uncertain and bad.",
        Query("sum by (quality) (\(Query.ofDevice("device_points")))", legend: "{{quality}}")),
      .graph(
        "Poll duration", unit: "s", "How long the last cycle of each device took.",
        Query(Query.ofDevice("device_poll_duration_seconds"), legend: "{{device}}")),
      .graph(
        "Cycles left out", unit: "short",
        "Cycles that could not begin in time, by device, in the shown time.",
        Query(
          "increase(\(Query.ofDevice("device_overruns_total"))[$__range])", legend: "{{device}}")),
      .row("Lines"),
      .graph(
        "Requests", unit: "reqps", "Requests by how they ended.",
        Query(
          "sum by (outcome) (\(Query.rate(Query.ofSite("requests_total"))))", legend: "{{outcome}}")
      ),
      .graph(
        "Dropped responses", unit: "ops",
        "Responses that are not provably the answer to their request, by what was wrong.",
        Query(
          "sum by (reason) (\(Query.rate(Query.ofSite("dropped_responses_total"))))",
          legend: "{{reason}}")),
      .graph(
        "Busy lines", unit: "percentunit", range: 0...1, "The share of time in which a line waits.",
        Query(Query.ofSite("line_busy_ratio"), legend: "{{line}}")),
      .graph(
        "State of lines", unit: "short", "How many lines are in each state.",
        Query("sum by (state) (\(Query.ofSite("line_state")))", legend: "{{state}}")),
      .row("People"),
      .graph(
        "Notifications", unit: "ops", "What was sent to each target, by what became of it.",
        Query(
          "sum by (target, outcome) (\(Query.rate(Query.ofSite("notifications_total")))) or vector(0)",
          legend: "{{target}} {{outcome}}")),
      .graph(
        "Waiting to be told", unit: "short",
        "Messages that wait for a target. They are in the journal and are sent when it answers.",
        Query(
          "sum by (target) (\(Query.ofSite("notifications_pending"))) or vector(0)",
          legend: "{{target}}")),
      .row("Journal and cost"),
      .graph(
        "Journal", unit: "ops", width: 8, "Records on disk, and attempts that failed.",
        Query(Query.rate(Query.ofSite("journal_records_total")), legend: "records"),
        Query(Query.rate(Query.ofSite("journal_write_errors_total")), legend: "errors")),
      .graph(
        "Processor", unit: "percentunit", width: 8, "The share of one core.",
        Query(Query.rate(Query.process("cpu_seconds_total")), legend: "{{site}}")),
      .graph(
        "Memory", unit: "bytes", width: 8, "Resident memory.",
        Query(Query.process("resident_memory_bytes"), legend: "{{site}}")),
    ]
  }
}
