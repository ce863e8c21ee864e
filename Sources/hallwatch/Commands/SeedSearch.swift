import Agent
import ModbusLink
import Readings
import Simulation
import Synchronization

/// Plays trials and says what came of them.
struct SeedSearch {
  let console: Console
  /// How long things go wrong in each trial; nil lets the seed decide.
  let trouble: Duration?
  /// The disturbances that happen; nil for all.
  let only: Set<Int>?
  let defect: PlantedDefect?
  /// How many seeds are played at a time, a thread each.
  var jobs = 1
  /// Whether it goes on after a broken promise, of which then only the first line is said.
  var keepsGoing = false

  /// How often long work says how far it is where there is no terminal, in seeds.
  private static let pace = 250

  /// What the threads share.
  private final class Shared: Sendable {
    struct State {
      var next: UInt64
      var tally = Tally()
      var broken: [(seed: UInt64, violation: Violation)] = []
      var failure: (any Error)?
      var isOver = false
    }
    let state: Mutex<State>
    init(from seed: UInt64) { state = Mutex(State(next: seed)) }
  }

  /// Plays seeds until one breaks a promise, or all of them.
  func run(_ seeds: Range<UInt64>, until limit: Instant?) throws -> ExitCode {
    let start = MonotonicClock.now
    let shared = Shared(from: seeds.lowerBound)
    let threads = try (1..<max(1, jobs)).map { number in
      try LinuxThread(name: "explore-\(number)") { [self] in
        work(shared, seeds, until: limit, since: start)
      }
    }
    work(shared, seeds, until: limit, since: start)
    for thread in threads { thread.join() }
    console.progress?("")
    let (tally, broken, failure) = shared.state.withLock { ($0.tally, $0.broken, $0.failure) }
    if let failure { throw failure }
    guard let first = broken.min(by: { $0.seed < $1.seed }) else {
      console.data("no promise broken: \(tally.line(since: start))")
      console.words(tally.faults)
      return .done
    }
    if keepsGoing {
      console.data(
        "\(counted(broken.count, "seed")) broke a promise: "
          + broken.map { "\($0.seed)" }.sorted().joined(separator: " "))
    } else {
      try report(try Trial(seed: first.seed, trouble: trouble), first.violation)
    }
    console.words(tally.line(since: start))
    return .failed
  }

  /// Plays one seed after the other.
  private func work(
    _ shared: Shared, _ seeds: Range<UInt64>, until limit: Instant?, since start: Instant
  ) {
    while true {
      let seed = shared.state.withLock { state -> UInt64? in
        guard !state.isOver, state.failure == nil, seeds.contains(state.next),
          limit.map({ MonotonicClock.now < $0 }) ?? true
        else { return nil }
        state.next += 1
        return state.next - 1
      }
      guard let seed else { return }
      do {
        let trial = try Trial(seed: seed, trouble: trouble)
        let result = try trial.run(only: only, defect: defect)
        take(result, of: seed, shared, since: start)
      } catch {
        shared.state.withLock { $0.failure = error }
      }
    }
  }

  private func take(
    _ result: TrialResult, of seed: UInt64, _ shared: Shared, since start: Instant
  ) {
    let violation = result.violations.first
    let (line, count) = shared.state.withLock { state in
      state.tally.add(result)
      if let violation {
        state.broken.append((seed, violation))
        if !keepsGoing { state.isOver = true }
      }
      return (state.tally.line(since: start), state.tally.trials)
    }
    if let violation, keepsGoing {
      console.words(console.paint("seed \(seed) breaks a promise: \(violation)", .red))
    }
    if let progress = console.progress {
      progress("seed \(seed)  \(line)")
    } else if count.isMultiple(of: Self.pace) {
      console.words("seed \(seed)  \(line)")
    }
  }

  /// Plays one seed and shows it.
  func show(_ seed: UInt64, log: Bool, site: Bool) throws -> ExitCode {
    let trial = try Trial(seed: seed, trouble: trouble)
    if site { console.data(trial.siteText) }
    let result = try trial.run(only: only, defect: defect, keepsLog: true)
    console.words(introduction(trial))
    if log { console.data(result.log.joined(separator: "\n")) }
    console.words(
      "played \(durationWords(result.played)): \(counted(result.requestCount, "request")), "
        + "\(counted(result.alarmCount, "change")) of alarms; log \(result.logDigest.prefix(16))")
    guard let violation = result.violations.first else {
      console.data("seed \(seed): no promise broken")
      return .done
    }
    for violation in result.violations { console.words(console.paint("\(violation)", .red)) }
    if only == nil { try report(trial, violation) }
    return .failed
  }

  private func introduction(_ trial: Trial) -> String {
    let settings = trial.settings
    let kept = trial.disturbances.filter { only?.contains($0.id) ?? true }
    return
      ([
        "seed \(trial.seed): \(counted(settings.devices.count, "device")) on "
          + "\(counted(settings.lines.count, "line")), \(durationWords(trial.disturbed)) of trouble, "
          + "then \(durationWords(trial.healing)) of peace"
      ] + kept.map { "  \($0)" })
      .joined(separator: "\n")
  }

  private func report(_ trial: Trial, _ violation: Violation) throws {
    console.words(console.paint("seed \(trial.seed) breaks a promise: \(violation)", .red))
    let shrunk = try TrialShrinking(trial, breaking: violation, defect: defect) { left, runs in
      console.progress?("shrinking: \(counted(left, "disturbance")) left after \(runs) runs")
    }
    console.progress?("")
    let list =
      shrunk.only.isEmpty ? "none" : shrunk.only.sorted().map(String.init).joined(separator: ",")
    let kept = trial.disturbances.filter { shrunk.only.contains($0.id) }
    let extra =
      (trouble.map { " --trouble \(Int($0.seconds))s" } ?? "")
      + (defect.map { " --defect \($0.rawValue)" } ?? "")
    console.data(
      ([
        "\(shrunk.violation)",
        "with \(kept.count) of \(counted(trial.disturbances.count, "disturbance")):",
      ]
        + kept.map { "  \($0)" }
        + ["play it again: hallwatch explore --seed \(trial.seed) --only \(list)\(extra) --log"])
        .joined(separator: "\n"))
  }

  /// What the trials came to.
  private struct Tally {
    var trials = 0
    var played = Duration.zero
    var requests = 0
    var alarms = 0
    var struck: [String: Int] = [:]

    mutating func add(_ result: TrialResult) {
      trials += 1
      played += result.played
      requests += result.requestCount
      alarms += result.alarmCount
      struck.merge(result.struckCounts, uniquingKeysWith: +)
    }

    func line(since start: Instant) -> String {
      let seconds = max(0.001, MonotonicClock.now.since(start).seconds)
      let hours = played.seconds / 3600
      return "\(counted(trials, "seed")), \(Int(hours.rounded())) virtual hours in "
        + "\(Int(seconds.rounded())) s (\(Int((hours * 3600 / seconds).rounded())) an hour), "
        + "\(requests) requests, \(alarms) changes of alarms"
    }

    var faults: String {
      struck.sorted { $0.key < $1.key }.map { "  \($0.value) \($0.key)" }.joined(separator: "\n")
    }
  }
}
