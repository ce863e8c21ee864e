import Foundation
import Readings
import Testing

@Suite("Wall time")
struct WallTimeTests {
  @Test(
    "is written as RFC 3339 in UTC with milliseconds",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (1_665_814_740_000_000_000, "2022-10-15T06:19:00.000Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
      (1_709_251_199_999_999_999, "2024-02-29T23:59:59.999Z"),
      (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000Z"),
      (1_767_225_599_001_000_000, "2025-12-31T23:59:59.001Z"),
      (.max, "2262-04-11T23:47:16.854Z"),
      (.min, "1677-09-21T00:12:43.145Z"),
    ] as [(Int64, String)])
  func rfc3339(nanoseconds: Int64, text: String) {
    #expect(WallTime(nanoseconds: nanoseconds).rfc3339 == text)
  }

  @Test(
    "is nil of a text that names a year out of reach, and traps on none",
    arguments: [
      "9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00.000Z", "2262-04-11T23:47:16.855Z",
      "2262-04-11T23:47:17.000Z", "1677-09-21T00:12:43.144Z", "1677-09-21T00:12:42.999Z",
    ])
  func outOfReach(text: String) {
    #expect(WallTime(rfc3339: text) == nil)
  }

  @Test("the last time that can be held is read back")
  func lastTime() {
    let last = WallTime(nanoseconds: 9_223_372_036_854_000_000)
    #expect(WallTime(rfc3339: last.rfc3339) == last)
  }

  @Test("agrees with Foundation on every day from 1900 to 2200")
  func everyDay() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
    for day in -25_567..<84_006 {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let text = WallTime(nanoseconds: Int64(day) * 86_400_000_000_000).rfc3339
      let numbers = text.prefix(10).split(separator: "-").compactMap { Int($0) }
      #expect(numbers == [parts.year, parts.month, parts.day].compactMap { $0 })
    }
  }

  @Test("gives seconds for metrics and durations between readings of the clock")
  func numbers() {
    let time = WallTime(nanoseconds: 1_500_000_000)
    #expect(time.secondsSince1970 == 1.5)
    #expect((time + .seconds(1)).since(time) == .seconds(1))
    #expect(time < time + .nanoseconds(1))
  }
}
