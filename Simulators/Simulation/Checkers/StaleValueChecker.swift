import Agent
import DeviceProfiles
import Readings

/// No stale value as fresh: a sample of a plant quantity stands in the exposition only while the
/// answers that it is made of are younger than the maximum age; of a sample that is made of any of
/// several, one.
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
      let ages = origin.sources.map { truth.sayings[$0].map { now.since($0.at) } }
      // Of conditions any of which is enough, the others may be old, or refused from the beginning;
      // that the young one holds is for the checker of values.
      let known = ages.compactMap(\.self)
      let isEnough = origin.isAnyOf && sample.value == 1
      let isKnown = isEnough ? !known.isEmpty : known.count == ages.count
      let age = (isEnough ? known.min() : known.max()) ?? .zero
      guard !isKnown || age > origin.maximumAge, reported.insert(sample.series).inserted else {
        continue
      }
      violations.append(
        Violation(
          promise: .noStaleAsFresh, at: now,
          what: "\(page.seriesTexts[sample.series]) is shown "
            + (isKnown ? "\(age.seconds) s old" : "but was never read")))
    }
  }
}
