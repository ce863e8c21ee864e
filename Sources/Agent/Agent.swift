package import Alarms
import DeviceProfiles
package import Exposition
package import Polling
package import Readings
import Registers

/// The whole agent as one value: facts in, things to do out. It has no clock, no thread and no
/// I/O; the runtime owns one, and so does the simulation.
///
/// A copy is a snapshot: the scrape is rendered from one while the loop goes on.
package struct Agent: Sendable {
  package private(set) var settings: AgentSettings
  package private(set) var points: PointTable
  package internal(set) var poller: Poller
  package internal(set) var readings: ReadingStore
  package internal(set) var alarms: AlarmBoard
  package internal(set) var devices: [DeviceHealth]
  package internal(set) var journal: JournalQueue
  package internal(set) var clock: WallClockReckoning
  package internal(set) var trends: TrendStore
  /// When `started` came; before that, when the agent was made.
  package internal(set) var startedAt: Instant
  var decoders: [DeviceDecoder]
  /// Where the identity of each device is read, by device.
  private(set) var identityPoints: [[IdentityPoint]]
  /// By device; nil for those without.
  private(set) var canaryPoints: [CanaryPoint?]
  /// By device, what the last record says that it refuses; nil for nothing.
  var recordedFacts: [[LearnedLimits.Fact]?]
  /// Nil only while the agent is being made: the series describe the rest of it.
  private(set) var metrics: HallMetrics?
  private(set) var own: OwnAlarms
  /// By line.
  var lineWatches: [LineWatch]
  /// Lines that could not be opened for want of a descriptor, and have not been since.
  var starvedLines: Set<LineIndex> = []
  /// How often a line or a client wanted a descriptor and got none.
  package internal(set) var descriptorShortages: UInt64 = 0
  var descriptorMemoryEnds: Instant?
  /// Lines that need more time than there is.
  var overloadedLines: [LineIndex] = []
  var nextPlanSurvey: Instant
  /// Whether the last record of a flood says that there is one.
  var isFloodOnRecord = false
  /// What is added to the readings, by device.
  var derived: [DerivedState]
  /// The walk through the models of a SunSpec device that is not known yet, by device.
  var walks: [SunSpecWalk?]
  /// The models that were found, by device; empty while none are known.
  var chains: [[SunSpecModel]]
  /// The profile with the addresses that were found, by device; nil where they are fixed.
  var locatedProfiles: [DeviceProfile?]
  /// When ages are next looked at, whatever the polling does.
  var nextSurvey: Instant
  var checkpoints: CheckpointClock
  var isCheckpointing = false
  /// By target, up to which record it has been told everything.
  var notifiedThrough: [String: UInt64]
  /// Of alarms that left the configuration, by identifier.
  var removedIdentities: [String: [JournalRecord.Field]]
  /// What of the configuration is another than in the earlier run.
  private(set) var changes: ConfigurationChanges
  /// By target, since when it could not be told; the alarm `notification_failing`.
  var failingSince: [String: Instant] = [:]
  /// Whether an earlier run left anything behind, which is then said again at the start.
  private var isResumed: Bool
  /// How the configuration came to be in force.
  package internal(set) var reload = ReloadStatus()
  /// The configuration in force is on trial until it has proven itself; nil when it has.
  var trial: ReloadTrial?
  /// Whether every device had been tried once under an earlier configuration.
  var wasReady = false

  /// How often ages are looked at.
  static let surveyInterval = Duration.seconds(1)

  /// - Parameter resuming: what the journal and the saved state of an earlier run say.
  /// - Throws: `ExpositionError` when two series of the site are the same.
  package init(
    settings: AgentSettings, startedAt: Instant, resuming: ResumedState = ResumedState()
  ) throws(ExpositionError) {
    self.settings = settings
    self.startedAt = startedAt
    points = PointTable(devices: settings.devices)
    poller = Poller(
      lines: settings.lines, devices: settings.devices.map(\.polled), startedAt: startedAt)
    readings = ReadingStore(count: points.count)
    trends = TrendStore(count: points.count)
    alarms = AlarmBoard(
      AlarmBinding.definitions(for: settings), restoring: resuming.alarms, at: startedAt,
      wall: resuming.wall)
    devices = settings.devices.map { DeviceHealth(profile: $0.profile) }
    decoders = Self.decoders(for: settings.devices)
    identityPoints = settings.devices.map { IdentityPoint.all(of: $0.profile) }
    canaryPoints = settings.devices.map { CanaryPoint(of: $0.profile) }
    journal = JournalQueue(lastSequence: resuming.lastSequence)
    clock = WallClockReckoning()
    nextSurvey = startedAt + Self.surveyInterval
    own = OwnAlarms(alarms, lines: settings.lines)
    lineWatches = settings.lines.map { _ in LineWatch(at: startedAt) }
    nextPlanSurvey = startedAt
    recordedFacts = Array(repeating: nil, count: settings.devices.count)
    checkpoints = CheckpointClock(lastSequence: resuming.lastSequence, at: startedAt)
    notifiedThrough = resuming.notifiedThrough
    let board = alarms
    removedIdentities = resuming.identities.filter { board.index(of: $0.key) == nil }
    changes = ConfigurationChanges(
      since: resuming, to: board, version: settings.configurationVersion)
    isResumed = resuming.lastSequence > 0
    derived = settings.devices.map { DerivedState(of: $0) }
    walks = settings.devices.map { $0.profile.sunspec.map { SunSpecWalk($0) } }
    chains = Array(repeating: [], count: settings.devices.count)
    locatedProfiles = Array(repeating: nil, count: settings.devices.count)
    resume(resuming.learned, at: startedAt)
    resume(resuming.maintenance, wall: resuming.wall, at: startedAt)
    resume(resuming.counters)
    alarms.resumeStatistics(
      resuming.statistics, resuming.pastEvents, at: startedAt, wall: resuming.wall)
    isFloodOnRecord = alarms.flood.isActive
    resumeLosses()
    metrics = try HallMetrics(describing: self)
  }

  /// When the agent next wants `timeReached`, whatever else happens.
  package var nextWake: Instant {
    var wake = nextSurvey
    if let poll = poller.nextWake, poll < wake { wake = poll }
    if let alarm = alarms.nextWake, alarm < wake { wake = alarm }
    return wake
  }

  /// Whether every device has been tried once: `/-/ready`. Once it is, devices that are added later
  /// do not take it back.
  package var isReady: Bool { wasReady || devices.allSatisfy(\.hasCompletedCycle) }

  /// Takes a fact and returns what to do about it, in order.
  package mutating func handle(_ event: AgentEvent, at now: Instant) -> [AgentEffect] {
    var effects: [AgentEffect] = []
    switch event {
    case .started(let wall):
      clock.read(wall, at: now)
      alarms.beginStatistics(at: wall)
      // Making the agent of a large site takes a while, in which no device could have answered.
      startedAt = now
      reload.loadedAt = wall.nanoseconds
      poller.begin(at: now)
      nextSurvey = now + Self.surveyInterval
      lineWatches = settings.lines.map { _ in LineWatch(at: now) }
      record(.agentStart, startFields, at: now, into: &effects)
      recordRemovals(except: [], at: now, into: &effects)
      recordConfiguration(at: now, into: &effects)
      recordNewTargets(at: now, into: &effects)
      if isResumed { checkpoint(at: now, into: &effects) }
      perform(poller.timeReached(at: now), at: now, into: &effects)
    case .timeReached:
      perform(poller.timeReached(at: now), at: now, into: &effects)
      var transitions: [AlarmTransition] = []
      endMaintenance(at: now, into: &transitions, &effects)
      alarms.timeReached(at: now, into: &transitions)
      let isSurvey = now >= nextSurvey
      if isSurvey { survey(at: now, into: &transitions) }
      report(transitions, at: now, into: &effects)
      if isSurvey { judgeTrial(at: now, into: &effects) }
    case .wallClockRead(let wall):
      if let step = clock.read(wall, at: now) {
        record(.clockStep, [.init("seconds", .number(step.seconds))], at: now, into: &effects)
      }
      var transitions: [AlarmTransition] = []
      alarms.wallClockRead(wall, at: now, into: &transitions)
      report(transitions, at: now, into: &effects)
    case .lineOpened(let line):
      noteOpening(line, nil)
      perform(poller.lineOpened(line, at: now), at: now, into: &effects)
    case .lineFailed(let line, let fault):
      noteOpening(line, fault)
      perform(poller.lineFailed(line, fault, at: now), at: now, into: &effects)
    case .frameReceived(let line, let token, let frame):
      perform(
        poller.frameReceived(line, token: token, frame: frame, at: now), at: now, into: &effects)
    case .clientRefused: noteRefusedClient(at: now)
    case .oddClients(let clients): record(clients, at: now, into: &effects)
    case .journalWritten(let sequence):
      effects += journal.written(through: sequence)
      tellOfLostRecords(at: now, into: &effects)
    case .journalFailed(let reason): effects += journal.failed(reason: reason)
    case .journalRefused(let count): effects += journal.refused(count)
    case .commanded(let act, let ticket): carryOut(act, ticket: ticket, at: now, into: &effects)
    case .commandRefused(let act, let reason, let ticket):
      refuse(act, because: reason, ticket: ticket, at: now, into: &effects)
    case .viewRefused(let verb, let user, let reason):
      let fields = [("act", verb), ("actor", user), ("refusal", reason)]
      record(.refused, fields.map { .init($0.0, .text($0.1)) }, at: now, into: &effects)
    case .notified(let report): record(report, at: now, into: &effects)
    case .reconfigured(let reconfiguration):
      reconfigure(reconfiguration, at: now, into: &effects)
    case .reconfigurationRefused(let reason, let order):
      refuse(order, because: reason, at: now, into: &effects)
    case .stopping: record(.agentStop, [], at: now, into: &effects)
    }
    return effects
  }

  /// A decoder for each device; those of one family share its tables.
  private static func decoders(for devices: [DeviceSettings]) -> [DeviceDecoder] {
    var known: [String: [(profile: DeviceProfile, decoder: DeviceDecoder)]] = [:]
    return devices.map { device in
      let name = device.profile.name
      if let same = known[name]?.first(where: { $0.profile == device.profile }) {
        return same.decoder
      }
      let decoder = DeviceDecoder(profile: device.profile)
      known[name, default: []].append((device.profile, decoder))
      return decoder
    }
  }

  private var startFields: [JournalRecord.Field] {
    [
      .init("config", .text(settings.configurationHash)),
      .init("devices", .count(settings.devices.count)),
      .init("points", .count(points.count)),
      .init("alarms", .count(alarms.definitions.count)),
    ]
  }
}

/// What an earlier run of the agent left behind.
package struct ResumedState: Sendable {
  /// The number of the last journal record on disk; 0 when there is none.
  package var lastSequence: UInt64
  /// The alarms that were not normal, or had ever occurred.
  package var alarms: [AlarmSnapshot]
  /// What devices were found to refuse.
  package var learned: [LearnedSnapshot]
  /// By target, up to which record it has been told everything.
  package var notifiedThrough: [String: UInt64]
  /// What was worked on.
  package var maintenance: [MaintenanceSnapshot]
  /// How far counters that start again had got.
  package var counters: [CounterSnapshot]
  /// Which device, point and labels an alarm that is not normal is about, as its last record says:
  /// an alarm that left the configuration is known by nothing else.
  package var identities: [String: [JournalRecord.Field]]
  /// The figures of the alarm system when they were last recorded, and what happened after that.
  package var statistics: AlarmStatisticsSnapshot?
  package var pastEvents: [PastAlarmEvent] = []
  /// The digest of the configuration that was in force, as records bear it; empty for none.
  package var configurationVersion = ""
  /// The wall clock at the start, by which the times in `alarms` are understood.
  package var wall: WallTime

  package init(
    lastSequence: UInt64 = 0, alarms: [AlarmSnapshot] = [], learned: [LearnedSnapshot] = [],
    notifiedThrough: [String: UInt64] = [:],
    identities: [String: [JournalRecord.Field]] = [:],
    maintenance: [MaintenanceSnapshot] = [], counters: [CounterSnapshot] = [],
    wall: WallTime = WallTime(nanoseconds: 0)
  ) {
    self.lastSequence = lastSequence
    self.alarms = alarms
    self.learned = learned
    self.notifiedThrough = notifiedThrough
    self.maintenance = maintenance
    self.counters = counters
    self.identities = identities
    self.wall = wall
  }
}

extension DeviceSettings {
  /// The device as the poller sees it.
  package var polled: PolledDevice {
    PolledDevice(
      line: line, unit: unit, interval: interval, timeout: timeout, contract: profile.contract,
      items: profile.sunspec.map { SunSpecWalk($0).polledItems }
        ?? profile.polledItems)
  }
}
