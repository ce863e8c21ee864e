import Readings
import Testing

@testable import Alarms

/// The list of what must be tested of alarms (field notes on alarms, chapter 9), by its numbers.
/// 9.1 is `TransitionTableTests` and `GeneratedTransitionTests`; what of 9.3 and 9.5 is about records
/// and metrics is `AlarmConformanceTests` of the agent; notification is tested where it is made.
@Suite("Conformance")
struct ConformanceTests {
  private func high(
    _ id: String, _ point: Int, latching: AlarmDefinition.Latching = .selfClearing,
    hazard: AlarmHazard = .none, priority: AlarmPriority = .high, on: Int = 0
  ) -> AlarmDefinition {
    var alarm = BoardBench.alarm(
      id, point: point, .limit(.high, setpoint: 27, deadband: 1), priority: priority, on: on,
      hazard: hazard)
    alarm.latching = latching
    return alarm
  }

  @Test("9.1 shelving that ends shows an active alarm as new, and a normal one as normal")
  func shelvingEnds() throws {
    for (value, state) in [(30.0, AlarmState.unacknowledged), (20, .normal)] {
      var bench = BoardBench([high("x", 0)])
      bench.reads(0, 30)
      try bench.act(.acknowledge, "x")
      try bench.act(.shelve(until: bench.now + .seconds(60)), "x")
      bench.reads(0, value)
      bench.wait(59)
      #expect(bench["x"].state == .shelved)
      bench.wait(1)
      #expect(bench["x"].state == state)
    }
  }

  @Test("9.1 a restart keeps every state", arguments: Array(0..<10))
  func restart(which: Int) throws {
    var bench = BoardBench([high("x", 0, latching: which < 5 ? .latched : .selfClearing)])
    bench.reads(0, 30)
    if which % 5 > 0 { try bench.act(.acknowledge, "x") }
    if which % 5 == 2 { bench.reads(0, 20) }
    if which % 5 == 3 { try bench.act(.removeFromService, "x") }
    if which % 5 == 4 { try bench.act(.shelve(until: bench.now + .seconds(600)), "x") }
    let before = bench["x"]
    bench.restart(after: 60)
    bench.wait(1)
    #expect(bench["x"].state == before.state)
    #expect(bench["x"].facts.isLatched == before.facts.isLatched)
    #expect(bench["x"].activations == before.activations)
    #expect(!bench["x"].isConditionKnown)
  }

  @Test("9.2 at the limit is normal, at limit − deadband is back, and what is no number is nothing")
  func edges() {
    var bench = BoardBench([high("x", 0)])
    bench.reads(0, 27)
    #expect(bench["x"].state == .normal)
    bench.reads(0, 27.000001)
    #expect(bench["x"].state == .unacknowledged)
    bench.reads(0, 26.000001)
    #expect(bench.isActive("x"))
    bench.reads(0, .nan)
    #expect(bench.isActive("x") && !bench["x"].isConditionKnown)
    bench.readsNothing(0)
    #expect(bench.isActive("x"))
    bench.reads(0, 26)
    #expect(bench["x"].state == .returnedUnacknowledged)
  }

  @Test("9.2 two samples in one instant act in their order, and a delay of 0 on the first")
  func sameInstant() {
    var bench = BoardBench([high("x", 0)])
    for value in [28.0, 20, 28] { bench.reads(0, value) }
    #expect(bench.kinds("x").filter { $0 != .qualityChanged } == [.occurred, .returned, .occurred])
    #expect(Set(bench.transitions.map(\.at)).count == 1)
  }

  @Test("9.2 steps of the wall clock move no delay and no shelving")
  func clockSteps() throws {
    var bench = BoardBench([high("x", 0, on: 60), BoardBench.alarm("due", .dueDate(date))])
    bench.reads(0, 30)
    try bench.act(.shelve(until: bench.now + .seconds(120)), "due")
    for (second, day) in [(30, "2026-01-02"), (29, "2026-01-01")] {
      bench.wait(second)
      bench.calendar(day)
      bench.reads(0, 30)
      #expect(!bench.isActive("x"))
    }
    bench.wait(1)
    bench.reads(0, 30)
    #expect(bench.isActive("x"))
    bench.wait(59)
    #expect(bench["due"].state == .shelved)
    bench.wait(1)
    #expect(bench["due"].state == .normal)
  }

  private let date = WallTime(rfc3339: "2027-01-01T00:00:00.000Z")!

  @Test(
    "9.3 a device unplugged in any state changes nothing but what is known, and is itself an alarm")
  func unplugged() throws {
    for steps in 0..<5 {
      for latching in [AlarmDefinition.Latching.latched, .selfClearing] {
        var bench = BoardBench([
          high("x", 0, latching: latching), BoardBench.alarm("lost", device: 0, .communicationLoss),
        ])
        bench.reads(0, 20)
        if steps > 0 { bench.reads(0, 30) }
        if steps == 2 || steps == 4 { try bench.act(.acknowledge, "x") }
        if steps > 2 { bench.reads(0, 20) }
        let before = bench["x"]
        bench.device(0, isLost: true)
        bench.wait(3600)
        #expect(bench["x"].state == before.state)
        #expect(bench["x"].isActive == before.isActive)
        #expect(bench["x"].lastValue == before.lastValue)
        #expect(bench["x"].unknownSince != nil)
        #expect(bench["lost"].state == .unacknowledged)
        #expect(
          (bench["lost"].priority == .critical) == (before.isActive || before.facts.isLatched))
      }
    }
  }

  @Test("9.4 a contact that toggles every second is counted and known to chatter within a minute")
  func chatter() {
    var bench = BoardBench([BoardBench.alarm("door", point: 0, .nonZero)])
    var flaggedAt: Int?
    for second in 0..<60 {
      bench.reads(0, second % 2 == 0 ? 1 : 0)
      if flaggedAt == nil, !bench.board.statistics.chattering(at: bench.now).isEmpty {
        flaggedAt = second
      }
      bench.wait(1)
    }
    #expect(bench["door"].activations == 30)
    #expect(flaggedAt == 4)
    #expect(bench.board.statistics.chatterDetections == 1)
    bench.wait(61)
    #expect(bench.board.statistics.chattering(at: bench.now).isEmpty)
    // What comes again at once is chatter and not fleeting; the last one stayed away.
    #expect(bench.board.statistics.fleetingDetections == 1)
  }

  @Test("9.5 a flood begins with the eleventh in ten minutes and ends below five")
  func flood() {
    var bench = BoardBench(
      (0..<100).map { (index: Int) in BoardBench.alarm("a\(index)", point: index, .nonZero) })
    for point in 0..<100 {
      bench.reads(point, 1)
      #expect(bench.board.flood.isActive == (point >= 10))
      if point % 5 == 4 { bench.wait(3) }
    }
    #expect(bench.transitions.count { $0.kind == .occurred } == 100)
    #expect(bench.board.flood.count == 100)
    #expect(bench.board.statistics.peakOfTenMinutes == 100)
    bench.wait(600)
    #expect(!bench.board.flood.isActive)
    #expect(bench.board.flood.floodCount == 1 && bench.board.flood.lastCount == 100)
  }

  @Test(
    "9.6 a fire panel: three classes apart, a reset there is not one here, silence clears nothing")
  func firePanel() throws {
    let classes: [(AlarmHazard, AlarmDefinition.Latching)] = [
      (.fire, .latched), (.fireSupervisory, .selfClearing), (.fireTrouble, .selfClearing),
    ]
    var bench = BoardBench(
      classes.enumerated().map { place, kind in
        var alarm = BoardBench.alarm(
          kind.0.rawValue, point: place, .nonZero, priority: .critical, hazard: kind.0)
        alarm.latching = kind.1
        return alarm
      } + [BoardBench.alarm("lost", device: 0, .communicationLoss, hazard: .communication)])
    for point in [2, 1, 0] { bench.reads(point, 1) }
    for (hazard, _) in classes {
      #expect(throws: AlarmCommandError.hazard(hazard)) {
        try bench.act(.shelve(until: bench.now + .seconds(60)), hazard.rawValue)
      }
    }
    // Somebody resets the panel before anybody acknowledged here.
    bench.reads(0, 0)
    #expect(bench["fire"].state == .latchedUnacknowledged)
    bench.reads(0, 1)
    #expect(bench["fire"].activations == 2)
    bench.device(0, isLost: true)
    bench.wait(3600)
    #expect(bench["fire"].state == .unacknowledged && bench["fire"].isActive)
    #expect(bench["lost"].priority == .critical)
    bench.device(0, isLost: false)
    bench.reads(0, 0)
    try bench.act(.acknowledge, "fire")
    #expect(bench["fire"].state == .latchedAcknowledged)
    try bench.act(.reset, "fire")
    #expect(bench["fire"].state == .normal)
  }

  @Test("9.7 suppression whose input is bad is off")
  func suppression() {
    var bench = BoardBench([
      BoardBench.alarm("load", point: 0, .nonZero, suppressWhen: BoardBench.above(100))
    ])
    bench.reads(100, 20)
    bench.reads(0, 1)
    #expect(bench["load"].state == .suppressed)
    bench.readsNothing(100)
    #expect(bench["load"].state == .unacknowledged)
    #expect(bench.kinds("load").suffix(2) == [.occurred, .unsuppressed])
  }

  @Test("9.8 the figures of a journal made by hand are those worked out by hand")
  func figures() throws {
    var bench = BoardBench(
      (0..<4).map { (index: Int) in
        BoardBench.alarm(
          "a\(index)", point: index, .nonZero,
          priority: [.critical, .high, .medium, .journal][index])
      })
    func occur(_ point: Int, for seconds: Int, acknowledgedAfter: Int? = nil) throws {
      bench.reads(point, 1)
      if let acknowledgedAfter {
        bench.wait(acknowledgedAfter)
        try bench.act(.acknowledge, "a\(point)")
      }
      bench.wait(seconds - (acknowledgedAfter ?? 0))
      bench.reads(point, 0)
    }
    try occur(0, for: 300, acknowledgedAfter: 45)  // within 60 s
    try occur(0, for: 300, acknowledgedAfter: 1)  // hasty
    try occur(1, for: 5)  // fleeting, missed
    bench.wait(120)
    try occur(1, for: 30)  // missed
    try occur(3, for: 30)  // journal: nobody was told
    bench.reads(2, 1)  // stands
    #expect(bench.board.statistics.annunciations(inLast: .day, at: bench.now) == 5)
    #expect(bench.board.statistics.annunciations(inLast: .hour, at: bench.now) == 5)
    bench.wait(86_400)
    let now = bench.now
    let statistics = bench.board.statistics
    #expect(AlarmPriority.allCases.map { statistics.annunciations($0) } == [2, 2, 1, 0, 0])
    #expect(statistics.annunciations(inLast: .day, at: now) == 0)
    #expect(statistics.fleetingDetections == 1)
    #expect(statistics.missedCount == 2)
    #expect(statistics.acknowledgements(.critical) == [1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2])
    #expect(statistics.acknowledgeSeconds(.critical) == 46)
    #expect(statistics.acknowledgeQuantile(0.5, .critical) == 2)
    #expect(statistics.acknowledgeQuantile(0.9, .critical) == 60)
    #expect(statistics.acknowledgeQuantile(0.5, .high) == nil)
    #expect(statistics.hastyAcknowledgements == 1)
    #expect(bench.board.stale(at: now).isEmpty)
    bench.wait(1)
    #expect(bench.board.stale(at: bench.now).map(\.rawValue) == [2])
    #expect(statistics.topOffenders(2).map(\.alarm.rawValue) == [0, 1])
    #expect(statistics.occurrenceCount == 6)
    #expect(statistics.shareOfTopOffenders == 1)
    #expect(bench.board.flood.floodCount == 0)
  }
}
