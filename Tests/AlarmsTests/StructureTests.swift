import Readings
import Testing

@testable import Alarms

@Suite("Groups, escalation, suppression and maintenance")
struct StructureTests {
  private func limits(_ setpoints: [(LimitLevel, Double)]) -> [AlarmDefinition] {
    setpoints.map { level, setpoint in
      var alarm = BoardBench.alarm(
        "warm/\(level.rawValue)", point: 0, .limit(level, setpoint: setpoint, deadband: 0))
      alarm.name = "warm"
      return alarm
    }
  }

  // MARK: Escalation

  @Test("a higher limit takes back the acknowledgement of the lower one, and only one is news")
  func escalation() throws {
    var bench = BoardBench(limits([(.highHigh, 32), (.high, 27)]))
    bench.reads(0, 30)
    try bench.act(.acknowledge, "warm/high")
    bench.reads(0, 33)
    #expect(bench["warm/high"].state == .unacknowledged)
    #expect(bench["warm/high_high"].state == .unacknowledged)
    #expect(bench.kinds("warm/high").last == .escalated)
    let news = bench.transitions.filter { $0.isAnnunciated }.map(\.kind)
    #expect(news == [.occurred, .occurred])
    // Coming back below the upper limit takes nothing back.
    try bench.act(.acknowledge, "warm/high")
    bench.reads(0, 30)
    #expect(bench["warm/high"].state == .acknowledged)
  }

  @Test("a hidden higher limit escalates nothing")
  func hiddenEscalation() throws {
    var bench = BoardBench(limits([(.lowLow, 5), (.low, 10)]))
    try bench.act(.removeFromService, "warm/low_low")
    bench.reads(0, 8)
    try bench.act(.acknowledge, "warm/low")
    bench.reads(0, 4)
    #expect(bench["warm/low"].state == .acknowledged)
  }

  // MARK: First-out

  private func group(_ count: Int) -> [AlarmDefinition] {
    (0..<count).map {
      BoardBench.alarm(
        "a\($0)", point: $0, .limit(.high, setpoint: 10, deadband: 0), group: "room")
    }
  }

  @Test("what came first stays first until the whole group is normal")
  func firstOut() throws {
    var bench = BoardBench(group(3))
    for point in 0..<3 { bench.reads(point, 5) }
    bench.wait(10)
    bench.reads(1, 20)
    #expect(bench["a1"].firstOut == .first)
    for point in [0, 2] { bench.reads(point, 5) }
    bench.wait(10)
    bench.reads(0, 20)
    #expect(bench["a0"].firstOut == nil)
    bench.reads(1, 5)
    try bench.act(.acknowledge, "a1")
    #expect(bench["a1"].state == .normal)
    #expect(bench["a1"].firstOut == .first)
    try bench.act(.acknowledge, "a0")
    bench.reads(0, 5)
    #expect(bench["a1"].firstOut == nil)
    bench.wait(10)
    bench.reads(2, 20)
    #expect(bench["a2"].firstOut == .first)
  }

  @Test("within one cycle nobody knows the order: a tie, in whatever order samples are taken")
  func ties() {
    var bench = BoardBench(group(3))
    for point in 0..<3 { bench.reads(point, 5) }
    bench.wait(5)
    bench.reads(0, 20)
    bench.wait(1)
    // Last seen normal before the first came, so it may have been there before it.
    bench.reads(1, 20)
    #expect(bench["a0"].firstOut == .first)
    #expect(bench["a1"].firstOut == .tie)
    bench.reads(2, 5)
    bench.wait(1)
    bench.reads(2, 20)
    #expect(bench["a2"].firstOut == nil)
    #expect(
      bench.transitions.filter { $0.kind == .occurred }.map(\.firstOut) == [.first, .tie, nil])
  }

  @Test("first-out outlives a restart")
  func firstOutOverRestart() {
    var bench = BoardBench(group(2))
    for point in 0..<2 { bench.reads(point, 5) }
    bench.wait(5)
    bench.reads(1, 20)
    bench.restart()
    #expect(bench["a1"].firstOut == .first)
    bench.reads(0, 20)
    #expect(bench["a0"].firstOut != .first)
  }

  // MARK: Suppression

  private static let load = BoardBench.alarm(
    "load", point: 0, .limit(.high, setpoint: 10, deadband: 0),
    suppressWhen: BoardBench.above(100))

  @Test("suppression by design needs good data: when it is unknown, the alarm speaks")
  func suppression() {
    var bench = BoardBench([Self.load])
    bench.reads(100, 20)
    bench.reads(0, 20)
    #expect(bench["load"].state == .suppressed)
    #expect(!bench.transitions.contains { $0.isAnnunciated })
    bench.device(1, isLost: true)
    #expect(bench["load"].state == .unacknowledged)
    #expect(bench.transitions.contains { $0.isAnnunciated })
    bench.reads(100, 20, .uncertain)
    #expect(bench["load"].state == .unacknowledged)
    bench.reads(100, 20)
    #expect(bench["load"].state == .suppressed)
    bench.reads(100, 5)
    #expect(bench["load"].state == .unacknowledged)
  }

  @Test("after a restart nothing is suppressed on what is not known yet")
  func suppressionOverRestart() {
    var bench = BoardBench([Self.load])
    bench.reads(100, 20)
    bench.reads(0, 20)
    bench.restart()
    bench.wait(1)
    bench.reads(100, 5)
    #expect(bench["load"].state == .unacknowledged)
  }

  @Test("what an earlier run suppressed speaks when nothing is known for a minute, or for ever")
  func suppressionOfAnEarlierRun() {
    var plain = Self.load
    plain.suppressWhen = nil
    for definition in [Self.load, plain] {
      var bench = BoardBench([Self.load])
      bench.reads(100, 20)
      bench.reads(0, 20)
      bench.restart([definition])
      bench.wait(59)
      #expect(bench["load"].state == .suppressed)
      bench.wait(1)
      #expect(bench["load"].state == .unacknowledged)
    }
    var bench = BoardBench([Self.load])
    bench.reads(100, 20)
    bench.reads(0, 20)
    bench.restart()
    bench.reads(100, 20)
    bench.wait(600)
    #expect(bench["load"].state == .suppressed)
  }

  @Test("suppression ends after its longest time and begins again only after it was over")
  func longestSuppression() {
    var load = Self.load
    load.maximumSuppression = .seconds(60)
    var bench = BoardBench([load])
    bench.reads(0, 20)
    bench.reads(100, 20)
    bench.wait(60)
    #expect(bench["load"].state == .unacknowledged)
    bench.reads(100, 21)
    #expect(bench["load"].state == .unacknowledged)
    bench.reads(100, 5)
    bench.reads(100, 20)
    #expect(bench["load"].state == .suppressed)
  }

  @Test("an engine that starts has a while to build pressure; when it is not seen, it has none")
  func lingeringSuppression() {
    var load = Self.load
    load.suppressionOffDelay = .seconds(15)
    var bench = BoardBench([load])
    bench.reads(100, 20)
    bench.reads(0, 20)
    bench.reads(100, 5)
    bench.wait(14)
    #expect(bench["load"].state == .suppressed)
    bench.reads(0, 5)
    bench.wait(1)
    #expect(bench["load"].state == .normal)
    #expect(!bench.transitions.contains { $0.isAnnunciated })
    // A fact that comes again ends the wait; one that is unknown ends suppression at once.
    bench.reads(100, 20)
    bench.reads(0, 20)
    bench.reads(100, 5)
    bench.wait(10)
    bench.reads(100, 20)
    bench.wait(100)
    #expect(bench["load"].state == .suppressed)
    bench.reads(100, 5)
    bench.readsNothing(100)
    #expect(bench["load"].state == .unacknowledged)
  }

  // MARK: Maintenance

  @Test("hides every alarm of its devices but hazards, each reason for hiding ending for itself")
  func maintenance() throws {
    let warm = BoardBench.alarm("warm", point: 0, .limit(.high, setpoint: 10, deadband: 0))
    let hazards = AlarmHazard.allCases.filter { $0 != .none }.map {
      BoardBench.alarm(
        $0.rawValue, point: 1, .limit(.high, setpoint: 10, deadband: 0), hazard: $0)
    }
    var bench = BoardBench([warm] + hazards)
    func window(_ name: String) -> MaintenanceWindow {
      MaintenanceWindow(
        scope: MaintenanceScope(name: name), devices: [DeviceIndex(rawValue: 0)],
        until: bench.now + .seconds(3600), user: "kim", reason: "work")
    }
    var transitions: [AlarmTransition] = []
    try bench.board.beginMaintenance(window("a"), at: bench.now, into: &transitions)
    try bench.board.beginMaintenance(window("b"), at: bench.now, into: &transitions)
    #expect(throws: AlarmCommandError.maintenanceNameTaken("a")) {
      try bench.board.beginMaintenance(window("a"), at: bench.now, into: &transitions)
    }
    bench.reads(0, 20)
    bench.reads(1, 20)
    #expect(bench["warm"].state == .outOfService)
    for hazard in hazards { #expect(bench[hazard.id].state == .unacknowledged) }
    _ = try bench.board.endMaintenance("a", by: "lee", at: bench.now, into: &transitions)
    #expect(bench["warm"].state == .outOfService)
    _ = try bench.board.endMaintenance("b", by: "lee", at: bench.now, into: &transitions)
    #expect(bench["warm"].state == .unacknowledged)
    #expect(transitions.last?.user == "lee")
    #expect(bench.board.counts[.high, .outOfService] == 0)
  }
}
