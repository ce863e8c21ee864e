import Alarms
import DeviceProfiles
import Exposition

// The only files that spell metric names are this one and the table of quantities; dashboards and
// rules are tested against what they make.

/// The families of the agent's own series.
enum OwnFamilies {
  static let configurationHash = MetricFamily(
    name: "hallwatch_config_hash_info", type: .info,
    help: "1; the digest of the running configuration.")
  static let reloadSuccessful = MetricFamily(
    name: "hallwatch_config_last_reload_successful", type: .gauge,
    help: "Whether the configuration that was last given is the one that runs.")
  static let drill = MetricFamily(
    name: "hallwatch_drill", type: .gauge,
    help: "1 when the plant is simulated for a drill and nothing of it is real.")
  static let reloadTimestamp = MetricFamily(
    name: "hallwatch_config_last_reload_success_timestamp_seconds", type: .gauge,
    help: "When the configuration in force was taken up, in seconds since 1970.", unit: "seconds")
  static let reloads = MetricFamily(
    name: "hallwatch_config_reloads_total", type: .counter,
    help: "Configurations given while running, by what became of them.")

  static let deviceUp = MetricFamily(
    name: "hallwatch_device_up", type: .gauge,
    help: "1 when the last cycle gave a good reading and the device's identity holds.")
  static let deviceIdentity = MetricFamily(
    name: "hallwatch_device_identity_mismatch", type: .gauge,
    help: "1 when the device is another than its profile describes; nothing of it is published.")
  static let lastSuccess = MetricFamily(
    name: "hallwatch_device_last_success_timestamp_seconds", type: .gauge,
    help: "When the device last gave a good reading, in seconds since 1970.", unit: "seconds")
  static let pollInterval = MetricFamily(
    name: "hallwatch_device_poll_interval_seconds", type: .gauge,
    help: "How often the device is asked for, by configuration.", unit: "seconds")
  static let pollDuration = MetricFamily(
    name: "hallwatch_device_poll_duration_seconds", type: .gauge,
    help: "How long the device's last cycle took.", unit: "seconds")
  static let overruns = MetricFamily(
    name: "hallwatch_device_overruns_total", type: .counter,
    help: "Cycles left out because the one before had not ended.")
  static let devicePoints = MetricFamily(
    name: "hallwatch_device_points", type: .gauge,
    help: "How many points of the device have a reading of each quality.")

  static let requests = MetricFamily(
    name: "hallwatch_requests_total", type: .counter,
    help: "Requests on the line, by how they ended.")
  static let registersRead = MetricFamily(
    name: "hallwatch_registers_read_total", type: .counter,
    help: "Registers and bits that came in proven answers.")
  static let droppedResponses = MetricFamily(
    name: "hallwatch_dropped_responses_total", type: .counter,
    help: "Responses dropped because they did not prove to be the answer, by what was wrong.")
  static let oddTraffic = MetricFamily(
    name: "hallwatch_odd_traffic_total", type: .counter,
    help: "Signs of another master or another device on the line, by what was odd.")
  static let descriptorShortages = MetricFamily(
    name: "hallwatch_descriptor_shortages_total", type: .counter,
    help: "Times that a line or a client wanted a descriptor and there was none.")
  static let lineBusy = MetricFamily(
    name: "hallwatch_line_busy_ratio", type: .gauge,
    help: "Share of the time since the start in which a request was under way on the line.",
    unit: "ratio")
  static let linePlannedBusy = MetricFamily(
    name: "hallwatch_line_planned_busy_ratio", type: .gauge,
    help: "Share of the time in which requests should be under way on the line, as planned.",
    unit: "ratio")
  static let lineState = MetricFamily(
    name: "hallwatch_line_state", type: .gauge,
    help: "1 for the state that the line is in.")

  static let alarmActive = MetricFamily(
    name: "hallwatch_alarm_active", type: .gauge,
    help: "1 while the alarm stands. Lost data never clears it.")
  static let alarmState = MetricFamily(
    name: "hallwatch_alarm_state", type: .gauge,
    help: "1 for the ISA-18.2 state that the alarm is in.")
  static let alarmConditionKnown = MetricFamily(
    name: "hallwatch_alarm_condition_known", type: .gauge,
    help: "0 while the alarm has no good data and keeps its last state.")
  static let alarmActivations = MetricFamily(
    name: "hallwatch_alarm_activations_total", type: .counter,
    help: "How often the alarm has occurred since the agent started.")
  static let alarms = MetricFamily(
    name: "hallwatch_alarms", type: .gauge,
    help: "How many alarms are in each state, by priority.")
  static let alarmFlood = MetricFamily(
    name: "hallwatch_alarm_flood_active", type: .gauge,
    help: "1 while more alarms come than a person can take in (ISA-18.2, clause 16).")

  static let alarmAnnunciationsTotal = MetricFamily(
    name: "hallwatch_alarm_annunciations_total", type: .counter,
    help: "How often a person was told of an alarm, by priority.")
  static let alarmAnnunciations = MetricFamily(
    name: "hallwatch_alarm_recent_annunciations", type: .gauge,
    help: "How often a person was told of an alarm in the last 10 minutes, hour and day.")
  static let alarmPeak = MetricFamily(
    name: "hallwatch_alarm_peak_annunciations", type: .gauge,
    help: "The most annunciations in any 10 minutes since the start.")
  static let alarmFloods = MetricFamily(
    name: "hallwatch_alarm_floods_total", type: .counter,
    help: "Floods of alarms since the start, the present one included.")
  static let alarmFloodTime = MetricFamily(
    name: "hallwatch_alarm_flood_seconds_total", type: .counter,
    help: "How long there has been a flood of alarms since the start, in all.", unit: "seconds")
  static let alarmFloodCount = MetricFamily(
    name: "hallwatch_alarm_flood_annunciations", type: .gauge,
    help: "Annunciations of the present flood; 0 without one.")
  static let alarmFloodStarted = MetricFamily(
    name: "hallwatch_alarm_flood_started_timestamp_seconds", type: .gauge,
    help: "When the present flood began, in seconds since 1970; absent without one.",
    unit: "seconds")
  static let alarmsChattering = MetricFamily(
    name: "hallwatch_alarms_chattering", type: .gauge,
    help: "Alarms that occurred three times within a minute, during the last minute.")
  static let alarmChatter = MetricFamily(
    name: "hallwatch_alarm_chatter_detections_total", type: .counter,
    help: "How often an alarm began to chatter.")
  static let alarmFleeting = MetricFamily(
    name: "hallwatch_alarm_fleeting_detections_total", type: .counter,
    help: "Occurrences that were over within 10 s and did not come again within a minute.")
  static let alarmsStale = MetricFamily(
    name: "hallwatch_alarms_stale", type: .gauge,
    help: "Alarms that have been active for more than a day.")
  static let alarmMissed = MetricFamily(
    name: "hallwatch_alarm_missed_total", type: .counter,
    help: "Occurrences that were over before anybody acknowledged them.")
  static let alarmAcknowledgements = MetricFamily(
    name: "hallwatch_alarm_acknowledgements_total", type: .counter,
    help: "Acknowledgements, by the priority of the alarm.")
  static let alarmAcknowledgeTime = MetricFamily(
    name: "hallwatch_alarm_acknowledge_seconds_total", type: .counter,
    help: "Time from occurrence to acknowledgement, summed over the acknowledgements.",
    unit: "seconds")
  static let alarmHasty = MetricFamily(
    name: "hallwatch_alarm_hasty_acknowledgements_total", type: .counter,
    help: "Acknowledgements within 2 s, or more than five within 10 s: unread, most likely.")
  static let alarmOffenders = MetricFamily(
    name: "hallwatch_alarm_top_offenders_ratio", type: .gauge,
    help: "Share of the ten most frequent alarms in all occurrences since the start.",
    unit: "ratio")
  static let alarmTimeToLimit = MetricFamily(
    name: "hallwatch_alarm_time_to_limit_seconds", type: .gauge,
    help: "When the limit of a forecast will be passed, going on as now; absent when it will not.",
    unit: "seconds")
  static let assetTimestamp = MetricFamily(
    name: "hallwatch_device_asset_timestamp_seconds", type: .gauge,
    help: "Dates in the life of a device, by event, in seconds since 1970.", unit: "seconds")
  static let maintenanceWindows = MetricFamily(
    name: "hallwatch_maintenance_windows", type: .gauge,
    help: "Maintenance windows that are open.")

  static let journalRecords = MetricFamily(
    name: "hallwatch_journal_records_total", type: .counter,
    help: "Journal records made since the start.")
  static let journalWriteErrors = MetricFamily(
    name: "hallwatch_journal_write_errors_total", type: .counter,
    help: "Failed attempts to write the journal.")
  static let journalDropped = MetricFamily(
    name: "hallwatch_journal_records_dropped_total", type: .counter,
    help: "Journal records that found no place while the disk took none.")
  static let journalPending = MetricFamily(
    name: "hallwatch_journal_pending_records", type: .gauge,
    help: "Journal records that are not known to be on disk.")
}

extension MetricFamily {
  /// The family of a plant quantity.
  init(_ quantity: Quantity) {
    let type: MetricType = quantity.kind == .counter ? .counter : .gauge
    self.init(name: quantity.metricName, type: type, help: quantity.help, unit: quantity.unit)
  }
}
