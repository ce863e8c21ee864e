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
  /// By alarm, what is judged now.
  var tests: [ConditionTest]
  /// The alarms of each device, those of them that samples of one point judge, and its
  /// communication alarms.
  let pointAlarms: [[AlarmIndex]]
  let sampledAlarms: [[AlarmIndex]]
  let communicationAlarms: [[AlarmIndex]]
  let indices: [String: AlarmIndex]
  /// Alarms that are looked at by the clock, and by the calendar.
  let staleAlarms: [AlarmIndex]
  let dateAlarms: [AlarmIndex]
  /// By device, the alarms that come when it is lost together with others.
  let coincidenceAlarms: [DeviceIndex: [AlarmIndex]]
  /// What conditions over several points, and suppressions, look at.
  let expressions: [AlarmIndex: CompiledCondition]
  let suppressions: [AlarmIndex: FactTable.Compiled]
  /// By alarm, the one of the milder limit of the same point; -1 for none.
  let milderLimit: [Int32]

  /// By alarm.
  var watches: [AlarmWatch]
  var facts: FactTable
  var trackers: TrackerTable
  var groups: AlarmGroups
  /// By alarm, whether a delay over facts is running; and how many are.
  var isDelaying: [Bool]
  var delayingCount = 0
  /// When the first fact of a sequence came that waits for the second.
  var sequenceStarts: [AlarmIndex: Instant] = [:]
  /// Suppressions that lasted for as long as they may.
  var exhaustedSuppressions: Set<AlarmIndex> = []
  /// Suppressions of an earlier run of which nothing is known yet, and how long they last so.
  var resumedSuppressions: Set<AlarmIndex> = []
  static let resumedSuppressionTime = Duration.seconds(60)
  /// Suppressions that are over and last a little longer.
  var lingering: Set<AlarmIndex> = []
  var losses: [DeviceIndex: Loss] = [:]
  /// When the present occurrence of an alarm that nobody acknowledged yet began.
  var occurrences: [AlarmIndex: Instant] = [:]
  /// The same of an earlier run, while that is gone through.
  var pastOccurrences: [AlarmIndex: WallTime] = [:]
  /// Since when the figures are counted; nil for the start of this run.
  package internal(set) var statisticsSince: WallTime?
  /// When the clock was first looked at.
  var watchedSince: Instant?
  var shelvings: [AlarmIndex: AlarmStatus.Shelving] = [:]
  var deadlines = AlarmDeadlines()
  /// When occurrences of an earlier run began: before this run's monotonic clock may have.
  var restoredSince: [AlarmIndex: WallTime] = [:]
  /// How many alarms of each priority are in each state.
  package internal(set) var counts = AlarmCounts()
  /// Whether more is annunciated than a person can follow.
  package internal(set) var flood = FloodDetector()
  /// How the alarm system itself does.
  package internal(set) var statistics = AlarmStatistics()
  /// Alarms of an earlier run that were not normal and are no longer in the configuration. They
  /// stay until a person acknowledges their removal.
  package internal(set) var removed: [AlarmSnapshot] = []

  /// What is worked on now.
  package internal(set) var maintenance: [MaintenanceWindow] = []
  /// Alarms whose tighter condition is in force, because somebody works close by.
  package internal(set) var tightened: Set<AlarmIndex> = []
  /// Alarms that have one.
  let tightenable: [AlarmIndex]
  /// Whether alarms may be hidden by the maintenance of an earlier run that is over.
  var hasOrphans = false

  /// Maintenance windows at once. More than people work at a time.
  package static let maximumMaintenances = 64
  /// The longest maintenance: three days. What takes longer is begun anew, by a person who looks.
  package static let maximumMaintenance = Duration.seconds(72 * 3600)
  /// The longest time an alarm may be shelved: one shift.
  package static let maximumShelving = Duration.seconds(8 * 3600)

  package init(_ definitions: [AlarmDefinition]) {
    // Put together from several lists, it has room for as many again.
    self.definitions = definitions.withUnsafeBufferPointer { Array($0) }
    tests = definitions.map { ConditionTest($0.condition) }
    let plan = AlarmPlan(definitions)
    facts = plan.facts
    trackers = plan.trackers
    expressions = plan.expressions
    suppressions = plan.suppressions
    milderLimit = plan.milderLimit
    (firstWatcher, watchers) = plan.watchersByPoint()
    watches = definitions.map(AlarmWatch.init)
    for (alarm, tracker) in plan.trackerOf { watches[alarm].tracker = Int32(tracker) }
    groups = AlarmGroups(definitions)
    isDelaying = Array(repeating: false, count: definitions.count)
    indices = Dictionary(
      definitions.indices.map { (definitions[$0].id, AlarmIndex(rawValue: $0)) },
      uniquingKeysWith: { _, last in last })
    let all = definitions.indices.map { AlarmIndex(rawValue: $0) }
    staleAlarms = all.filter {
      if case .stale = definitions[$0.rawValue].condition { true } else { false }
    }
    dateAlarms = all.filter {
      if case .dueDate = definitions[$0.rawValue].condition { true } else { false }
    }
    tightenable = all.filter { definitions[$0.rawValue].inMaintenance != nil }
    coincidenceAlarms = plan.coincidenceAlarms
    pointAlarms = plan.alarmsByDevice { $0 != .communicationLoss }
    sampledAlarms = plan.alarmsByDevice { !$0.isJudgedByClock && !$0.isOverSeveralPoints }
    communicationAlarms = plan.alarmsByDevice { $0 == .communicationLoss }
    for definition in definitions { counts[definition.priority, .normal] += 1 }
  }

  package subscript(alarm: AlarmIndex) -> AlarmStatus {
    let watch = watches[alarm.rawValue]
    return AlarmStatus(
      facts: watch.machine.facts, priority: watch.priority, activations: watch.activations,
      activeSince: watch.activeSince, lastValue: watch.lastValue?.value,
      lastValueAt: watch.lastValue == nil ? nil : watch.lastValueAt,
      unknownSince: watch.unknownSince, shelving: shelvings[alarm],
      firstOut: groups.firstOut(alarm))
  }

  /// How long until the limit of a forecast is passed, as of the last sample; nil for other alarms,
  /// and while nothing goes there or nothing is known.
  package func timeToLimit(_ alarm: AlarmIndex) -> Duration? {
    let watch = watches[alarm.rawValue]
    guard watch.tracker >= 0, watch.machine.facts.isConditionKnown,
      case .number(let number)? = watch.lastValue
    else { return nil }
    return trackers.timeToLimit(Int(watch.tracker), from: number, at: watch.lastValueAt)
  }

  /// Alarms that have been active for so long that they are no longer news, in order.
  package func stale(at: Instant) -> [AlarmIndex] {
    watches.indices.filter { index in
      watches[index].activeSince.map { at.since($0) > AlarmStatistics.staleAge } ?? false
    }.map { AlarmIndex(rawValue: $0) }
  }

  /// The alarm of an identifier; nil when there is none.
  package func index(of id: String) -> AlarmIndex? { indices[id] }

  /// When `timeReached` has something to do; nil when nothing waits.
  package var nextWake: Instant? {
    var wake = deadlines.first
    for other in [flood.nextWake, nextMaintenanceEnd] {
      guard let other else { continue }
      wake = min(wake ?? other, other)
    }
    return hasOrphans ? .origin : wake
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
    let firstOut = follow(alarm, event, from: from, to: to, at: at)
    let priority = watches[index].priority
    counts[priority, from] -= 1
    counts[priority, to] += 1
    var transition = AlarmTransition(
      alarm: alarm, kind: kind, from: from, to: to, value: watches[index].lastValue?.value, at: at,
      occurrence: watches[index].activations, priority: priority,
      quality: watches[index].machine.facts.quality,
      isPresentAtStart: event == .occurred && !watches[index].wasSeenNormal, firstOut: firstOut,
      user: user, reason: reason)
    // A raised priority belongs to one loss: it ends when nothing is left of it.
    if to == .normal, priority != definitions[index].priority {
      setPriority(alarm, definitions[index].priority)
    }
    if transition.isAnnunciated {
      flood.annunciated(at: at)
      statistics.annunciated(priority, at: at)
      watches[index].isTold = true
    } else if !watches[index].machine.facts.condition.isActive,
      !watches[index].machine.facts.isLatched
    {
      watches[index].isTold = false
    }
    transition.aftermath.facts = watches[index].machine.facts
    transition.aftermath.isTold = watches[index].isTold
    transition.aftermath.activeSince = watches[index].activeSince
    transition.aftermath.restoredSince = restoredSince.isEmpty ? nil : restoredSince[alarm]
    transitions.append(transition)
    if event == .occurred { escalate(alarm, at: at, into: &transitions) }
    return outcome
  }

  /// Keeps up with a change what is counted and grouped; says whether it came first in its group.
  private mutating func follow(
    _ alarm: AlarmIndex, _ event: AlarmStateMachine.Event, from: AlarmState, to: AlarmState,
    at: Instant
  ) -> FirstOut? {
    let index = alarm.rawValue
    groups.moved(alarm, from: from, to: to)
    if event == .occurred {
      watches[index].activations += 1
      watches[index].activeSince = at
      occurrences[alarm] = at
      statistics.occurred(alarm, at: at)
      guard !to.isHidden else { return nil }
      return groups.occurred(
        alarm, began: watches[index].beganAt, lastNormal: watches[index].lastNormalAt)
    }
    if event == .returned {
      watches[index].activeSince = nil
      if !restoredSince.isEmpty { restoredSince[alarm] = nil }
      statistics.returned(
        alarm,
        wasAcknowledged: occurrences[alarm] == nil || from.isHidden
          || watches[index].priority == .journal, at: at)
    }
    // An acknowledgement that makes it normal is a figure too, and is counted from the occurrence.
    if to == .normal, event != .acknowledged { occurrences[alarm] = nil }
    return groups.firstOut(alarm)
  }

  /// A person who acknowledged the milder limit did not know of this one.
  private mutating func escalate(
    _ alarm: AlarmIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    let milder = milderLimit[alarm.rawValue]
    guard milder >= 0, !watches[alarm.rawValue].machine.facts.state.isHidden else { return }
    _ = tell(
      AlarmIndex(rawValue: Int(milder)), .priorityRaised, as: .escalated, at: at,
      because: "\(definitions[alarm.rawValue].condition.limitName) came", into: &transitions)
  }
}
