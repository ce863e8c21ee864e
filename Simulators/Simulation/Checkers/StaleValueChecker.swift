import Agent
import DeviceProfiles
import Exposition
import Readings

/// No stale value as fresh: a sample of a plant quantity stands in the exposition only while the
/// answer that carried it is younger than the maximum age.
///
/// It reads the text that Prometheus would read, and finds the point of a series by its own
/// reckoning from the site file.
struct StaleValueChecker: SimulationChecker {
  private struct Origin: Sendable {
    var point: Int
    var maximumAge: Duration
  }

  /// Where each series comes from, by its text without the label `state`.
  private var origins: [String: Origin] = [:]
  private var truth: PlantTruth
  private var seconds = 0
  private var reported: Set<String> = []
  /// How often the text is read, in seconds: reading it is the slowest thing in a simulation.
  private static let pace = 10

  init(_ settings: AgentSettings) {
    truth = PlantTruth(settings)
    for (index, device) in settings.devices.enumerated() {
      for (place, point) in device.profile.points.enumerated() {
        let origin = Origin(
          point: truth.points.point(place, of: DeviceIndex(rawValue: index)).rawValue,
          maximumAge: device.maximumAge(of: point.pace))
        for series in point.series {
          let labels =
            [Label("device", device.name)] + device.labels + series.labels
          origins[Self.key(series.quantity.metricName, labels)] = origin
        }
      }
    }
  }

  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) {
    truth.take(answer, at: now)
  }

  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {}

  mutating func secondPassed(_ agent: Agent, at now: Instant, into violations: inout [Violation]) {
    seconds += 1
    guard seconds % Self.pace == 0 else { return }
    let text = agent.exposition(format: .text004, at: now)
    guard let parsed = try? ExpositionParser.parse(text, format: .text004) else {
      violations.append(
        Violation(promise: .noStaleAsFresh, at: now, what: "the exposition cannot be read"))
      return
    }
    for family in parsed.families where family.description.name.hasPrefix("facility_") {
      for sample in family.samples {
        check(family.description.name, sample.labels, at: now, into: &violations)
      }
    }
  }

  private mutating func check(
    _ name: String, _ labels: [ParsedExposition.Label], at now: Instant,
    into violations: inout [Violation]
  ) {
    let key = Self.key(
      name, labels.filter { $0.name != "state" }.map { Label($0.name, $0.value) })
    // What the agent computes from several points, and facts of the device, have no one point.
    guard let origin = origins[key] else { return }
    let age = truth.sayings[origin.point].map { now.since($0.at) }
    guard age.map({ $0 > origin.maximumAge }) ?? true, reported.insert(key).inserted else {
      return
    }
    violations.append(
      Violation(
        promise: .noStaleAsFresh, at: now,
        what: "\(key) is shown " + (age.map { "\($0.seconds) s old" } ?? "but was never read")))
  }

  private static func key(_ name: String, _ labels: [Label]) -> String {
    name + labels.sorted().reduce(into: "") { $0 += " \($1.name)=\($1.value)" }
  }
}
