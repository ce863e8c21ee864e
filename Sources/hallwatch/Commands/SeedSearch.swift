import Agent
import ModbusLink
import Readings
import Simulation

/// Plays trials and says what came of them.
struct SeedSearch {
  let console: Console
  /// How long things go wrong in each trial; nil lets the seed decide.
  let trouble: Duration?
  /// The disturbances that happen; nil for all.
  let only: Set<Int>?
  let defect: PlantedDefect?

  /// Plays seeds until one breaks a promise.
  func run(_ seeds: Range<UInt64>, until limit: Instant?) throws -> ExitCode {
    let start = MonotonicClock.now
    var tally = Tally()
    for seed in seeds {
      if let limit, MonotonicClock.now >= limit { break }
      let trial = try Trial(seed: seed, trouble: trouble)
      let result = try trial.run(only: only, defect: defect)
      tally.add(result)
      if let violation = result.violations.first {
        console.progress?("")
        try report(trial, violation)
        console.words(tally.line(since: start))
        return .failed
      }
      console.progress?("seed \(seed)  \(tally.line(since: start))")
    }
    console.progress?("")
    console.data("no promise broken: \(tally.line(since: start))")
    console.words(tally.faults)
    return .done
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
