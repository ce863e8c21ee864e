import Agent
import Alarms
import Readings

/// Reads `due`: a date, or so many years, months or days after one.
///
///     due: { on: "2026-05-01" }     due: { since: "2014-05-01", years: 10, device: "battery-a1" }
struct DueReader {
  let devices: DeviceList

  /// Nil after reporting.
  func read(_ reader: ObjectReader) -> AlarmRule.Test? {
    reader.optional("due")?.object { inner -> AlarmRule.Test? in
      let device = inner.optional("device").flatMap { value -> String? in
        guard let name = value.nonEmptyString() else { return nil }
        guard devices.names.contains(name) else {
          value.report("no device \(quoted(name)); " + suggestion(for: name, among: devices.names))
          return nil
        }
        return name
      }
      return readDate(inner).map { .due($0, device: device) }
    } ?? nil
  }

  private func readDate(_ inner: ObjectReader) -> WallTime? {
    let on = inner.optional("on")
    let since = inner.optional("since")
    let spans = ["years", "months", "days"].filter { inner.has($0) }
    if let on {
      if since != nil || !spans.isEmpty {
        inner.report("`on` says the date; leave `since`, `years`, `months` and `days` away")
        return nil
      }
      return date(on).flatMap { midnight($0) }
    }
    guard let since, spans.count == 1, let span = spans.first else {
      inner.report(
        "write `on: \"2026-05-01\"`, or `since: \"2014-05-01\"` with `years`, `months` or `days`")
      return nil
    }
    guard let start = date(since), let count = inner.optional(span)?.integer(in: 1...36_500) else {
      return nil
    }
    switch span {
    case "years": return midnight((start.year + Int64(count), start.month, start.day))
    case "months":
      let months = start.year * 12 + start.month - 1 + Int64(count)
      return midnight((months / 12, months % 12 + 1, start.day))
    default: return midnight(start).map { $0 + .seconds(Int64(count) * 86_400) }
    }
  }

  private func date(_ value: ValueReader) -> (year: Int64, month: Int64, day: Int64)? {
    guard let text = value.nonEmptyString() else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int64($0) }
    guard parts.map(\.utf8.count) == [4, 2, 2], numbers.count == 3,
      WallTime(rfc3339: text + "T00:00:00.000Z") != nil
    else {
      value.report("\(quoted(text)) is no date; write one such as \"2026-05-01\"")
      return nil
    }
    return (numbers[0], numbers[1], numbers[2])
  }

  /// The beginning of a day in UTC; the last day of the month where it has no such day.
  private func midnight(_ date: (year: Int64, month: Int64, day: Int64)) -> WallTime? {
    for day in stride(from: date.day, through: max(1, date.day - 3), by: -1) {
      let text =
        "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(day, 2))T00:00:00.000Z"
      if let time = WallTime(rfc3339: text) { return time }
    }
    return nil
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
