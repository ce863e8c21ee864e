package import Registers

extension ReadContract {
  /// The mistakes of what a profile says may be read.
  func problems() -> [ProfileProblem] {
    var problems: [ProfileProblem] = []
    func check(_ holds: Bool, _ key: String, _ message: String) {
      if !holds { problems.append(ProfileProblem(key: "read.\(key)", message: message)) }
    }
    check(
      (1...125).contains(maximumRegisters), "maximum_registers",
      "\(maximumRegisters) is out of range; expected 1 to 125")
    check(
      (1...2000).contains(maximumBits), "maximum_bits",
      "\(maximumBits) is out of range; expected 1 to 2000")
    check(
      (0...124).contains(maximumHole), "maximum_hole",
      "\(maximumHole) is out of range; expected 0 to 124")
    check(
      (1...16).contains(startMultiple), "start_multiple",
      "\(startMultiple) is out of range; expected 1 to 16")
    check(gap >= .zero, "gap", "a gap is not negative")
    check(serialGap >= .zero, "serial_gap", "a gap is not negative")
    check(pauseAfterConnect >= .zero, "pause_after_connect", "a pause is not negative")
    for place in fences.indices {
      for other in fences[..<place] where fences[place].overlaps(other) {
        problems.append(
          ProfileProblem(
            key: "read.fences[\(place)]",
            message: "\(fences[place]) overlaps the fence \(other); blocks are apart"))
      }
    }
    return problems
  }
}

extension RegisterSpan {
  /// Whether the two have an address in common.
  package func overlaps(_ other: RegisterSpan) -> Bool {
    table == other.table && Int(start) < other.end && Int(other.start) < end
  }
}
