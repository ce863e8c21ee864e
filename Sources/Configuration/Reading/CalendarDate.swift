package import Readings

/// A day of the calendar, as files write it: `2026-05-01`. It begins at midnight UTC.
package struct CalendarDate: Hashable, Sendable {
  private var year: Int64
  private var month: Int64
  private var day: Int64

  /// Nil for anything that is no date, such as the 30th of February.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int64($0) }
    guard parts.map(\.utf8.count) == [4, 2, 2], numbers.count == 3,
      WallTime(rfc3339: text + "T00:00:00.000Z") != nil
    else { return nil }
    (year, month, day) = (numbers[0], numbers[1], numbers[2])
  }

  /// The beginning of the day.
  package var start: WallTime { midnight(year, month, day) }

  /// The beginning of the day so much later; the last day of a month that has no such day.
  package func start(afterYears years: Int = 0, months: Int = 0, days: Int = 0) -> WallTime {
    let month = year * 12 + self.month - 1 + Int64(years) * 12 + Int64(months)
    return midnight(month / 12, month % 12 + 1, day) + .seconds(Int64(days) * 86_400)
  }

  private func midnight(_ year: Int64, _ month: Int64, _ day: Int64) -> WallTime {
    for day in stride(from: day, through: 1, by: -1) {
      let text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T00:00:00.000Z"
      if let time = WallTime(rfc3339: text) { return time }
    }
    return WallTime(nanoseconds: 0)
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension ValueReader {
  /// A text such as `"2026-05-01"`.
  package func date() -> CalendarDate? {
    guard let text = nonEmptyString() else { return nil }
    if let date = CalendarDate(text) { return date }
    report("\(quoted(text)) is no date; write one such as \"2026-05-01\"")
    return nil
  }
}
