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

extension WallTime {
  /// The time that an RFC 3339 text in UTC names, as `rfc3339` writes it; nil for anything else.
  package init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes[10] == UInt8(ascii: "T"), bytes[23] == UInt8(ascii: "Z") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int64? {
      let digits = bytes[range].map { Int64($0) - 48 }
      guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
      return digits.reduce(0) { $0 * 10 + $1 }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let fraction = number(20..<23), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = daysSince1970(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    // Years that 64 bits of nanoseconds do not reach are no times: a caller may name any.
    let (whole, isFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isFarther) = whole.addingReportingOverflow(fraction * 1_000_000)
    guard !isFar, !isFarther else { return nil }
    self.init(nanoseconds: sum)
    // Refuses what is no date or time of day, such as the 31st of June.
    guard rfc3339 == text else { return nil }
  }
}

/// The inverse of `civilDate`, by the same era method.
private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = shiftedYear.flooredQuotient(400)
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
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
