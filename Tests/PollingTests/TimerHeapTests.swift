import TestSupport
import Testing

@testable import Polling

@Suite("The timer heap")
struct TimerHeapTests {
  @Test("gives the same timers as a search through all of them, whatever was set and stopped")
  func againstSearch() {
    var generator = SeededGenerator(seed: 11)
    var heap = TimerHeap(count: 40)
    var pending: [Int: UInt64] = [:]
    for _ in 0..<20_000 {
      let timer = Int.random(in: 0..<40, using: &generator)
      if generator.oneIn(3) {
        heap.stop(timer)
        pending[timer] = nil
      } else {
        let instant = UInt64.random(in: 0...30, using: &generator)
        heap.set(timer, at: instant)
        pending[timer] = instant
      }
      let first = pending.min { ($0.value, $0.key) < ($1.value, $1.key) }
      #expect(heap.earliest == first?.value)
      let now = UInt64.random(in: 0...30, using: &generator)
      #expect(heap.due(at: now) == first.flatMap { $0.value <= now ? $0.key : nil })
    }
  }
}
