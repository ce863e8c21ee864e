import Readings
import Testing

@Suite("The reading store")
struct ReadingStoreTests {
  private let point = PointIndex(rawValue: 1)

  private func at(_ seconds: Int64) -> Instant { .origin + .seconds(seconds) }

  @Test("waits for data at first")
  func empty() {
    let store = ReadingStore(count: 3)
    #expect(store.count == 3)
    #expect(store[point].outcome == .none(.waitingForInitialData))
    #expect(store.lastGood(point) == nil)
    let shown = store.reading(point, at: at(1000), maximumAge: .seconds(1))
    #expect(shown.outcome == .none(.waitingForInitialData))
  }

  @Test(
    "keeps every kind of value as it is",
    arguments: [
      .number(-1.25), .flag(true), .flag(false), .state(3), .flags(0x8000_0000_0000_0001),
      .text("rack 7"), .text(""),
    ] as [Value])
  func kinds(value: Value) {
    var store = ReadingStore(count: 2)
    store.store(Reading(.value(value), at: at(5)), of: point)
    #expect(store[point] == Reading(.value(value), at: at(5)))
    #expect(store[point].value == value)
    #expect(store[PointIndex(rawValue: 0)].value == nil)
    #expect(store.lastGood(point) == at(5))
  }

  @Test(
    "keeps every reason for absence, and when there was a value last", arguments: NoData.allCases)
  func reasons(reason: NoData) {
    var store = ReadingStore(count: 2)
    store.store(Reading(.value(.number(1)), at: at(5)), of: point)
    store.store(Reading(.none(reason), at: at(6)), of: point)
    #expect(store[point] == Reading(.none(reason), at: at(6)))
    #expect(store.lastGood(point) == at(5))
  }

  @Test("shows a value up to its maximum age and not a nanosecond longer")
  func ageing() {
    var store = ReadingStore(count: 2)
    store.store(Reading(.value(.flag(true)), at: at(10)), of: point)
    func shown(_ now: Instant) -> Reading.Outcome {
      store.reading(point, at: now, maximumAge: .seconds(15)).outcome
    }
    #expect(shown(at(10)) == .value(.flag(true)))
    #expect(shown(at(25)) == .value(.flag(true)))
    #expect(shown(at(25) + .nanoseconds(1)) == .none(.stale))
    #expect(store[point].value == .flag(true))
  }

  @Test("does not turn a known absence into an old value")
  func absenceDoesNotAge() {
    var store = ReadingStore(count: 2)
    store.store(Reading(.none(.notFitted), at: at(1)), of: point)
    #expect(
      store.reading(point, at: at(9999), maximumAge: .seconds(1)).outcome == .none(.notFitted))
  }

  @Test("a value read at the very origin of time counts as good")
  func origin() {
    var store = ReadingStore(count: 2)
    store.store(Reading(.value(.number(1)), at: .origin), of: point)
    #expect(store.lastGood(point) == .origin)
  }

  @Test("a copy keeps what it held while the original goes on")
  func snapshot() {
    var store = ReadingStore(count: 2)
    store.store(Reading(.value(.text("before")), at: at(1)), of: point)
    let copy = store
    store.store(Reading(.value(.text("after")), at: at(2)), of: point)
    #expect(copy[point].value == .text("before"))
    #expect(store[point].value == .text("after"))
  }

  @Test("every reason has a name of its own in metrics and journal")
  func names() {
    #expect(Set(NoData.allCases.map(\.name)).count == NoData.allCases.count)
    #expect(NoData.allCases.allSatisfy { $0.name.allSatisfy { $0.isLowercase || $0 == "_" } })
  }
}
