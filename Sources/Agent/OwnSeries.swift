import Alarms
import DeviceProfiles
import Exposition
import Polling
import Readings
import Registers

/// The agent's own series, in one fixed order: the first walk numbers them, later ones fill them.
enum OwnSeries {
  static func walk(_ agent: Agent, at now: Instant, into sink: inout some SeriesSink) {
    agentSeries(agent, at: now, into: &sink)
    for index in agent.devices.indices {
      deviceSeries(agent, DeviceIndex(rawValue: index), at: now, into: &sink)
    }
    for index in agent.settings.lines.indices {
      lineSeries(agent, LineIndex(rawValue: index), at: now, into: &sink)
    }
    for index in agent.alarms.definitions.indices {
      alarmSeries(agent, AlarmIndex(rawValue: index), into: &sink)
    }
  }

  private static func agentSeries(
    _ agent: Agent, at now: Instant, into sink: inout some SeriesSink
  ) {
    sink.put(
      OwnFamilies.configurationHash,
      [(name: "hash", value: agent.settings.configurationHash)], 1)
    sink.put(OwnFamilies.reloadSuccessful, [], agent.reload.failure == nil ? 1 : 0)
    sink.put(
      OwnFamilies.reloadTimestamp, [],
      agent.reload.loadedAt.map { Double($0) / 1e9 } ?? SampleValue.absent)
    for result in ReloadReport.Result.allCases {
      sink.put(
        OwnFamilies.reloads, [(name: "outcome", value: result.rawValue)],
        Double(agent.reload.counts[result] ?? 0))
    }
    sink.put(OwnFamilies.drill, [], agent.settings.drill == nil ? 0 : 1)
    sink.put(OwnFamilies.descriptorShortages, [], Double(agent.descriptorShortages))
    sink.put(OwnFamilies.journalRecords, [], Double(agent.journal.recordCount))
    sink.put(OwnFamilies.journalWriteErrors, [], Double(agent.journal.writeErrorCount))
    sink.put(OwnFamilies.journalDropped, [], Double(agent.journal.droppedCount))
    sink.put(OwnFamilies.journalPending, [], Double(agent.journal.pendingCount))
    AlarmSystemSeries.walk(agent, at: now, into: &sink)
    for priority in AlarmPriority.allCases {
      for state in AlarmState.allCases {
        sink.put(
          OwnFamilies.alarms,
          [
            (name: "priority", value: priority.rawValue), (name: "state", value: state.rawValue),
          ],
          Double(agent.alarms.counts[priority, state]))
      }
    }
  }

  private static func deviceSeries(
    _ agent: Agent, _ device: DeviceIndex, at now: Instant, into sink: inout some SeriesSink
  ) {
    let settings = agent.settings.devices[device.rawValue]
    let health = agent.devices[device.rawValue]
    let labels = [(name: "device", value: settings.name)]
    let status = agent.poller.deviceStatus(device)
    sink.put(OwnFamilies.deviceUp, labels, health.isUp ? 1 : 0)
    sink.put(OwnFamilies.deviceIdentity, labels, health.identity == .mismatch ? 1 : 0)
    sink.put(
      OwnFamilies.lastSuccess, labels,
      health.lastSuccessWall?.secondsSince1970 ?? SampleValue.absent)
    for (name, date) in settings.asset.events {
      sink.put(
        OwnFamilies.assetTimestamp, labels + [(name: "event", value: name)],
        date.secondsSince1970)
    }
    sink.put(OwnFamilies.pollInterval, labels, settings.interval.seconds)
    sink.put(
      OwnFamilies.pollDuration, labels,
      status.lastCycleDuration?.seconds ?? SampleValue.absent)
    sink.put(OwnFamilies.overruns, labels, Double(status.overruns))
    let counts = agent.qualityCounts(of: device, at: now)
    for quality in Quality.allCases {
      sink.put(
        OwnFamilies.devicePoints, labels + [(name: "quality", value: quality.rawValue)],
        Double(counts[quality]))
    }
  }

  private static func lineSeries(
    _ agent: Agent, _ line: LineIndex, at now: Instant, into sink: inout some SeriesSink
  ) {
    let labels = [(name: "line", value: agent.settings.lines[line.rawValue].name)]
    let status = agent.poller.lineStatus(line, at: now)
    for outcome in RequestOutcome.allCases {
      sink.put(
        OwnFamilies.requests, labels + [(name: "outcome", value: outcome.rawValue)],
        Double(status.requests(outcome)))
    }
    sink.put(OwnFamilies.registersRead, labels, Double(status.registersRead))
    for flaw in ResponseFlaw.allCases {
      sink.put(
        OwnFamilies.droppedResponses, labels + [(name: "reason", value: flaw.rawValue)],
        Double(status.dropped(flaw)))
    }
    for reason in OddTraffic.allCases {
      sink.put(
        OwnFamilies.oddTraffic, labels + [(name: "reason", value: reason.rawValue)],
        Double(agent.lineWatches[line.rawValue].count(reason, status)))
    }
    let elapsed = now.since(agent.startedAt).nanoseconds
    sink.put(
      OwnFamilies.lineBusy, labels,
      elapsed > 0 ? min(1, Double(status.busyNanoseconds) / Double(elapsed)) : 0)
    sink.put(OwnFamilies.linePlannedBusy, labels, agent.poller.plannedBusyRatio(of: line))
    for state in LineStateName.allCases {
      sink.put(
        OwnFamilies.lineState, labels + [(name: "state", value: state.rawValue)],
        status.state == state ? 1 : 0)
    }
  }

  private static func alarmSeries(
    _ agent: Agent, _ alarm: AlarmIndex, into sink: inout some SeriesSink
  ) {
    let definition = agent.alarms.definitions[alarm.rawValue]
    let status = agent.alarms[alarm]
    // Those with one more label first: the others then share all their text with them.
    let isShown =
      agent.settings.alarmStateSeries == .all || status.state != .normal || status.activations > 0
    for state in AlarmState.allCases {
      sink.put(
        OwnFamilies.alarmState,
        labels(of: definition) + [(name: "state", value: state.rawValue)],
        isShown ? (status.state == state ? 1 : 0) : SampleValue.absent)
    }
    sink.put(OwnFamilies.alarmActive, labels(of: definition), status.isActive ? 1 : 0)
    sink.put(
      OwnFamilies.alarmConditionKnown, labels(of: definition), status.isConditionKnown ? 1 : 0)
    sink.put(
      OwnFamilies.alarmActivations, labels(of: definition), Double(status.activations))
    if case .forecast = definition.condition {
      sink.put(
        OwnFamilies.alarmTimeToLimit, labels(of: definition),
        agent.alarms.timeToLimit(alarm)?.seconds ?? SampleValue.absent)
    }
  }

  /// What identifies an alarm's series. Nothing in it changes while the alarm lives.
  private static func labels(of definition: AlarmDefinition) -> [(name: String, value: String)] {
    [
      (name: "alarm", value: definition.name), (name: "device", value: definition.deviceName),
      (name: "line", value: definition.lineName ?? ""),
      (name: "point", value: definition.pointName),
      (name: "limit", value: definition.condition.limitName),
      (name: "priority", value: definition.priority.rawValue),
    ]
  }
}
