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
      return on.date()?.start
    }
    guard let since, spans.count == 1, let span = spans.first else {
      inner.report(
        "write `on: \"2026-05-01\"`, or `since: \"2014-05-01\"` with `years`, `months` or `days`")
      return nil
    }
    guard let start = since.date(), let count = inner.optional(span)?.integer(in: 1...36_500)
    else { return nil }
    switch span {
    case "years": return start.start(afterYears: min(count, 1000))
    case "months": return start.start(afterYears: 0, months: min(count, 12_000))
    default: return start.start(afterYears: 0, days: count)
    }
  }
}
