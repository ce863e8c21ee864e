import Readings

/// The units of durations in files with their nanoseconds, the longest first.
private let durationUnits: [(name: String, nanoseconds: Int64)] = [
  ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
  ("s", 1_000_000_000), ("ms", 1_000_000),
]

/// The duration of a text such as `250ms`, `5s`, `2m`, `8h`, `30d`: one whole number, one unit,
/// nothing else. Nil for any other text, and beyond the 292 years of 64 bits of nanoseconds.
package func parseDuration(_ text: String) -> Duration? {
  let digits = text.prefix { $0.utf8.allSatisfy(isDigit) }
  guard let unit = durationUnits.first(where: { $0.name == text.dropFirst(digits.count) }),
    let count = Int64(digits)
  else { return nil }
  let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
  return overflow ? nil : .nanoseconds(nanoseconds)
}

/// A duration as files write it, in the largest unit that divides it; parts of a millisecond in
/// microseconds.
package func durationText(_ duration: Duration) -> String {
  let nanoseconds = duration.nanoseconds
  if nanoseconds == 0 { return "0s" }
  for unit in durationUnits where nanoseconds % unit.nanoseconds == 0 {
    return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
  }
  return "\(nanoseconds / 1000)µs"
}
