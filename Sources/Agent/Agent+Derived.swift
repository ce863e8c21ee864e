import Alarms
import DeviceProfiles
import Readings
import Registers

/// What the agent makes of readings before they count: see `DerivedState`.
extension Agent {
  /// Works out what depends on a span of a device that was just read or refused.
  mutating func refreshComputed(
    of device: DeviceIndex, after span: RegisterSpan, at now: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    let first = points.points(of: device).lowerBound
    for computed in derived[device.rawValue].computations
    where computed.spans.contains(where: { span.contains($0) }) {
      let inputs = computed.computation.inputs.map {
        readings[PointIndex(rawValue: first + $0)]
      }
      // A value is as old as the oldest of what it was made of.
      let taken = inputs.map(\.at).min() ?? now
      let point = PointIndex(rawValue: first + computed.computation.place)
      let settings = settings.devices[device.rawValue]
      let isLate = now.since(taken) > settings.maximumAge(of: points.pace(of: point))
      let outcome = computed.computation.outcome(of: inputs.map(\.outcome))
      let reading = Reading(isLate && outcome.isValue ? .none(.stale) : outcome, at: taken)
      readings.store(reading, of: point)
      alarms.observe(
        point, reading, quality: reading.value == nil ? .bad : .good, at: now, into: &transitions)
    }
  }

  /// Judges the heartbeat of a device by an answer. What a device says while its heartbeat stands
  /// still is frozen and counts as nothing.
  mutating func watchHeartbeat(
    of device: DeviceIndex, in block: RegisterBlock, at now: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    guard derived[device.rawValue].heartbeat?.take(block, at: now) == true,
      let watch = derived[device.rawValue].heartbeat
    else { return }
    let point = points.point(watch.flagPlace, of: device)
    // One answer does not tell whether the heart beats: until two do, nobody knows.
    let reading = Reading(
      watch.isKnown ? .value(.flag(watch.isStale)) : .none(.waitingForInitialData), at: now)
    readings.store(reading, of: point)
    alarms.observe(
      point, reading, quality: watch.isKnown ? .good : .bad, at: now, into: &transitions)
  }

  /// Puts counters on record.
  mutating func recordCounters(
    _ places: some Sequence<Int>, of device: DeviceIndex, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    for place in places {
      guard let snapshot = counterSnapshot(of: device, at: place) else { continue }
      record(.counter, snapshot.journalFields, at: now, into: &effects)
    }
  }

  /// Says again how far every counter has got, so that old segments of the journal may go.
  mutating func checkpointCounters(at now: Instant, into effects: inout [AgentEffect]) {
    for index in settings.devices.indices {
      recordCounters(
        derived[index].counters.keys.sorted(), of: DeviceIndex(rawValue: index), at: now,
        into: &effects)
    }
  }

  func counterSnapshot(of device: DeviceIndex, at place: Int) -> CounterSnapshot? {
    guard let carry = derived[device.rawValue].counters[place], let last = carry.last else {
      return nil
    }
    let settings = settings.devices[device.rawValue]
    return CounterSnapshot(
      device: settings.name, profile: settings.profile.name,
      point: settings.profile.points[place].name, turns: carry.turns, value: last)
  }

  /// Goes on with the counters of an earlier run, as far as the devices are still of their families.
  mutating func resume(_ counters: [CounterSnapshot]) {
    for snapshot in counters {
      guard let index = settings.devices.firstIndex(where: { $0.name == snapshot.device }),
        settings.devices[index].profile.name == snapshot.profile,
        let place = settings.devices[index].profile.points.firstIndex(where: {
          $0.name == snapshot.point
        })
      else { continue }
      derived[index].resume(snapshot, at: place)
    }
  }
}

extension Reading.Outcome {
  fileprivate var isValue: Bool { if case .value = self { true } else { false } }
}
