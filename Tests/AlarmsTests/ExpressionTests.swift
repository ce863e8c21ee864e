import Readings
import TestSupport
import Testing

@testable import Alarms

@Suite("Conditions over several points")
struct ExpressionTests {
  private func vote(_ degraded: VoteDegradation, _ needed: Int = 2) -> AlarmCondition {
    .expression(.atLeast(needed, (0..<3).map { BoardBench.above($0 * 100) }, degraded: degraded))
  }

  @Test("two of three raise a vote, one does not, and it goes with the second")
  func vote() {
    var bench = BoardBench([BoardBench.alarm("vote", vote(.reduce))])
    for point in [0, 100, 200] { bench.reads(point, 5) }
    bench.reads(0, 20)
    #expect(!bench.isActive("vote"))
    bench.reads(200, 20)
    #expect(bench.isActive("vote"))
    bench.reads(0, 5)
    #expect(!bench.isActive("vote"))
  }

  @Test(
    "a voter that is unknown is dealt with as declared",
    arguments: [
      // degraded, yes, no, unknown of three, and whether two of three are carried.
      (VoteDegradation.hold, 1, 1, 1, false), (.reduce, 1, 1, 1, true), (.count, 1, 1, 1, true),
      (.hold, 2, 0, 1, true), (.reduce, 0, 2, 1, false), (.count, 0, 2, 1, false),
      (.hold, 0, 1, 2, false), (.reduce, 0, 1, 2, false), (.count, 0, 1, 2, true),
      (.reduce, 1, 0, 2, true), (.reduce, 0, 0, 3, false),
    ])
  func degradation(degraded: VoteDegradation, yes: Int, no: Int, unknown: Int, isCarried: Bool) {
    var bench = BoardBench([BoardBench.alarm("vote", vote(degraded))])
    for point in 0..<unknown { bench.readsNothing((yes + no + point) * 100) }
    for point in yes..<(yes + no) { bench.reads(point * 100, 5) }
    for point in 0..<yes { bench.reads(point * 100, 20) }
    #expect(bench.isActive("vote") == isCarried)
  }

  @Test("a voter that has said nothing yet is waited for, and is not missing")
  func waitingVoters() {
    for degraded in VoteDegradation.allCases {
      var bench = BoardBench([BoardBench.alarm("vote", vote(degraded))])
      bench.reads(0, 20)
      #expect(!bench.isActive("vote"), "\(degraded)")
      bench.reads(100, 5)
      bench.reads(200, 5)
      #expect(!bench.isActive("vote"), "\(degraded)")
    }
  }

  @Test("a vote that is carried does not end because voters die")
  func deadVoters() {
    for degraded in VoteDegradation.allCases {
      var bench = BoardBench([BoardBench.alarm("vote", vote(degraded))])
      for point in [0, 100] { bench.reads(point, 20) }
      bench.reads(200, 5)
      #expect(bench.isActive("vote"))
      bench.device(0, isLost: true)
      bench.device(1, isLost: true)
      #expect(bench.isActive("vote"), "\(degraded)")
      bench.reads(200, 5)
      #expect(bench.isActive("vote"), "\(degraded)")
    }
  }

  @Test("that a voter is missing is known at once, and known to be over")
  func missingVoter() {
    var bench = BoardBench([
      BoardBench.alarm(
        "degraded", .expression(.unknown((0..<3).map { BoardBench.above($0 * 100) })))
    ])
    for point in [0, 100, 200] { bench.reads(point, 5) }
    #expect(!bench.isActive("degraded"))
    bench.device(1, isLost: true)
    #expect(bench.isActive("degraded"))
    bench.device(1, isLost: false)
    bench.reads(100, 5)
    #expect(!bench.isActive("degraded"))
  }

  @Test("delays of such a condition count samples and pause while its points are silent")
  func delays() {
    var bench = BoardBench([
      BoardBench.alarm(
        "both", .expression(.all([BoardBench.above(0), BoardBench.above(100)])), on: 30)
    ])
    for point in [0, 100] { bench.reads(point, 20) }
    bench.wait(20)
    bench.reads(0, 20)
    #expect(!bench.isActive("both"))
    bench.board.samplesMissed(DeviceIndex(rawValue: 0), since: bench.now)
    bench.wait(20)
    bench.reads(0, 20)
    #expect(!bench.isActive("both"))
    bench.wait(9)
    bench.reads(0, 20)
    #expect(!bench.isActive("both"))
    bench.wait(1)
    bench.reads(100, 20)
    #expect(bench.isActive("both"))
  }

  @Test("inside a deadband a fact is what it was before its data went away")
  func deadband() {
    let fact = AlarmExpression.term(
      .point(BoardBench.point(0), .limit(.high, setpoint: 10, deadband: 2)))
    var bench = BoardBench([BoardBench.alarm("one", .expression(fact))])
    bench.reads(0, 9)
    #expect(!bench.isActive("one"))
    bench.reads(0, 11)
    bench.device(0, isLost: true)
    bench.reads(0, 9)
    #expect(bench.isActive("one"))
    bench.reads(0, 8)
    #expect(!bench.isActive("one"))
  }

  @Test("uncertain samples raise and do not clear")
  func uncertain() {
    var bench = BoardBench([BoardBench.alarm("one", .expression(BoardBench.above(0)))])
    bench.reads(0, 20, .uncertain)
    #expect(bench.isActive("one"))
    bench.reads(0, 5, .uncertain)
    #expect(bench.isActive("one"))
    bench.reads(0, 5)
    #expect(!bench.isActive("one"))
  }

  @Test(
    "never goes unless no truth of what is unknown could keep it, and always comes when all would",
    arguments: UInt64(0)..<60)
  func neverInSilence(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let points = 5
    let expression = Self.random(&random, points: points, depth: 3)
    var bench = BoardBench([BoardBench.alarm("x", .expression(expression))])
    var known: [Bool?] = Array(repeating: nil, count: points)
    for _ in 0..<300 {
      let point = Int.random(in: 0..<points, using: &random)
      let before = bench.isActive("x")
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<7:
        let isAbove = Bool.random(using: &random)
        bench.reads(point * 100, isAbove ? 20 : 5)
        known[point] = isAbove
      case 7:
        bench.readsNothing(point * 100)
        known[point] = nil
      case 8:
        bench.device(point, isLost: true)
        known[point] = nil
      default:
        bench.wait(3)
        bench.restart()
        known = Array(repeating: nil, count: points)
        #expect(bench.isActive("x") == before, "seed \(seed)")
        continue
      }
      let outcomes = Self.outcomes(expression, known)
      if before, !bench.isActive("x") { #expect(!outcomes.canHold, "seed \(seed)") }
      if !outcomes.canFail { #expect(bench.isActive("x"), "seed \(seed)") }
      if !before, bench.isActive("x") { #expect(outcomes.canHold, "seed \(seed)") }
    }
  }

  /// Whether any completion of what is unknown makes the expression true, and any false.
  private static func outcomes(
    _ expression: AlarmExpression, _ known: [Bool?]
  ) -> (canHold: Bool, canFail: Bool) {
    var canHold = false
    var canFail = false
    for completion in 0..<(1 << known.count) {
      let values = known.enumerated().map { $0.element ?? (completion >> $0.offset & 1 == 1) }
      if holds(expression, values) { canHold = true } else { canFail = true }
    }
    return (canHold, canFail)
  }

  private static func holds(_ expression: AlarmExpression, _ values: [Bool]) -> Bool {
    switch expression {
    case .term(.point(let point, _)): values[point.point.rawValue / 100]
    case .term(.lost): false
    case .not(let inner): !holds(inner, values)
    case .all(let inner): inner.allSatisfy { holds($0, values) }
    case .any(let inner): inner.contains { holds($0, values) }
    case .atLeast(let count, let inner, _): inner.count { holds($0, values) } >= count
    case .unknown: false
    }
  }

  /// No point twice, so that Kleene's logic and trying everything agree on what is known.
  private static func random(
    _ random: inout SeededGenerator, points: Int, depth: Int
  ) -> AlarmExpression {
    var free = Array(0..<points)
    free.shuffle(using: &random)
    func make(_ count: Int, _ depth: Int, _ random: inout SeededGenerator) -> AlarmExpression {
      if count == 1 || depth == 0 {
        let term = BoardBench.above((free.popLast() ?? 0) * 100)
        return Bool.random(using: &random) ? term : .not(term)
      }
      let first = Int.random(in: 1..<count, using: &random)
      let inner = [make(first, depth - 1, &random), make(count - first, depth - 1, &random)]
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return .all(inner)
      case 1: return .any(inner)
      case 2: return .not(.any(inner))
      default: return .atLeast(2, inner, degraded: .hold)
      }
    }
    return make(points, depth, &random)
  }

  // MARK: Sequences

  private static let sequence = BoardBench.alarm(
    "no start",
    .sequence(
      after: .not(BoardBench.above(0)), expect: BoardBench.above(100), within: .seconds(15)))

  @Test("mains lost and no generator in time is an alarm; one that comes in time is none")
  func sequence() {
    var bench = BoardBench([Self.sequence])
    bench.reads(0, 230)
    bench.reads(100, 0)
    bench.wait(100)
    bench.reads(0, 0)
    bench.wait(14)
    bench.reads(100, 230)
    bench.wait(60)
    #expect(bench.kinds("no start").isEmpty)
    bench.reads(0, 230)
    bench.reads(100, 0)
    bench.reads(0, 0)
    bench.wait(14)
    #expect(!bench.isActive("no start"))
    bench.wait(1)
    #expect(bench.isActive("no start"))
    bench.reads(100, 230)
    #expect(!bench.isActive("no start"))
  }

  @Test("what nobody sees has not happened: a generator that is silent is no generator")
  func silentFollower() {
    var bench = BoardBench([Self.sequence])
    bench.reads(0, 0)
    bench.readsNothing(100)
    bench.wait(15)
    #expect(bench.isActive("no start"))
    // Nor does the silence of the mains end it.
    bench.device(0, isLost: true)
    #expect(bench.isActive("no start"))
    bench.wait(100)
    bench.restart()
    #expect(bench.isActive("no start"))
    bench.wait(100)
    #expect(bench.isActive("no start"))
    bench.reads(0, 230)
    #expect(!bench.isActive("no start"))
  }

  @Test("a wait goes on when what began it falls silent")
  func silentBeginning() {
    var bench = BoardBench([Self.sequence])
    bench.reads(100, 0)
    bench.reads(0, 0)
    bench.wait(5)
    bench.device(0, isLost: true)
    bench.wait(10)
    #expect(bench.isActive("no start"))
  }

  // MARK: Loss

  @Test("two devices of a room lost within a minute are an alarm; two an hour apart are not")
  func coincidence() {
    let devices = (0..<4).map { DeviceIndex(rawValue: $0) }
    let alarm = BoardBench.alarm(
      "room", .coincidentLoss(devices, within: .seconds(60)), priority: .critical)
    var bench = BoardBench([alarm])
    for device in 0..<4 { bench.device(device, isLost: false) }
    bench.device(0, isLost: true)
    bench.wait(3600)
    bench.device(1, isLost: true)
    #expect(!bench.isActive("room"))
    bench.wait(60)
    bench.device(2, isLost: true)
    #expect(bench.isActive("room"))
    bench.device(1, isLost: false)
    #expect(bench.isActive("room"))
    bench.device(2, isLost: false)
    #expect(!bench.isActive("room"))
  }

  @Test("after a restart devices that are still dead were not lost together now")
  func coincidenceAfterRestart() {
    let devices = (0..<2).map { DeviceIndex(rawValue: $0) }
    var definitions = (0..<2).map {
      BoardBench.alarm("lost-\($0 as Int)", device: $0, .communicationLoss)
    }
    definitions.append(BoardBench.alarm("room", .coincidentLoss(devices, within: .seconds(60))))
    var bench = BoardBench(definitions)
    bench.device(0, isLost: true)
    bench.wait(3600)
    bench.device(1, isLost: true)
    bench.restart(after: 600)
    for device in 0..<2 { bench.device(device, isLost: true) }
    #expect(!bench.isActive("room"))
    #expect(bench.isActive("lost-0") && bench.isActive("lost-1"))
  }

  @Test("redundancy counts a silent member as missing, and does not forget it over a restart")
  func redundancy() {
    let members = (0..<2).map { (index: Int) -> AlarmExpression in
      AlarmExpression.any([
        .term(.lost(DeviceIndex(rawValue: index))), BoardBench.above(index * 100),
      ])
    }
    let lost = BoardBench.alarm("redundancy", .expression(.atLeast(1, members, degraded: .hold)))
    let gone = BoardBench.alarm("capacity", .expression(.atLeast(2, members, degraded: .hold)))
    var bench = BoardBench([lost, gone])
    for device in 0..<2 {
      bench.device(device, isLost: false)
      bench.reads(device * 100, 5)
    }
    #expect(!bench.isActive("redundancy"))
    bench.device(0, isLost: true)
    #expect(bench.isActive("redundancy") && !bench.isActive("capacity"))
    bench.reads(100, 20)
    #expect(bench.isActive("capacity"))
    bench.restart()
    bench.device(1, isLost: false)
    bench.reads(100, 20)
    // Of the other member nothing is known yet, so nothing is over.
    #expect(bench.isActive("redundancy") && bench.isActive("capacity"))
    bench.device(0, isLost: true)
    bench.reads(100, 5)
    #expect(bench.isActive("redundancy") && !bench.isActive("capacity"))
  }

  @Test("a communication alarm of an earlier run goes when the device is found to answer")
  func communicationAfterRestart() {
    var bench = BoardBench([BoardBench.alarm("lost", device: 0, .communicationLoss)])
    bench.device(0, isLost: true)
    bench.restart()
    #expect(bench.isActive("lost"))
    bench.device(0, isLost: false)
    #expect(!bench.isActive("lost"))
  }
}
