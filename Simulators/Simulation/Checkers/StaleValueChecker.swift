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
  /// What is known of the series seen so far, by their text.
  private var known: [String: Origin?] = [:]
  private var seconds = 0
  private var reported: Set<String> = []
  /// How often the text is read, in seconds.
  private static let pace = 15

  init(_ settings: AgentSettings) {
    truth = PlantTruth(settings)
    for (index, device) in settings.devices.enumerated() {
      for (place, point) in device.profile.points.enumerated() where point.computation == nil {
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

  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    seconds += 1
    guard seconds % Self.pace == 0 else { return }
    let text = scene.agent.exposition(format: .text004, at: now)
    for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: Self.prefix) {
      let end = line.lastIndex(of: UInt8(ascii: " ")) ?? line.endIndex
      let series = String(decoding: line[..<end], as: UTF8.self)
      if known[series] == nil { learn(text, at: now, into: &violations) }
      if let origin = known[series] ?? nil { check(series, origin, at: now, into: &violations) }
    }
  }

  private static let prefix = Array("facility_".utf8)

  /// Finds where the series of a text come from. The whole text is read with care only when there
  /// is a new series in it.
  private mutating func learn(_ text: [UInt8], at now: Instant, into violations: inout [Violation])
  {
    guard let parsed = try? ExpositionParser.parse(text, format: .text004) else {
      violations.append(
        Violation(promise: .noStaleAsFresh, at: now, what: "the exposition cannot be read"))
      return
    }
    var keys: [String] = []
    for family in parsed.families where family.description.name.hasPrefix("facility_") {
      for sample in family.samples {
        let labels = sample.labels.filter { $0.name != "state" }.map { Label($0.name, $0.value) }
        keys.append(Self.key(family.description.name, labels))
      }
    }
    // The samples come in the order of the lines. What the agent computes from several points,
    // and facts of a device, have no one point and are known as such.
    let lines = text.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: Self.prefix) }
    for (line, key) in zip(lines, keys) {
      let end = line.lastIndex(of: UInt8(ascii: " ")) ?? line.endIndex
      known[String(decoding: line[..<end], as: UTF8.self)] = .some(origins[key])
    }
  }

  private mutating func check(
    _ series: String, _ origin: Origin, at now: Instant, into violations: inout [Violation]
  ) {
    let age = truth.sayings[origin.point].map { now.since($0.at) }
    guard age.map({ $0 > origin.maximumAge }) ?? true, reported.insert(series).inserted else {
      return
    }
    violations.append(
      Violation(
        promise: .noStaleAsFresh, at: now,
        what: "\(series) is shown " + (age.map { "\($0.seconds) s old" } ?? "but was never read")))
  }

  private static func key(_ name: String, _ labels: [Label]) -> String {
    name + labels.sorted().reduce(into: "") { $0 += " \($1.name)=\($1.value)" }
  }
}
