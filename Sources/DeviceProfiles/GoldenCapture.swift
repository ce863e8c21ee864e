package import Readings
package import Registers

/// The raw words of a device as its document gives them, with the readings that they mean: what a
/// profile is proven by.
package struct GoldenCapture: Sendable {
  /// The situation, such as `on-battery`.
  package var name: String
  /// The answers, in the order in which they came.
  package var blocks: [RegisterBlock]
  /// What every point that lies in the blocks must say.
  package var readings: [(point: String, expected: Expected)]
  /// Every series of a flag quantity that must be 1, as `SeriesDefinition.text` spells it. No other
  /// may be.
  package var active: [String]
  /// What the site of this device chose, as far as the profile leaves it open.
  package var choice: ProfileChoice

  package init(
    name: String, blocks: [RegisterBlock], readings: [(point: String, expected: Expected)],
    active: [String], choice: ProfileChoice = ProfileChoice()
  ) {
    self.choice = choice
    self.name = name
    self.blocks = blocks
    self.readings = readings
    self.active = active
  }

  /// What a point must say.
  package enum Expected: Hashable, Sendable {
    /// Equal to about six digits, as documents print numbers.
    case number(Double)
    case flag(Bool)
    /// The name of a state, or a text.
    case word(String)
    /// The names of the set flags.
    case words([String])
    case none(NoData)
  }

  /// How the profile's readings of the words differ from what they must be; empty when it is right.
  package func differences(from profile: DeviceProfile) -> [String] {
    let profile = profile.located(by: blocks)
    var decoder = DeviceDecoder(profile: profile)
    return differences(from: profile, decoder: &decoder)
  }

  private func differences(from profile: DeviceProfile, decoder: inout DeviceDecoder) -> [String] {
    var outcomes: [Int: Reading.Outcome] = [:]
    for block in blocks { decoder.decode(block) { outcomes[$0] = $1 } }
    for computation in profile.computations()
    where computation.inputs.contains(where: { outcomes[$0] != nil }) {
      outcomes[computation.place] = computation.outcome(
        of: computation.inputs.map { outcomes[$0] ?? .none(.waitingForInitialData) })
    }
    var differences: [String] = []
    var named: Set<String> = []
    for (name, expected) in readings {
      named.insert(name)
      guard let index = profile.points.firstIndex(where: { $0.name == name }) else {
        differences.append("the profile has no point \(name)")
        continue
      }
      guard let outcome = outcomes[index] else {
        differences.append("\(name) does not lie in the words")
        continue
      }
      let point = profile.points[index]
      if !point.says(expected, outcome) {
        differences.append(
          "\(name) reads \(point.text(of: outcome)), expected \(expected.text)")
      }
    }
    for (index, point) in profile.points.enumerated() where !named.contains(point.name) {
      // What is computed may be named; what must be is the series that is active.
      guard let outcome = outcomes[index], point.computation == nil else { continue }
      differences.append(
        "\(point.name) reads \(point.text(of: outcome)), but the capture does not mention it")
    }
    return differences + activeDifferences(profile, outcomes)
  }

  private func activeDifferences(
    _ profile: DeviceProfile, _ outcomes: [Int: Reading.Outcome]
  ) -> [String] {
    var found: [String] = []
    for (index, point) in profile.points.enumerated() {
      guard case .value(let value)? = outcomes[index] else { continue }
      for series in point.series
      where series.quantity.kind == .flag && series.extraction.number(of: value) == 1 {
        found.append(series.text)
      }
    }
    let missing = active.filter { !found.contains($0) }.map { "\($0) is not active" }
    let more = found.filter { !active.contains($0) }.map { "\($0) is active, but should not be" }
    return missing + more
  }
}

extension GoldenCapture.Expected {
  /// As the capture spells it.
  package var text: String {
    switch self {
    case .number(let number): "\(number)"
    case .flag(let isSet): "\(isSet)"
    case .word(let word): word
    case .words(let words): "[\(words.joined(separator: ", "))]"
    case .none(let reason): "none (\(reason.name))"
    }
  }
}

extension PointDefinition {
  /// An outcome in words: the number, the state's name, the names of the set flags, the text, or why
  /// there is none.
  package func text(of outcome: Reading.Outcome) -> String {
    switch outcome {
    case .none(let reason): return "none (\(reason.name))"
    case .value(.number(let number)): return "\(number)"
    case .value(.flag(let isSet)): return "\(isSet)"
    case .value(.state(let place)): return stateName(place) ?? "state \(place)"
    case .value(.flags(let flags)):
      return "[\(flagNames(flags).joined(separator: ", "))]"
    case .value(.text(let text)): return text
    }
  }

  /// The name of a state by its place; nil when there is none.
  package func stateName(_ place: Int) -> String? {
    guard case .states(let states) = meaning, states.indices.contains(place) else { return nil }
    return states[place].name
  }

  /// The names of the set flags, in the order of the profile.
  package func flagNames(_ flags: UInt64) -> [String] {
    guard case .flags(let names) = meaning else { return [] }
    return names.filter { (0..<64).contains($0.bit) && flags >> UInt64($0.bit) & 1 == 1 }
      .map(\.name)
  }

  fileprivate func says(_ expected: GoldenCapture.Expected, _ outcome: Reading.Outcome) -> Bool {
    switch (expected, outcome) {
    case (.none(let reason), .none(let other)): reason == other
    case (.number(let number), .value(.number(let other))):
      abs(number - other) <= max(abs(number), abs(other)) * 1e-6
    case (.flag(let isSet), .value(.flag(let other))): isSet == other
    case (.word(let word), .value(.state(let place))): stateName(place) == word
    case (.word(let word), .value(.text(let text))): text == word
    case (.words(let words), .value(.flags(let flags))):
      Set(flagNames(flags)) == Set(words)
    default: false
    }
  }
}
