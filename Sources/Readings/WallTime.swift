/// A reading of the wall clock: nanoseconds since 1970-01-01T00:00:00Z. For showing and recording
/// only: it can step, so no delay, age or deadline is computed from it.
package struct WallTime: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  package static func + (time: Self, duration: Duration) -> Self {
    Self(nanoseconds: time.nanoseconds &+ duration.nanoseconds)
  }

  package func since(_ earlier: WallTime) -> Duration {
    .nanoseconds(nanoseconds &- earlier.nanoseconds)
  }

  /// Seconds since 1970, as `…_timestamp_seconds` metrics show it.
  package var secondsSince1970: Double { Double(nanoseconds) / 1e9 }

  /// RFC 3339 in UTC with milliseconds, such as `2022-10-15T06:19:00.000Z`.
  package var rfc3339: String {
    let milliseconds = nanoseconds.flooredQuotient(1_000_000)
    let days = milliseconds.flooredQuotient(86_400_000)
    let ofDay = milliseconds - days * 86_400_000
    let (year, month, day) = civilDate(daysSince1970: days)
    let (hour, minute) = (ofDay / 3_600_000, ofDay / 60_000 % 60)
    let (second, fraction) = (ofDay / 1000 % 60, ofDay % 1000)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)).\(padded(fraction, 3))Z"
  }
}

/// The Gregorian date of a day, by the era method: 400-year eras of 146,097 days, years that start
/// in March so that the leap day is the last.
private func civilDate(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let shifted = daysSince1970 + 719_468
  let era = shifted.flooredQuotient(146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

private func padded(_ number: Int64, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
  fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
