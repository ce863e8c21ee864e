import Readings
import Testing

@Suite("An instant")
struct InstantTests {
  @Test("moves by durations and never before the origin")
  func arithmetic() {
    let instant = Instant(nanoseconds: 5_000_000_000)
    #expect(instant + .milliseconds(1500) == Instant(nanoseconds: 6_500_000_000))
    #expect(instant - .seconds(2) == Instant(nanoseconds: 3_000_000_000))
    #expect(instant - .seconds(9) == .origin)
    #expect(instant + .seconds(-9) == .origin)
    #expect(Instant(nanoseconds: UInt64(Int64.max)) + .seconds(1) == Instant(nanoseconds: .max))
  }

  @Test("gives the time since another, negative when it is earlier")
  func since() {
    let (early, late) = (Instant(nanoseconds: 1), Instant(nanoseconds: 1_000_000_001))
    #expect(late.since(early) == .seconds(1))
    #expect(early.since(late) == .seconds(-1))
    #expect(early < late)
  }

  @Test("durations give their nanoseconds, clamped, and their seconds")
  func durations() {
    #expect(Duration.milliseconds(-1500).nanoseconds == -1_500_000_000)
    #expect(Duration.nanoseconds(7).nanoseconds == 7)
    #expect(Duration(secondsComponent: .max, attosecondsComponent: 0).nanoseconds == .max)
    #expect(Duration(secondsComponent: .min, attosecondsComponent: 0).nanoseconds == .min)
    #expect(Duration.milliseconds(2500).seconds == 2.5)
  }
}
