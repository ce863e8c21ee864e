package import Agent
import Configuration
import Digests
import Plant
import Polling
import Readings

/// One run of `explore`: a site, a plant and everything that goes wrong with them, all drawn from
/// one number before anything happens.
package struct Trial: Sendable {
  package let seed: UInt64
  /// The site file that was drawn.
  package let siteText: String
  private let site: TrialSite
  /// How many times as long as drawn the intervals are.
  private let pace: Int
  package let settings: AgentSettings
  /// What was drawn to go wrong, by time.
  package let disturbances: [Disturbance]
  /// How long things go wrong.
  package let disturbed: Duration
  /// How long everything is whole after that.
  package let healing: Duration

  /// The longest pause between two attempts on a line, and the probes after it.
  private static let backOff = Duration.seconds(90)

  /// - Parameter trouble: how long things go wrong; nil lets the seed decide.
  /// - Throws: `Flaw` when the drawn site is no valid site, which is a mistake of the drawing.
  package init(seed: UInt64, trouble: Duration? = nil) throws {
    self.seed = seed
    // Streams of their own, so that a change in how one thing is drawn leaves the others alone.
    var siteRandom = SplitMix64(seed: SplitMix64.mixed(seed &+ 0x5173))
    // With this number none of the kept seeds draws one.
    var walkedRandom = SplitMix64(seed: SplitMix64.mixed(seed &+ 0x5048))
    var timeRandom = SplitMix64(seed: SplitMix64.mixed(seed &+ 0x7143))
    disturbed = trouble ?? Self.length(&timeRandom)
    var site: TrialSite
    (site, pace, siteText, settings) = try Self.site(&siteRandom, &walkedRandom)
    var draw = DisturbanceDraw(
      settings: settings, span: disturbed,
      random: SplitMix64(seed: SplitMix64.mixed(seed &+ 0xD157)))
    let faults = draw.all()
    var edits = EditDraw(
      pace: pace, span: disturbed, random: SplitMix64(seed: SplitMix64.mixed(seed &+ 0xED17)))
    disturbances = faults + edits.all(&site, after: faults.count)
    self.site = site
    healing = Self.healing(settings, disturbances, disturbed)
  }

  /// Healing takes the longest pause and twelve of the longest intervals, since some points are read
  /// in every tenth cycle; longer troubles need longer. What a device refused again and again is not
  /// asked for as long as the agent learned to wait.
  private static func healing(
    _ settings: AgentSettings, _ disturbances: [Disturbance], _ disturbed: Duration
  ) -> Duration {
    var longest = settings.devices.map(\.interval).max() ?? .zero
    for case .reloads(let edit) in disturbances.map(\.kind) {
      if let slowed = edit.interval, slowed > longest { longest = slowed }
    }
    let cycles = longest * 12
    var probation = Duration.zero
    for line in settings.lines.indices {
      let storms = disturbances.filter { $0.isStorm(onLine: line) }
      guard let from = storms.map(\.from).min(), let until = storms.map(\.until).max() else {
        continue
      }
      // The next refusal comes when the last is tried again.
      var (refusals, refusedFor) = (1, Duration.zero)
      while refusedFor + wait(refusals) < until - from {
        refusedFor = refusedFor + wait(refusals)
        refusals += 1
      }
      probation = max(probation, wait(refusals))
    }
    return max(backOff + cycles, probation + cycles, disturbed / 2)
  }

  private static func wait(_ refusals: Int) -> Duration {
    .nanoseconds(Int64(PollLimits.probation(refusals: refusals)))
  }

  /// Most troubles are short, because a promise mostly breaks soon or never; a few are long.
  private static func length(_ random: inout SplitMix64) -> Duration {
    let minutes = [1, 2, 2, 3, 4, 5, 8, 12][random.below(8)]
    let isLong = random.next() % 40 == 0
    return .seconds(60 * (isLong ? minutes * 15 : minutes))
  }

  /// A site whose lines have time for what is asked on them.
  private static func site(
    _ random: inout SplitMix64, _ walkedRandom: inout SplitMix64
  ) throws -> (TrialSite, pace: Int, String, AgentSettings) {
    let drawn = TrialSite(&random, walkedRandom: &walkedRandom)
    var pace = 1
    while true {
      let text = drawn.text(pace: pace)
      let settings = try settings(of: text)
      if settings.isAtEase || pace > 16 { return (drawn, pace, text, settings) }
      pace *= 2
    }
  }

  static func settings(of text: String) throws -> AgentSettings {
    let (site, problems) = SiteFile.load(
      path: "site.json5", files: HeldSiteFiles([(path: "site.json5", text: text)]))
    guard let settings = site?.settings else {
      throw Flaw(text: problems.map(\.description).joined(separator: "; "))
    }
    return settings
  }

  /// The site file, and what it says after each of its changes.
  private func siteFile(_ disturbances: [Disturbance]) throws -> SimulatedSiteFile {
    typealias Moment = (at: Duration, change: SimulatedSiteFile.Change, edit: SiteEdit.Change)
    var spares: [Int] = []
    let moments = disturbances.flatMap { disturbance -> [Moment] in
      guard case .reloads(let edit) = disturbance.kind else { return [] }
      if case .adds(let spare) = edit.change { spares.append(spare) }
      let begin = SimulatedSiteFile.Change(disturbance: disturbance.id, isEnd: false)
      let end = SimulatedSiteFile.Change(disturbance: disturbance.id, isEnd: true)
      return [(disturbance.from, begin, edit.change)]
        + (edit.change.isMended ? [(disturbance.until, end, edit.change)] : [])
    }.sorted { ($0.at, $0.change.disturbance) < ($1.at, $1.change.disturbance) }
    var made: [(disturbance: Int, edit: SiteEdit.Change)] = []
    var changes: [SimulatedSiteFile.Change: AgentSettings] = [:]
    for moment in moments {
      if moment.change.isEnd {
        made.removeAll { $0.disturbance == moment.change.disturbance }
      } else {
        made.append((moment.change.disturbance, moment.edit))
      }
      changes[moment.change] = try Self.settings(
        of: site.text(pace: pace, after: made.map(\.edit)))
    }
    let world =
      spares.isEmpty
      ? settings : try Self.settings(of: site.worldText(pace: pace, spares: spares.sorted()))
    return SimulatedSiteFile(settings, world: world, changes: changes)
  }

  package struct Flaw: Error, CustomStringConvertible {
    package var text: String
    package var description: String { "the drawn site has mistakes: \(text)" }
  }

  /// Plays it.
  ///
  /// - Parameters:
  ///   - only: the disturbances that happen, by number; nil for all.
  ///   - defect: a mistake planted on purpose.
  ///   - promise: the only promise that is watched; nil for all.
  ///   - keepsLog: whether the result carries the event log.
  package func run(
    only: Set<Int>? = nil, defect: PlantedDefect? = nil,
    watching promise: Violation.Promise? = nil, keepsLog: Bool = false
  ) throws -> TrialResult {
    let kept = disturbances.filter { only?.contains($0.id) ?? true }
    let siteFile = try siteFile(kept)
    var simulation = try Simulation(
      siteFile, hall: Hall(simulating: siteFile.world, seed: seed), seed: seed,
      disturbances: kept, defect: defect, keepsLog: keepsLog)
    var time = Duration.zero
    let end = disturbed + healing
    // Minute by minute, so that a run that is broken need not be played to its end.
    func isBroken() -> Bool {
      simulation.violations.contains { promise == nil || $0.promise == promise }
    }
    while time < end, !isBroken() {
      time = min(end, time + .seconds(60))
      simulation.run(until: time)
    }
    if !isBroken() { simulation.end() }
    return TrialResult(simulation, watching: promise, played: time)
  }
}

/// What came of a trial.
package struct TrialResult: Sendable {
  package let violations: [Violation]
  /// How much virtual time was played.
  package let played: Duration
  package let requestCount: Int
  package let alarmCount: Int
  package let struckCounts: [String: Int]
  /// The event log; empty when it was not kept.
  package let log: [String]

  init(_ simulation: Simulation, watching promise: Violation.Promise?, played: Duration) {
    violations = simulation.violations.filter { promise == nil || $0.promise == promise }
    self.played = played
    requestCount = simulation.requestCount
    alarmCount = simulation.moments.count
    struckCounts = simulation.struckCounts
    log = simulation.log
  }

  /// A digest of the whole event log, by which two runs are compared.
  package var logDigest: String {
    var digest = SHA256()
    for line in log { digest.update((line + "\n").utf8) }
    return hexadecimal(digest.finish())
  }
}
