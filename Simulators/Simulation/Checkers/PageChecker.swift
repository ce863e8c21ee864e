import Agent
import DeviceProfiles
import Readings

/// The exposition says what was read: every sample is the value of its point, every value that is
/// young enough has its sample, and of the states of a point exactly one is 1.
struct PageChecker: SimulationChecker {
  private var reported: Set<Int> = []
  /// What is about to be withdrawn may be gone.
  private static let edge = Duration.milliseconds(100)

  init(_ settings: AgentSettings) {}

  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {
    reported = []
  }

  mutating func pageRead(
    _ page: PageReader, _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {
    var isShown = [Bool](repeating: false, count: page.origins.count)
    for sample in page.samples {
      isShown[sample.origin] = true
      let origin = page.origins[sample.origin]
      let value = agent.readings[PointIndex(rawValue: origin.point)].value
      guard !says(sample, origin, value), reported.insert(sample.origin).inserted else { continue }
      let series = page.seriesTexts[sample.series]
      violations.append(
        Violation(
          promise: .truePage, at: now,
          what: "\(series) shows \(sample.value), read was \(value.map { "\($0)" } ?? "nothing")"))
    }
    for (index, origin) in page.origins.enumerated() where !isShown[index] {
      let reading = agent.readings[PointIndex(rawValue: origin.point)]
      let heard = agent.devices[origin.device].lastSuccess
      guard let value = reading.value, now.since(reading.at) < origin.maximumAge - Self.edge,
        heard.map({ now.since($0) < origin.deviceAge - Self.edge }) == true,
        number(origin, value) != nil, reported.insert(index).inserted
      else { continue }
      violations.append(
        Violation(
          promise: .truePage, at: now,
          what: "point \(origin.point) was read as \(value) "
            + "\(durationWords(now.since(reading.at))) ago and is not shown"))
    }
  }

  private func says(
    _ sample: PageReader.Sample, _ origin: PageReader.Origin, _ value: Value?
  ) -> Bool {
    guard let value else { return false }
    if let state = sample.state {
      guard case .state(let place) = value else { return false }
      let isIt = origin.stateNames.indices.contains(place) && origin.stateNames[place] == state
      return sample.value == (isIt ? 1 : 0)
    }
    guard let number = number(origin, value) else { return false }
    return sample.value == number || abs(sample.value - number) <= abs(number) * 1e-12
  }

  /// What is shown of a value; nil where it is of a kind that cannot be shown so.
  private func number(_ origin: PageReader.Origin, _ value: Value) -> Double? {
    switch (origin.extraction, value) {
    case (.whole, .number(let number)): number
    case (.whole, .flag(let isSet)): isSet ? 1 : 0
    case (.bit(let bit), .flags(let flags)): flags >> UInt64(bit) & 1 == 1 ? 1 : 0
    case (.states(let states), .state(let state)): states.contains(state) ? 1 : 0
    case (.nonZero, .number(let number)): number == 0 ? 0 : 1
    case (.whole, .state) where !origin.stateNames.isEmpty: 1
    default: nil
    }
  }
}
