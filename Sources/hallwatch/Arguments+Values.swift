import Configuration

extension Arguments {
  /// The word at a place; nil when the line ends before it.
  func positional(_ index: Int) -> String? {
    index < positionals.count ? positionals[index] : nil
  }

  /// The text of an option; nil when it is not given.
  func string(_ option: String) -> String? { values[option] }

  /// Whether a flag is given.
  func has(_ flag: String) -> Bool { flags.contains(flag) }

  func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = values[option] else { return nil }
    guard let integer = Int(text), range.contains(integer) else {
      throw UsageError(
        "--\(option) \(text): expected a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return integer
  }

  func number(_ option: String, in range: ClosedRange<Double>) throws(UsageError) -> Double? {
    guard let text = values[option] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw UsageError(
        "--\(option) \(text): expected a number from \(numberText(range.lowerBound)) to "
          + numberText(range.upperBound))
    }
    return number
  }

  /// A duration as site files write it, such as `30s` or `2m`.
  func duration(_ option: String) throws(UsageError) -> Duration? {
    guard let text = values[option] else { return nil }
    guard let duration = parseDuration(text) else {
      throw UsageError(
        "--\(option) \(text): expected a whole number and ms, s, m, h or d, such as 30s")
    }
    return duration
  }

  /// One of the names of an enumeration.
  func choice<Choice>(_ option: String, as type: Choice.Type) throws(UsageError) -> Choice?
  where Choice: CaseIterable & RawRepresentable<String> {
    guard let text = values[option] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw UsageError("--\(option) \(text): " + suggestion(for: text, among: names))
    }
    return choice
  }
}
