import Readings
import Testing

@Suite("The trend store")
struct TrendStoreTests {
  private let point = PointIndex(rawValue: 1)

  private func at(_ seconds: Int64) -> Instant { .origin + .seconds(seconds) }

  @Test("keeps one sample a step, oldest first, and a gap where there was no value")
  func samples() {
    var store = TrendStore(count: 2)
    #expect(store.samples(of: point) == [])
    #expect(store.nextSample == nil)
    store.sample(at: at(100)) { _ in 1.5 }
    #expect(store.nextSample == at(115))
    store.sample(at: at(115)) { $0 == point ? nil : 9 }
    store.sample(at: at(130)) { _ in -2 }
    #expect(store.samples(of: point) == [1.5, nil, -2])
    #expect(store.newest == at(130))
  }

  @Test("steps that were missed are gaps, not the value before them")
  func missed() {
    var store = TrendStore(count: 2)
    store.sample(at: at(0)) { _ in 1 }
    store.sample(at: at(61)) { _ in 2 }
    #expect(store.samples(of: point) == [1, nil, nil, nil, 2])
    store.sample(at: at(100_000)) { _ in 3 }
    #expect(store.samples(of: point) == [3])
  }

  @Test("reaches back an hour and no further, in coarser steps for more points")
  func bounded() {
    for (count, step) in [(10, 15), (5001, 30), (20_001, 60), (50_001, 120)] {
      var store = TrendStore(count: count)
      #expect(store.step == .seconds(step))
      let capacity = 3600 / step
      for number in 0..<capacity + 5 {
        store.sample(at: at(Int64(number * step))) { $0 == point ? Double(number) : nil }
      }
      #expect(store.samples(of: point).count == capacity)
      #expect(store.samples(of: point).first == 5)
      #expect(store.samples(of: point).last == Double(capacity + 4))
    }
  }
}
