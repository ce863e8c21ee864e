import Agent
import Testing

@Suite("Limits")
struct LimitsTests {
  @Test("the bounds agree with each other")
  func relations() {
    #expect(Limits.series * Limits.bytesPerSeries <= Limits.scrapeBytes)
    #expect(Limits.points <= Limits.devices * Limits.pointsPerDevice)
    #expect(Limits.lines <= Limits.devices)
    #expect(Limits.shortestTimeout < Limits.shortestInterval)
    #expect(Limits.longestTimeout < Limits.longestInterval)
    #expect(Limits.longestGap < Limits.longestTimeout)
    #expect(Limits.alarmRules <= Limits.alarms)
    #expect(Limits.labelValueBytes * Limits.labelsPerDevice < 4096)
    // A device's own labels and the point's must stay below what Prometheus is often set to.
    #expect(Limits.labelsPerDevice + 14 <= 30)
  }
}
