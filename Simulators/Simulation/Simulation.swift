package import Agent
import Alarms
import Exposition
import Notification
package import Plant
import Polling
package import Readings
import Registers

/// The real agent around a simulated hall in virtual time: the same agent as in the product, the
/// same hall as on sockets, and between them a network, a disk and a process that are a queue of
/// events, and that may be disturbed.
///
/// Everything that happens is a function of settings, hall, seed and what is scheduled.
package struct Simulation: Sendable {
  package internal(set) var agent: Agent
  package internal(set) var hall: Hall
  /// What happened, a line each: requests, answers, effects and events of the plant.
  package internal(set) var log: [String] = []
  /// Every alarm that changed, in order.
  package internal(set) var moments: [AlarmMoment] = []
  /// Promises that the checkers found broken.
  package internal(set) var violations: [Violation] = []
  package internal(set) var requestCount = 0
  /// How many times each kind of disturbance struck, such as a fault of the wire, by its name.
  package internal(set) var struckCounts: [String: Int] = [:]

  /// What is in force, as it is meant.
  var settings: AgentSettings
  var siteFile: SimulatedSiteFile
  var whereabouts: Whereabouts
  /// Where everything will be once the agent has said that its lines have other numbers.
  var moving: (Whereabouts, SettingsCarry)?
  /// For how long the settings that were given last were to be on trial.
  var trialOfReload: Duration?
  /// The lines of the world, whatever of them the settings have.
  var lines: [SimulatedLine]
  var disk = SimulatedDisk()
  var process = SimulatedProcess()
  var desk = SimulatedDesk()
  var page: PageReader
  /// Counts what people asked for.
  var actCount: UInt64 = 0
  var queue = EventQueue<SimulationEvent>()
  var random: SplitMix64
  var checkers: [any SimulationChecker]
  var disturbances: [Disturbance] = []
  var calm: CalmWatch
  let defect: PlantedDefect?
  let keepsLog: Bool
  /// The device of the hall behind each unit of each line of the world.
  var deviceOfUnit: [UnitOnLine: Int] = [:]
  private var seconds = 0
  private var lastWake = Instant.origin
  private var wakesInOneInstant = 0

  struct UnitOnLine: Hashable, Sendable {
    var line: LineIndex
    var unit: UnitID
  }

  /// The wall clock at the start of every simulation: 2026-01-01T00:00:00Z.
  package static let wallOrigin = WallTime(nanoseconds: 1_767_225_600_000_000_000)
  /// Virtual time starts late enough that nothing lies before the origin.
  package static let origin = Instant(nanoseconds: 1_000_000_000)
  /// How often the exposition is read, in seconds: as Prometheus does by default.
  static let scrapeSeconds = 15
  /// An agent that wants to be woken more often than this without time passing will do so for ever.
  static let mostWakesInOneInstant = 1000

  /// - Parameters:
  ///   - hall: the devices of the settings, in their order.
  ///   - defect: a mistake planted to see whether the checkers have teeth.
  ///   - keepsLog: whether `log` is written; it grows by about a hundred bytes a request.
  /// - Throws: `ExpositionError` when two series of the site are the same.
  package init(
    settings: AgentSettings, hall: Hall, seed: UInt64, disturbances: [Disturbance] = [],
    defect: PlantedDefect? = nil, keepsLog: Bool = false
  ) throws {
    try self.init(
      SimulatedSiteFile(settings), hall: hall, seed: seed, disturbances: disturbances,
      defect: defect, keepsLog: keepsLog)
  }

  /// - Parameters:
  ///   - siteFile: what is in force at the start, and how that will change.
  ///   - hall: the devices of the file's world, in their order.
  init(
    _ siteFile: SimulatedSiteFile, hall: Hall, seed: UInt64, disturbances: [Disturbance],
    defect: PlantedDefect?, keepsLog: Bool
  ) throws {
    let settings = siteFile.given
    self.settings = settings
    self.siteFile = siteFile
    let world = siteFile.world
    let whereabouts = Whereabouts(of: settings, in: world)
    self.whereabouts = whereabouts
    self.hall = hall
    self.defect = defect
    self.keepsLog = keepsLog
    self.disturbances = disturbances
    agent = try Agent(settings: Self.effective(settings, defect), startedAt: Self.origin)
    lines = world.lines.enumerated().map { index, line in
      SimulatedLine(
        framing: line.medium.framing, gap: line.gap,
        random: SplitMix64(seed: SplitMix64.mixed(seed &+ UInt64(index) &* 7919)))
    }
    random = SplitMix64(seed: seed)
    calm = CalmWatch(settings, whereabouts, at: Self.origin)
    page = PageReader(settings, isLinting: seed.isMultiple(of: 8))
    for (index, device) in world.devices.enumerated() {
      deviceOfUnit[UnitOnLine(line: device.line, unit: device.unit)] = index
    }
    checkers = Self.allCheckers(settings)
    for (index, disturbance) in disturbances.enumerated() {
      queue.add(.disturbanceBegins(index), at: Self.origin + disturbance.from)
      queue.add(.disturbanceEnds(index), at: Self.origin + disturbance.until)
    }
    tellStarted(ResumedState(), at: Self.origin)
    desk.start(agent, NotificationHistory(), at: Self.origin, wall: Self.wallOrigin)
    handle(.started(wall: Self.wallOrigin), at: Self.origin)
    wakeDesk(.timeReached, at: Self.origin)
    queue.add(.secondPassed, at: Self.origin + .seconds(1))
  }

  /// The virtual time that has passed.
  package internal(set) var elapsed: Duration = .zero

  /// Lets virtual time pass.
  package mutating func run(until end: Duration) {
    let last = Self.origin + end
    while true {
      let due = queue.nextAt ?? last
      if let wake = nextWake, wake < due {
        guard wake <= last, keepsPace(wake) else { break }
        elapsed = wake.since(Self.origin)
        if agent.nextWake <= wake {
          handle(.timeReached, at: wake)
        } else {
          wakeDesk(.timeReached, at: wake)
        }
      } else {
        guard due <= last, let (at, event) = queue.popFirst() else { break }
        elapsed = at.since(Self.origin)
        if let end = process.pausedUntil, end > at, event.isForAgent {
          queue.add(event, at: end)
        } else {
          carryOut(event, at: at)
        }
      }
    }
    elapsed = end
  }

  /// When the agent is woken next; nil while its process does not run.
  private var nextWake: Instant? {
    guard process.isRunning else { return nil }
    let now = Self.origin + elapsed
    var wake = agent.nextWake
    if let news = desk.nextWake, news < wake { wake = news }
    return max(wake, now, process.pausedUntil ?? now)
  }

  /// False when the agent does nothing but ask to be woken.
  private mutating func keepsPace(_ wake: Instant) -> Bool {
    wakesInOneInstant = wake == lastWake ? wakesInOneInstant + 1 : 0
    lastWake = wake
    guard wakesInOneInstant >= Self.mostWakesInOneInstant else { return true }
    violations.append(
      Violation(
        promise: .bounded, at: wake,
        what: "the agent wants to be woken again and again while no time passes"))
    return false
  }

  /// Adds events to what will happen in the hall.
  package mutating func schedule(_ events: [HallEvent]) { hall.schedule(events) }

  /// Tells the checkers that what was to be simulated is over.
  package mutating func end() {
    // What was recorded a moment ago is on its way to the disk.
    for _ in 0..<40 where agent.journal.pendingCount > 0 { run(until: elapsed + .milliseconds(50)) }
    let now = Self.origin + elapsed
    letHallAdvance(to: now)
    let scene = scene
    for index in checkers.indices { checkers[index].ended(scene, at: now, into: &violations) }
  }

  var scene: SimulationScene {
    SimulationScene(
      agent: agent, hall: hall, whereabouts: whereabouts, calm: calm,
      isRunning: process.isRunning)
  }

  private mutating func carryOut(_ event: SimulationEvent, at now: Instant) {
    switch event {
    case .opened, .openingRefused, .lineFails, .requestArrives, .bytesArrive, .connectionEnds:
      carryOutOnLine(event, at: now)
    case .journalWrites(let run): writeJournal(run: run, at: now)
    case .deliveryArrives(let run, let target, let delivery):
      deliver(delivery, to: target, run: run, at: now)
    case .secondPassed: secondPassed(at: now)
    case .disturbanceBegins(let index): begin(disturbances[index], at: now)
    case .disturbanceEnds(let index): end(disturbances[index], at: now)
    }
  }

  private mutating func secondPassed(at now: Instant) {
    letHallAdvance(to: now)
    queue.add(.secondPassed, at: now + .seconds(1))
    calm.look(lines, hall, isRunning: process.isRunning, at: now)
    guard process.isRunning, process.pausedUntil.map({ $0 <= now }) ?? true else { return }
    process.pausedUntil = nil
    handle(.wallClockRead(wall(at: now)), at: now)
    wakeDesk(.wallClockRead(wall(at: now)), at: now)
    seconds += 1
    if seconds.isMultiple(of: Self.scrapeSeconds) { readPage(at: now) }
    let scene = scene
    for index in checkers.indices {
      checkers[index].secondPassed(scene, at: now, into: &violations)
    }
  }

  private mutating func readPage(at now: Instant) {
    do {
      try page.read(agent.exposition(format: .text004, at: now))
    } catch {
      violations.append(
        Violation(promise: .truePage, at: now, what: "the exposition cannot be read: \(error)"))
      return
    }
    if defect == .shiftsSamples { page.shift() }
    for index in checkers.indices {
      checkers[index].pageRead(page, agent, at: now, into: &violations)
    }
  }

  mutating func handle(_ event: AgentEvent, at now: Instant) {
    let before = mayReconfigure(event) ? agent : nil
    var effects = agent.handle(event, at: now)
    if let before, effects.contains(where: \.isRelining) {
      follow(from: before, after: event, at: now)
    }
    defect?.spoil(&effects)
    for index in checkers.indices {
      checkers[index].agentActed(agent, effects, at: now, into: &violations)
    }
    for effect in effects { carryOut(effect, at: now) }
  }

  private mutating func carryOut(_ effect: AgentEffect, at now: Instant) {
    switch effect {
    case .open(let line, _): open(line, at: now)
    case .send(let line, let request, let token, let deadline):
      send(request, on: line, token: token, deadline: deadline, at: now)
    case .close(let line): close(line, at: now)
    case .record(let record): take(record, at: now)
    case .announce(let announcement):
      if let moment = AlarmMoment(announcement, agent.alarms) {
        moments.append(moment)
        note(moment.description, at: now)
      }
      for index in checkers.indices {
        checkers[index].announced(announcement, at: now, into: &violations)
      }
      if let news = AlarmNews(announcement) { wakeDesk(.happened(news), at: now) }
    case .answer(let ticket, let answer): note("answer \(ticket) \(answer)", at: now)
    case .relined(_, let carriedFrom): reline(carriedFrom, at: now)
    case .reloaded(let report):
      note("\(report.result.rawValue): \(report.text)", at: now)
      struckCounts["reload: \(report.result.rawValue)", default: 0] += 1
    }
  }

  /// Settings as the agent gets them.
  static func effective(_ settings: AgentSettings, _ defect: PlantedDefect?) -> AgentSettings {
    var effective = settings
    effective.notificationTargets = SimulatedDesk.targets.map(\.name)
    return defect?.spoiled(effective) ?? effective
  }

  mutating func letHallAdvance(to now: Instant) {
    hall.advance(to: now.since(Self.origin))
    for happening in hall.takeHappenings() { note("plant: \(happening.text)", at: now) }
  }

  /// A length around a mean, drawn from the seed.
  mutating func latency(_ mean: Duration) -> Duration {
    .nanoseconds(Int64(Double(mean.nanoseconds) * (0.5 + random.nextUnit())))
  }

  mutating func note(_ text: @autoclosure () -> String, at now: Instant) {
    guard keepsLog else { return }
    log.append("\(now.since(Self.origin).nanoseconds / 1000) \(text())")
  }
}

extension AgentEffect {
  /// Whether lines have other numbers from here on.
  fileprivate var isRelining: Bool { if case .relined = self { true } else { false } }
}
