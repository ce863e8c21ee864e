package import Readings

/// All alarms of the agent: judges every sample, keeps every alarm's life, and says what happened.
///
/// A silence is not a sample: two good samples are neighbours however long ago the first was,
/// unless `dataLost` or a bad sample came between. The owner says when data is too old.
package struct AlarmBoard: Sendable {
  package let definitions: [AlarmDefinition]
  /// Alarms of point n are `watchers[firstWatcher[n]..<firstWatcher[n + 1]]`.
  let firstWatcher: [Int32]
  let watchers: [Int32]
  /// By alarm.
  let tests: [ConditionTest]
  /// The alarms of each device's points, and its communication alarms.
  let pointAlarms: [[AlarmIndex]]
  let communicationAlarms: [[AlarmIndex]]
  let indices: [String: AlarmIndex]

  /// By alarm.
  var watches: [AlarmWatch]
  var shelvings: [AlarmIndex: AlarmStatus.Shelving] = [:]
  var deadlines = AlarmDeadlines()
  /// When occurrences of an earlier run began: before this run's monotonic clock may have.
  var restoredSince: [AlarmIndex: WallTime] = [:]
  /// How many alarms of each priority are in each state.
  package internal(set) var counts = AlarmCounts()
  /// Whether more is annunciated than a person can follow.
  package internal(set) var flood = FloodDetector()
  /// Alarms of an earlier run that were not normal and are no longer in the configuration. They
  /// stay until a person acknowledges their removal.
  package internal(set) var removed: [AlarmSnapshot] = []

  /// The longest time an alarm may be shelved: one shift.
  package static let maximumShelving = Duration.seconds(8 * 3600)

  package init(_ definitions: [AlarmDefinition]) {
    self.definitions = definitions
    tests = definitions.map { ConditionTest($0.condition) }
    watches = definitions.map(AlarmWatch.init)
    (firstWatcher, watchers) = Self.watchersByPoint(definitions)
    let deviceCount = (definitions.compactMap(\.device?.rawValue).max() ?? -1) + 1
    var pointAlarms = [[AlarmIndex]](repeating: [], count: deviceCount)
    var communicationAlarms = pointAlarms
    var indices: [String: AlarmIndex] = [:]
    for (index, definition) in definitions.enumerated() {
      let alarm = AlarmIndex(rawValue: index)
      if let device = definition.device?.rawValue {
        if definition.condition == .communicationLoss {
          communicationAlarms[device].append(alarm)
        } else {
          pointAlarms[device].append(alarm)
        }
      }
      indices[definition.id] = alarm
      counts[definition.priority, .normal] += 1
    }
    self.pointAlarms = pointAlarms
    self.communicationAlarms = communicationAlarms
    self.indices = indices
  }

  private static func watchersByPoint(
    _ definitions: [AlarmDefinition]
  ) -> (first: [Int32], watchers: [Int32]) {
    let points = definitions.map { $0.point?.rawValue }
    let pointCount = (points.compactMap { $0 }.max() ?? -1) + 1
    var first = [Int32](repeating: 0, count: pointCount + 1)
    for case let point? in points { first[point + 1] += 1 }
    for point in 0..<pointCount { first[point + 1] += first[point] }
    var next = first
    var watchers = [Int32](repeating: 0, count: points.count { $0 != nil })
    for (alarm, point) in points.enumerated() {
      guard let point else { continue }
      watchers[Int(next[point])] = Int32(alarm)
      next[point] += 1
    }
    return (first, watchers)
  }

  package subscript(alarm: AlarmIndex) -> AlarmStatus {
    let watch = watches[alarm.rawValue]
    return AlarmStatus(
      facts: watch.machine.facts, priority: watch.priority, activations: watch.activations,
      activeSince: watch.activeSince, lastValue: watch.lastValue?.value,
      lastValueAt: watch.lastValue == nil ? nil : watch.lastValueAt,
      unknownSince: watch.unknownSince, shelving: shelvings[alarm])
  }

  /// The alarm of an identifier; nil when there is none.
  package func index(of id: String) -> AlarmIndex? { indices[id] }

  /// When `timeReached` has something to do; nil when nothing waits.
  package var nextWake: Instant? {
    guard let deadline = deadlines.first else { return flood.nextWake }
    guard let end = flood.nextWake else { return deadline }
    return min(deadline, end)
  }

  /// Tells the alarm's life what happened and, if that shows, writes it down.
  mutating func tell(
    _ alarm: AlarmIndex, _ event: AlarmStateMachine.Event, as kind: AlarmTransition.Kind,
    at: Instant, by user: String? = nil, because reason: String? = nil,
    into transitions: inout [AlarmTransition]
  ) -> AlarmStateMachine.Outcome {
    let index = alarm.rawValue
    let from = watches[index].machine.facts.state
    let outcome = watches[index].machine.receive(event, watches[index].rules)
    guard outcome == .changed else { return outcome }
    let to = watches[index].machine.facts.state
    if event == .occurred {
      watches[index].activations += 1
      watches[index].activeSince = at
    } else if event == .returned {
      watches[index].activeSince = nil
      if !restoredSince.isEmpty { restoredSince[alarm] = nil }
    }
    let priority = watches[index].priority
    counts[priority, from] -= 1
    counts[priority, to] += 1
    let transition = AlarmTransition(
      alarm: alarm, kind: kind, from: from, to: to, value: watches[index].lastValue?.value, at: at,
      occurrence: watches[index].activations, priority: priority,
      quality: watches[index].machine.facts.quality,
      isPresentAtStart: event == .occurred && !watches[index].wasSeenNormal, user: user,
      reason: reason)
    // A raised priority belongs to one loss: it ends when nothing is left of it.
    if to == .normal, priority != definitions[index].priority {
      setPriority(alarm, definitions[index].priority)
    }
    if transition.isAnnunciated { flood.annunciated(at: at) }
    transitions.append(transition)
    return outcome
  }
}
