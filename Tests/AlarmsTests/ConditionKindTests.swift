import Readings
import TestSupport
import Testing

@testable import Alarms

@Suite("Conditions that look at the past or at others")
struct ConditionKindTests {
  private static let rise = BoardBench.alarm(
    "rise", point: 0, .change(by: 5, within: .seconds(600), deadband: 1), off: 60)

  @Test("a slow climb is no rise, a fast one is, and it is over when the window is level again")
  func rise() {
    var bench = BoardBench([Self.rise])
    for step in 0..<60 {
      bench.reads(0, 20 + Double(step) * 0.07)  // 4.2 in ten minutes
      bench.wait(10)
    }
    #expect(!bench.isActive("rise"))
    for step in 0..<12 {
      bench.reads(0, 24.2 + Double(step) * 0.5)
      bench.wait(10)
    }
    #expect(bench.isActive("rise"))
    for _ in 0..<55 {
      bench.reads(0, 30)
      bench.wait(10)
    }
    #expect(bench.isActive("rise"))
    for _ in 0..<20 {
      bench.reads(0, 30)
      bench.wait(10)
    }
    #expect(!bench.isActive("rise"))
  }

  @Test("a fall is the mirror of a rise")
  func fall() {
    var bench = BoardBench([
      BoardBench.alarm("fall", point: 0, .change(by: -5, within: .seconds(60), deadband: 0))
    ])
    bench.reads(0, 20)
    bench.wait(10)
    bench.reads(0, 15)
    #expect(!bench.isActive("fall"))
    bench.wait(10)
    bench.reads(0, 14.9)
    #expect(bench.isActive("fall"))
  }

  @Test("a window that was not watched to its end clears nothing, also after a restart")
  func unwatchedWindow() {
    var bench = BoardBench([Self.rise])
    for number in [20.0, 26] {
      bench.reads(0, number)
      bench.wait(10)
    }
    #expect(bench.isActive("rise"))
    bench.restart(after: 30)
    for _ in 0..<50 {
      bench.reads(0, 26)
      bench.wait(10)
      #expect(bench.isActive("rise"))
    }
    for _ in 0..<30 {
      bench.reads(0, 26)
      bench.wait(10)
    }
    #expect(!bench.isActive("rise"))
  }

  @Test(
    "a rise is what searching the whole window says, to a thirtieth of it",
    arguments: UInt64(0)..<30)
  func riseAgainstSearch(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let window = Int.random(in: 31...300, using: &random)
    let alarm = BoardBench.alarm(
      "rise", point: 0, .change(by: 5, within: .seconds(window), deadband: 0))
    var bench = BoardBench([alarm])
    var history: [(second: Int, value: Double)] = []
    var value = 20.0
    var wasActive = false
    for _ in 0..<300 {
      value += Double(Int.random(in: -10...10, using: &random)) / 5
      history.append((bench.second, value))
      bench.reads(0, value)
      let slack = window / 31 + 1
      func mostRise(in seconds: Int) -> Double {
        history.filter { bench.second - $0.second <= seconds }.map { value - $0.value }.max() ?? 0
      }
      if mostRise(in: window - slack) > 5 { #expect(bench.isActive("rise"), "seed \(seed)") }
      if !wasActive, mostRise(in: window) <= 5 {
        #expect(!bench.isActive("rise"), "seed \(seed)")
      }
      wasActive = bench.isActive("rise")
      bench.wait(Int.random(in: 1...4, using: &random))
    }
  }

  @Test("a straight climb is foreseen when it will pass the limit in time, and not before")
  func forecast() {
    var bench = BoardBench([
      BoardBench.alarm(
        "soon", point: 0,
        .forecast(.high, setpoint: 32, within: .seconds(600), over: .seconds(300), deadband: 1))
    ])
    var value = 20.0
    var foreseenAt: Double?
    for _ in 0..<200 {
      value += 0.05  // half a degree in 100 s: 32 is 10 minutes away at 29
      bench.reads(0, value)
      if foreseenAt == nil, bench.isActive("soon") { foreseenAt = value }
      bench.wait(10)
    }
    #expect(foreseenAt.map { abs($0 - 29) < 0.2 } ?? false, "\(foreseenAt ?? 0)")
    // 200 readings end at 30: 400 s more at half a degree in 100 s.
    let left = bench.board.timeToLimit(AlarmIndex(rawValue: 0))?.seconds ?? 0
    #expect(abs(left - 400) < 5, "\(left)")
  }

  @Test("a level that stays foresees nothing, however noisy, and one beyond the limit is active")
  func levelForecast() {
    var random = SeededGenerator(seed: 7)
    var bench = BoardBench([
      BoardBench.alarm(
        "soon", point: 0,
        .forecast(.low, setpoint: 10, within: .seconds(600), over: .seconds(300), deadband: 1))
    ])
    for _ in 0..<200 {
      bench.reads(0, 20 + Double.random(in: -0.5...0.5, using: &random))
      bench.wait(5)
      #expect(!bench.isActive("soon"))
    }
    bench.reads(0, 9.9)
    #expect(bench.isActive("soon"))
  }

  @Test("a probe is held against the median of its neighbours, and without any nothing is known")
  func deviation() {
    let partners = [1, 2, 3].map(BoardBench.point)
    var bench = BoardBench([
      BoardBench.alarm("odd", point: 0, .deviation(by: 3, deadband: 1, partners: partners))
    ])
    bench.reads(0, 50)
    #expect(!bench["odd"].isConditionKnown)
    for (point, value) in [(1, 20.0), (2, 21), (3, 90)] { bench.reads(point, value) }
    bench.reads(0, 24)
    #expect(!bench.isActive("odd"))
    bench.reads(0, 24.1)
    #expect(bench.isActive("odd"))
    bench.reads(0, 23.5)
    #expect(bench.isActive("odd"))
    bench.reads(0, 23)
    #expect(!bench.isActive("odd"))
    bench.reads(0, 10)
    #expect(bench.isActive("odd"))
    bench.device(0, isLost: true)
    #expect(bench.isActive("odd"))
    #expect(!bench["odd"].isConditionKnown)
  }

  @Test("a value that must move and does not is frozen; one that moves by one bit is not")
  func frozen() {
    var bench = BoardBench([BoardBench.alarm("stuck", point: 0, .frozen(.seconds(60)))])
    for _ in 0..<6 {
      bench.reads(0, 402)
      bench.wait(10)
    }
    #expect(!bench.isActive("stuck"))
    bench.reads(0, 402)
    #expect(bench.isActive("stuck"))
    bench.reads(0, 402.1)
    #expect(!bench.isActive("stuck"))
    // What nobody watched cannot be said to have stood still.
    bench.wait(50)
    bench.device(0, isLost: true)
    bench.wait(50)
    bench.reads(0, 402.1)
    bench.wait(59)
    bench.reads(0, 402.1)
    #expect(!bench.isActive("stuck"))
  }

  @Test("what is frozen stays so through a silence and a restart, until it is seen to move")
  func frozenUntilMoved() {
    var bench = BoardBench([BoardBench.alarm("stuck", point: 0, .frozen(.seconds(60)))])
    bench.reads(0, 402)
    bench.wait(60)
    bench.reads(0, 402)
    #expect(bench.isActive("stuck"))
    bench.device(0, isLost: true)
    bench.wait(10)
    bench.reads(0, 402)
    #expect(bench.isActive("stuck"))
    bench.restart(after: 10)
    bench.reads(0, 402)
    #expect(bench.isActive("stuck"))
    // What it says after the silence is not what it said before: it has moved.
    bench.device(0, isLost: true)
    bench.reads(0, 403)
    #expect(!bench.isActive("stuck"))
  }

  @Test("a point that says nothing for too long is stale, whatever else its device says")
  func stale() {
    var bench = BoardBench([BoardBench.alarm("mute", point: 0, .stale(.seconds(30)), on: 0)])
    bench.reads(0, 1)
    bench.wait(29)
    bench.readsNothing(0)
    #expect(!bench.isActive("mute"))
    bench.wait(1)
    #expect(bench.isActive("mute"))
    #expect(bench["mute"].isConditionKnown)
    bench.reads(0, 1)
    #expect(!bench.isActive("mute"))
  }

  @Test("a point that never said anything is stale too, counted from the start")
  func staleFromTheStart() {
    var bench = BoardBench([BoardBench.alarm("mute", point: 0, .stale(.seconds(30)))])
    bench.wait(30)
    #expect(!bench.isActive("mute"))
    bench.wait(1)
    #expect(bench.isActive("mute"))
  }

  @Test("a service is due when the counter has gone on by so much, and no longer after the next")
  func service() {
    var bench = BoardBench([
      BoardBench.alarm("oil", point: 0, .serviceDue(every: 900_000, since: 3_600_000))
    ])
    bench.reads(0, 4_500_000)
    #expect(!bench.isActive("oil"))
    bench.reads(0, 4_500_001)
    #expect(bench.isActive("oil"))
  }

  @Test("a date comes at its midnight and goes when the clock is set back")
  func date() {
    let date = WallTime(rfc3339: "2026-05-01T00:00:00.000Z")!
    var bench = BoardBench([BoardBench.alarm("age", .dueDate(date))])
    bench.calendar("2026-04-30")
    #expect(!bench.isActive("age"))
    bench.calendar("2026-05-01")
    #expect(bench.isActive("age"))
    #expect(bench["age"].isConditionKnown)
    bench.calendar("2026-04-30")
    #expect(!bench.isActive("age"))
  }
}
