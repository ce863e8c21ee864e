package import Alarms
import DeviceProfiles
import Polling
package import Readings
import Registers

/// What `/api/v1` serves, by the names that the metrics have.
extension Agent {
  /// The alarms that are not normal, the most pressing first; every alarm when `all` is asked.
  ///
  /// - Parameter scope: whose alarms. An alarm of several devices belongs to those who may see all
  ///   of them. The figures of ISA-18.2 are the whole site's, and not for a part of it.
  package func alarmList(
    all: Bool, of scope: DeviceScope = .all, at now: Instant
  ) -> JSONText {
    let indices = alarmsByUrgency(all: all).filter { isIn(scope, $0) }
    let windows = alarms.maintenance.filter { window in
      scope.isAll || window.devices.contains { scope.contains(settings.devices[$0.rawValue]) }
    }
    var members: [(String, JSONText)] = [
      ("site", .text(settings.site)),
      ("time", .text(clock.wallTime(at: now).rfc3339)),
      ("drill", settings.drill.map { .text($0) } ?? .null),
      ("flood_active", .flag(alarms.flood.isActive)),
    ]
    if scope.isAll { members.append(("statistics", alarmStatistics(at: now))) }
    members += [
      ("maintenance", .array(windows.map { describe($0) })),
      ("alarms", .array(indices.map { describe($0, at: now) })),
    ]
    return .object(members)
  }

  private func isIn(_ scope: DeviceScope, _ alarm: AlarmIndex) -> Bool {
    guard !scope.isAll else { return true }
    let definition = alarms.definitions[alarm.rawValue]
    if let device = definition.device {
      return scope.contains(settings.devices[device.rawValue])
    }
    guard case .coincidentLoss(let devices, _) = definition.condition else { return false }
    return devices.allSatisfy { scope.contains(settings.devices[$0.rawValue]) }
  }

  /// The alarms that are not normal, or every alarm, the most pressing first: the order on every
  /// display.
  package func alarmsByUrgency(all: Bool = false) -> [AlarmIndex] {
    alarms.definitions.indices
      .filter { all || alarms[AlarmIndex(rawValue: $0)].state != .normal }
      .map { (urgency: urgency(of: $0), alarm: AlarmIndex(rawValue: $0)) }
      .sorted { $0.urgency < $1.urgency }
      .map(\.alarm)
  }

  /// The devices with how their polling goes.
  package func deviceList(of scope: DeviceScope = .all, at now: Instant) -> JSONText {
    .object([
      ("site", .text(settings.site)),
      ("time", .text(clock.wallTime(at: now).rfc3339)),
      (
        "devices",
        .array(
          settings.devices.indices.filter { scope.contains(settings.devices[$0]) }
            .map { describe(DeviceIndex(rawValue: $0), at: now) })
      ),
    ])
  }

  /// The readings of the devices.
  package func readingList(of scope: DeviceScope = .all, at now: Instant) -> JSONText {
    let wanted = settings.devices.indices.filter { scope.contains(settings.devices[$0]) }
    return .object([
      ("site", .text(settings.site)),
      ("time", .text(clock.wallTime(at: now).rfc3339)),
      (
        "readings",
        .array(
          wanted.flatMap { device in
            points.points(of: DeviceIndex(rawValue: device)).map {
              describe(PointIndex(rawValue: $0), at: now)
            }
          })
      ),
    ])
  }

  /// Every line: its state, its traffic, and what was learned of the devices on it.
  package func lineList(at now: Instant) -> JSONText {
    .object([
      ("site", .text(settings.site)),
      ("time", .text(clock.wallTime(at: now).rfc3339)),
      (
        "lines",
        .array(settings.lines.indices.map { describe(LineIndex(rawValue: $0), at: now) })
      ),
    ])
  }

  /// Fire before all, then active before returned before hidden, then by priority, then by
  /// identifier.
  func urgency(of alarm: Int) -> (Int, Int, Int, String) {
    let definition = alarms.definitions[alarm]
    let status = alarms[AlarmIndex(rawValue: alarm)]
    return (
      definition.hazard.displayRank, status.state.isHidden ? 2 : status.isActive ? 0 : 1,
      status.priority.rank, definition.id
    )
  }

  private func describe(_ alarm: AlarmIndex, at now: Instant) -> JSONText {
    let definition = alarms.definitions[alarm.rawValue]
    let status = alarms[alarm]
    var members: [(String, JSONText)] = [
      ("id", .text(definition.id)), ("alarm", .text(definition.name)),
      ("device", .text(definition.deviceName)), ("point", .text(definition.pointName)),
      ("limit", .text(definition.condition.limitName)),
      ("condition", .text(definition.condition.kind)),
      ("priority", .text(status.priority.rawValue)),
      ("hazard", .text(definition.hazard.rawValue)), ("state", .text(status.state.rawValue)),
      ("active", .flag(status.isActive)), ("acknowledged", .flag(status.facts.isAcknowledged)),
      ("latched", .flag(status.facts.isLatched)),
      ("group", definition.group.map { .text($0) } ?? .null),
      ("first_out", status.firstOut.map { .text($0.rawValue) } ?? .null),
      ("shelved", status.shelving.map { describe($0) } ?? .null),
      ("shelvable", .flag(definition.isShelvable)),
      ("condition_known", .flag(status.isConditionKnown)),
      ("active_since", time(status.activeSince)), ("unknown_since", time(status.unknownSince)),
      ("value", status.lastValue.map { text($0, of: definition.point) } ?? .null),
      ("unit", unit(of: definition.point).map { .text($0) } ?? .null),
      ("value_time", time(status.lastValueAt)),
    ]
    if case .limit(_, let setpoint, let deadband) = alarms.condition(of: alarm) {
      members += [("setpoint", .number(setpoint)), ("deadband", .number(deadband))]
    }
    if alarms.tightened.contains(alarm) { members.append(("tightened", .flag(true))) }
    if case .forecast = definition.condition {
      members.append(
        ("seconds_to_limit", alarms.timeToLimit(alarm).map { .number($0.seconds) } ?? .null))
    }
    members += [
      ("shelved_until", status.shelving.map { time($0.until) } ?? .null),
      ("shelved_by", status.shelving.map { .text($0.user) } ?? .null),
      ("shelved_because", status.shelving.map { .text($0.reason) } ?? .null),
      ("activations", .count(Int(clamping: status.activations))),
      ("consequence", .text(definition.consequence)), ("cause", .text(definition.cause)),
      ("response", .text(definition.response)),
      (
        "time_to_respond_seconds",
        definition.timeToRespond.map { .number($0.seconds) } ?? .null
      ),
      ("labels", text(labels(of: definition))),
    ]
    members += definition.rationale.members.map { ($0.key, .text($0.text)) }
    if let line = definition.lineName { members.append(("line", .text(line))) }
    return .object(members)
  }

  private func describe(_ device: DeviceIndex, at now: Instant) -> JSONText {
    let settings = settings.devices[device.rawValue]
    let health = devices[device.rawValue]
    let status = poller.deviceStatus(device)
    let counts = qualityCounts(of: device, at: now)
    return .object([
      ("device", .text(settings.name)), ("profile", .text(settings.profile.name)),
      ("class", .text(settings.profile.deviceClass.rawValue)),
      ("line", .text(self.settings.lines[settings.line.rawValue].name)),
      ("unit", .count(Int(settings.unit.rawValue))), ("labels", labels(of: device)),
      ("up", .flag(health.isUp)), ("lost", .flag(health.isLost)),
      ("identity", .text(health.identity.rawValue)),
      ("mismatch", health.mismatch.map { .text($0) } ?? .null),
      ("canary_mismatch", health.canaryMismatch.map { .text($0) } ?? .null),
      ("last_success", health.lastSuccessWall.map { .text($0.rfc3339) } ?? .null),
      ("poll_interval_seconds", .number(settings.interval.seconds)),
      (
        "poll_duration_seconds",
        status.lastCycleDuration.map { .number($0.seconds) } ?? .null
      ),
      ("planned_requests", .count(status.plannedRequests)),
      ("cycles", .count(Int(clamping: status.cycles))),
      ("overruns", .count(Int(clamping: status.overruns))),
      (
        "points",
        .object(Quality.allCases.map { ($0.rawValue, .count(counts[$0])) })
      ),
    ])
  }

  private func describe(_ point: PointIndex, at now: Instant) -> JSONText {
    let device = points.device(of: point)
    let definition = settings.devices[device.rawValue].profile.points[points.place(of: point)]
    let reading = presentReading(point, at: now)
    var members: [(String, JSONText)] = [
      ("device", .text(settings.devices[device.rawValue].name)),
      ("point", .text(definition.name)),
      (
        "metrics",
        .array(
          definition.series.map { series in
            .object([
              ("metric", .text(series.quantity.metricName)),
              ("labels", .object(series.labels.map { ($0.name, .text($0.value)) })),
            ])
          })
      ),
    ]
    switch reading.outcome {
    case .value(let value):
      members += [("value", text(value, of: point)), ("quality", .text(Quality.good.rawValue))]
    case .none(let reason):
      members += [("value", .null), ("quality", .text(reason.name))]
    }
    members += [
      ("unit", unit(of: point).map { .text($0) } ?? .null),
      ("time", reading.at == .origin ? .null : time(reading.at)),
      ("last_good_time", time(readings.lastGood(point))),
    ]
    return .object(members)
  }

  private func describe(_ line: LineIndex, at now: Instant) -> JSONText {
    let status = poller.lineStatus(line, at: now)
    let devices = settings.devices.indices.filter { settings.devices[$0].line == line }
    return .object([
      ("line", .text(settings.lines[line.rawValue].name)),
      ("state", .text(status.state.rawValue)),
      ("devices", .array(devices.map { .text(settings.devices[$0].name) })),
      ("openings", .count(Int(clamping: status.openings))),
      ("dead_units", .count(status.deadUnits)),
      (
        "requests",
        .object(
          RequestOutcome.allCases.map { ($0.rawValue, .count(Int(clamping: status.requests($0)))) })
      ),
      ("registers_read", .count(Int(clamping: status.registersRead))),
      (
        "dropped_responses",
        .object(
          ResponseFlaw.allCases.map { ($0.rawValue, .count(Int(clamping: status.dropped($0)))) })
      ),
      ("last_fault", status.lastFault.map { .text(String(describing: $0)) } ?? .null),
      ("learned", .array(devices.flatMap { learned(of: DeviceIndex(rawValue: $0), at: now) })),
    ])
  }

  /// What a device was found to refuse, and when it is put to the test again.
  private func learned(of device: DeviceIndex, at now: Instant) -> [JSONText] {
    (poller.learnedLimits(of: device)?.entries ?? []).map { entry in
      let fact: (String, String) =
        switch entry.fact {
        case .refused(let span, let code): ("refused", "\(span): \(code)")
        case .hole(let span): ("hole", "\(span)")
        case .maximum(let table, let count): ("maximum", "\(table.name) \(count)")
        case .silent(let span): ("silent", "\(span)")
        }
      return .object([
        ("device", .text(settings.devices[device.rawValue].name)),
        ("kind", .text(fact.0)), ("what", .text(fact.1)),
        ("findings", .count(entry.findings)), ("on_trial", .flag(entry.isOnTrial)),
        ("until", time(entry.until)),
      ])
    }
  }

  private func labels(of device: DeviceIndex) -> JSONText {
    text(settings.devices[device.rawValue].labels)
  }

  private func text(_ labels: [Label]) -> JSONText {
    .object(labels.map { ($0.name, JSONText.text($0.value)) })
  }

  private func time(_ instant: Instant?) -> JSONText {
    instant.map { .text(clock.wallTime(at: $0).rfc3339) } ?? .null
  }

  /// The unit in which the values of a point are; nil for none.
  func unit(of point: PointIndex?) -> String? {
    guard let point else { return nil }
    let definition = settings.devices[points.device(of: point).rawValue]
      .profile.points[points.place(of: point)]
    return definition.unit ?? definition.series.first?.quantity.unit
  }

  /// A value by the names that its profile gives to states and flags.
  private func text(_ value: Value, of point: PointIndex?) -> JSONText {
    let meaning = point.map {
      settings.devices[points.device(of: $0).rawValue].profile.points[points.place(of: $0)].meaning
    }
    switch (value, meaning) {
    case (.number(let number), _): return .number(number)
    case (.flag(let isSet), _): return .flag(isSet)
    case (.text(let text), _): return .text(text)
    case (.state(let place), .states(let names)?) where names.indices.contains(place):
      return .text(names[place].name)
    case (.flags(let bits), .flags(let names)?):
      return .array(
        names.filter { bits >> UInt64($0.bit) & 1 == 1 }.map { .text($0.name) })
    case (.state, _), (.flags, _): return .text(value.plainText)
    }
  }
}

extension AlarmHazard {
  /// The order on every display: fire, then what protects against it, then the rest.
  package var displayRank: Int {
    switch self {
    case .fire: 0
    case .gas: 1
    case .fireSupervisory: 2
    case .fireTrouble: 3
    case .leak, .heat, .communication, .none: 4
    }
  }
}
