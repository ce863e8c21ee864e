import Readings
import TestSupport
import Testing

@testable import Alarms

@Suite("A flood of alarms")
struct FloodDetectorTests {
  private func at(_ seconds: Int) -> Instant { .origin + .seconds(10_000 + seconds) }

  @Test("begins with the eleventh annunciation in ten minutes, not with the tenth")
  func begins() {
    var flood = FloodDetector()
    for second in 0..<10 { flood.annunciated(at: at(second)) }
    #expect(!flood.isActive)
    flood.annunciated(at: at(599))
    #expect(flood.startedAt == at(599))
    #expect(flood.count == 11)
  }

  @Test("does not begin when the first of eleven is ten minutes old")
  func notYet() {
    var flood = FloodDetector()
    for second in 0..<10 { flood.annunciated(at: at(second)) }
    flood.annunciated(at: at(600))
    #expect(!flood.isActive)
    flood.annunciated(at: at(600))
    #expect(flood.isActive)
  }

  @Test("ends when fewer than five are left in ten minutes")
  func ends() {
    var flood = FloodDetector()
    for second in 0..<20 { flood.annunciated(at: at(second)) }
    #expect(flood.count == 20)
    #expect(flood.nextWake == at(15 + 600))
    flood.timeReached(at: at(614))
    #expect(flood.isActive)
    flood.timeReached(at: at(615))
    #expect(!flood.isActive)
    #expect(flood.count == 0)
    #expect(flood.nextWake == nil)
    #expect(flood.total == 20)
  }

  @Test("goes on while five come in any ten minutes")
  func goesOn() {
    var flood = FloodDetector()
    for second in 0..<11 { flood.annunciated(at: at(second)) }
    for step in 1...50 { flood.annunciated(at: at(10 + step * 119)) }
    #expect(flood.isActive)
    #expect(flood.count == 61)
  }

  @Test("is known to have ended before the next annunciation is counted")
  func endsUnseen() {
    var flood = FloodDetector()
    for second in 0..<11 { flood.annunciated(at: at(second)) }
    flood.annunciated(at: at(5000))
    #expect(!flood.isActive)
    #expect(flood.total == 12)
  }

  @Test("agrees with counting every instant", arguments: 0..<20)
  func agrees(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var flood = FloodDetector()
    var all: [Int] = []
    var isFlood = false
    var now = 0
    for _ in 0..<2000 {
      now += Int.random(in: 0...Int.random(in: 0...200, using: &random), using: &random)
      func inWindow() -> Int { all.count { now - $0 < 600 } }
      if isFlood, inWindow() < 5 { isFlood = false }
      all.append(now)
      if inWindow() > 10 { isFlood = true }
      flood.annunciated(at: at(now))
      #expect(flood.isActive == isFlood)
    }
  }
}
