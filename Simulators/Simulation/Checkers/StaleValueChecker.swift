import Agent
import DeviceProfiles
import Readings

/// No stale value as fresh: a sample of a plant quantity stands in the exposition only while the
/// answers that it is made of are younger than the maximum age.
struct StaleValueChecker: SimulationChecker {
  private var truth: PlantTruth
  private var reported: Set<Int> = []

  init(_ settings: AgentSettings) { truth = PlantTruth(settings) }

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    truth = truth.following(change)
    // Series are numbered anew.
    reported = []
  }

  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) {
    truth.take(answer, at: now)
  }

  mutating func pageRead(
    _ page: PageReader, _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {
    for sample in page.samples {
      let origin = page.origins[sample.origin]
      var oldest = Duration.zero
      var isKnown = true
      for source in origin.sources {
        guard let saying = truth.sayings[source] else {
          isKnown = false
          break
        }
        oldest = max(oldest, now.since(saying.at))
      }
      guard !isKnown || oldest > origin.maximumAge, reported.insert(sample.series).inserted else {
        continue
      }
      violations.append(
        Violation(
          promise: .noStaleAsFresh, at: now,
          what: "\(page.seriesTexts[sample.series]) is shown "
            + (isKnown ? "\(oldest.seconds) s old" : "but was never read")))
    }
  }
}
