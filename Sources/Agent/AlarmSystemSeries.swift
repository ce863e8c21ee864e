import Alarms
import Exposition
import Readings

/// How the alarm system itself does, after ISA-18.2 clause 16, as series.
enum AlarmSystemSeries {
  static func walk(_ agent: Agent, at now: Instant, into sink: inout some SeriesSink) {
    floods(agent, at: now, into: &sink)
    let statistics = agent.alarms.statistics
    for priority in AlarmPriority.allCases where priority != .journal {
      let labels = [(name: "priority", value: priority.rawValue)]
      sink.put(
        OwnFamilies.alarmAnnunciationsTotal, labels,
        Double(statistics.annunciations(priority)))
      sink.put(
        OwnFamilies.alarmAcknowledgements, labels,
        Double(statistics.acknowledgements(priority).last ?? 0))
      sink.put(
        OwnFamilies.alarmAcknowledgeTime, labels, statistics.acknowledgeSeconds(priority))
    }
    for window in AlarmStatistics.Window.allCases {
      sink.put(
        OwnFamilies.alarmAnnunciations, [(name: "window", value: window.rawValue)],
        Double(statistics.annunciations(inLast: window, at: now)))
    }
    sink.put(OwnFamilies.alarmPeak, [], Double(statistics.peakOfTenMinutes))
    sink.put(
      OwnFamilies.alarmsChattering, [], Double(statistics.chattering(at: now).count))
    sink.put(OwnFamilies.alarmChatter, [], Double(statistics.chatterDetections))
    sink.put(OwnFamilies.alarmFleeting, [], Double(statistics.fleetingDetections))
    sink.put(OwnFamilies.alarmsStale, [], Double(agent.alarms.stale(at: now).count))
    sink.put(OwnFamilies.alarmMissed, [], Double(statistics.missedCount))
    sink.put(OwnFamilies.alarmHasty, [], Double(statistics.hastyAcknowledgements))
    sink.put(
      OwnFamilies.alarmOffenders, [], statistics.shareOfTopOffenders ?? SampleValue.absent)
    sink.put(OwnFamilies.maintenanceWindows, [], Double(agent.alarms.maintenance.count))
  }

  private static func floods(
    _ agent: Agent, at now: Instant, into sink: inout some SeriesSink
  ) {
    let flood = agent.alarms.flood
    sink.put(OwnFamilies.alarmFlood, [], flood.isActive ? 1 : 0)
    sink.put(OwnFamilies.alarmFloods, [], Double(flood.floodCount))
    sink.put(OwnFamilies.alarmFloodTime, [], flood.duration(at: now).seconds)
    sink.put(OwnFamilies.alarmFloodCount, [], Double(flood.count))
    sink.put(
      OwnFamilies.alarmFloodStarted, [],
      flood.startedAt.map { agent.clock.wallTime(at: $0).secondsSince1970 } ?? SampleValue.absent)
  }
}
