import Readings
import TestSupport
import Testing

@testable import Alarms

/// Random samples, acts, losses, restarts and time against the oracle. A seed that fails is its own
/// reproduction: every draw comes from it.
@Suite("Alarms under anything")
struct AlarmPropertyTests {
  @Test(
    "never clear in silence, miss an activation or lose an acknowledgement",
    arguments: UInt64(0)..<100)
  func againstTheOracle(seed: UInt64) throws {
    var run = AlarmPropertyRun(seed: seed)
    for _ in 0..<400 { try run.step() }
    run.checkTransitions()
  }
}

/// One random life of a few alarms on a few points.
private struct AlarmPropertyRun {
  private var random: SeededGenerator
  private let seed: UInt64
  private let definitions: [AlarmDefinition]
  private var oracles: [AlarmOracle]
  private var board: AlarmBoard
  private var second = 1000
  private var shelvedUntil: [Int: Int] = [:]
  /// Until when alarms stay suppressed that an earlier run suppressed and of which nothing is heard.
  private var suppressedUntil: [Int: Int] = [:]
  private var transitions: [AlarmTransition] = []

  private static let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)
  private var now: Instant { .origin + .seconds(second) }

  init(seed: UInt64) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    var definitions: [AlarmDefinition] = []
    var oracles: [AlarmOracle] = []
    for index in 0..<6 {
      let oracle = AlarmOracle(
        setpoint: Double(Int.random(in: 3...6, using: &random)),
        deadband: Double(Int.random(in: 0...2, using: &random)),
        onDelay: [0, 0, 1, 5, 12].randomElement(using: &random)!,
        offDelay: [0, 0, 1, 5, 12].randomElement(using: &random)!,
        isLatching: Bool.random(using: &random), isOwedOnReturn: Bool.random(using: &random))
      definitions.append(
        AlarmDefinition(
          id: "alarm-\(index)", name: "alarm-\(index)", device: DeviceIndex(rawValue: index % 2),
          deviceName: "dev-\(index % 2)",
          point: PointIndex(rawValue: index % 2 + 2 * Int.random(in: 0...1, using: &random)),
          pointName: "p",
          condition: .limit(.high, setpoint: oracle.setpoint, deadband: oracle.deadband),
          priority: AlarmPriority.allCases.randomElement(using: &random)!,
          onDelay: .seconds(oracle.onDelay), offDelay: .seconds(oracle.offDelay),
          latching: oracle.isLatching ? .latched : .selfClearing,
          acknowledgement: oracle.isOwedOnReturn ? .onReturn : .whileActiveOnly))
      oracles.append(oracle)
    }
    self.definitions = definitions
    self.oracles = oracles
    board = AlarmBoard(definitions)
  }

  mutating func step() throws {
    second += [0, 0, 1, 1, 2, 5, 20, 300].randomElement(using: &random)!
    passTime()
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<80: sample()
    case 80..<97: act()
    case 97..<99: lose()
    default: restart()
    }
    try compare()
  }

  private mutating func passTime() {
    for index in definitions.indices {
      guard let end = shelvedUntil[index], end <= second else { continue }
      shelvedUntil[index] = nil
      _ = oracles[index].acts("unshelve")
    }
    for (index, end) in suppressedUntil where end <= second {
      suppressedUntil[index] = nil
      _ = oracles[index].acts("unsuppress")
    }
    board.timeReached(at: now, into: &transitions)
  }

  private mutating func sample() {
    let point = Int.random(in: 0...3, using: &random)
    let value =
      Double(Int.random(in: 0...8, using: &random)) + [0, 0, 0.5].randomElement(using: &random)!
    let kind = Int.random(in: 0..<10, using: &random)
    let sample: AlarmOracle.Sample =
      kind < 7
      ? .believed(value, isCertain: true) : kind < 8 ? .believed(value, isCertain: false) : .silence
    let quality: Quality = kind < 7 ? .good : kind < 8 ? .uncertain : .bad
    // Silence comes as a reason without a value, or as a value that is not to be believed.
    let outcome: Reading.Outcome = kind == 8 ? .none(.stale) : .value(.number(value))
    for index in definitions.indices where definitions[index].point?.rawValue == point {
      oracles[index].sampled(sample, second: second)
    }
    board.observe(
      PointIndex(rawValue: point), Reading(outcome, at: now), quality: quality, at: now,
      into: &transitions)
  }

  private mutating func act() {
    let names = [
      "acknowledge", "acknowledge", "acknowledge", "reset", "reset", "shelve", "unshelve",
      "suppress", "unsuppress", "unsuppress", "remove", "return", "return",
    ]
    let index = Int.random(in: definitions.indices, using: &random)
    let name = names.randomElement(using: &random)!
    let end = second + Int.random(in: 1...600, using: &random)
    let acts: [String: AlarmCommand.Act] = [
      "acknowledge": .acknowledge, "reset": .reset, "unshelve": .unshelve, "suppress": .suppress,
      "shelve": .shelve(until: .origin + .seconds(end)), "unsuppress": .unsuppress,
      "remove": .removeFromService, "return": .returnToService,
    ]
    let command = AlarmCommand(
      acts[name]!, AlarmIndex(rawValue: index), user: "kim", reason: "test")
    let isAllowed = oracles[index].acts(name)
    let isDone: Bool
    do {
      transitions += try board.act(command, at: now)
      isDone = true
    } catch {
      isDone = false
    }
    #expect(isDone == isAllowed, "seed \(seed) at \(second): \(name) of \(index)")
    if isDone, name == "suppress" || name == "unsuppress" { suppressedUntil[index] = nil }
    if isDone, name == "shelve" { shelvedUntil[index] = end }
    if isDone, name == "unshelve" { shelvedUntil[index] = nil }
  }

  private mutating func lose() {
    let device = Int.random(in: 0...1, using: &random)
    for index in definitions.indices where definitions[index].device?.rawValue == device {
      oracles[index].sampled(.silence, second: second)
    }
    board.dataLost(DeviceIndex(rawValue: device), at: now, into: &transitions)
  }

  /// The wall clock may step while the agent is away; shelving then ends as it says.
  private mutating func restart() {
    let wall = Self.wall + .seconds(second)
    let snapshots = board.snapshot(at: now, wall: wall)
    board = AlarmBoard(definitions, restoring: snapshots, at: now, wall: wall)
    #expect(board.snapshot(at: now, wall: wall) == snapshots)
    for index in oracles.indices {
      oracles[index].restarted()
      suppressedUntil[index] = oracles[index].hiders.contains("suppress") ? second + 60 : nil
    }
  }

  private func compare() throws {
    var counts = AlarmCounts()
    for index in definitions.indices {
      let status = board[AlarmIndex(rawValue: index)]
      let place: Comment = "seed \(seed) at \(second): alarm \(index)"
      try #require(status.state == oracles[index].state, place)
      try #require(status.isActive == oracles[index].isActive, place)
      try #require(status.facts.isAcknowledged == oracles[index].isAcknowledged, place)
      try #require(status.facts.isLatched == oracles[index].isLatched, place)
      try #require(status.isConditionKnown == oracles[index].isKnown, place)
      try #require(status.activations == UInt64(oracles[index].occurrences), place)
      try #require((status.activeSince != nil) == status.isActive, place)
      try #require((status.shelving != nil) == (shelvedUntil[index] != nil), place)
      counts[definitions[index].priority, status.state] += 1
    }
    try #require(board.counts == counts, "seed \(seed) at \(second)")
  }

  /// Every change of every alarm is among the transitions, in order, with no gap between them.
  func checkTransitions() {
    for index in definitions.indices {
      var state = AlarmState.normal
      var occurrence: UInt64 = 0
      for transition in transitions where transition.alarm.rawValue == index {
        #expect(transition.from == state, "seed \(seed)")
        if transition.kind == .occurred { occurrence += 1 }
        #expect(transition.occurrence == occurrence, "seed \(seed)")
        state = transition.to
      }
      #expect(board[AlarmIndex(rawValue: index)].state == state, "seed \(seed)")
      #expect(board[AlarmIndex(rawValue: index)].activations == occurrence, "seed \(seed)")
    }
    let annunciated = transitions.count(where: \.isAnnunciated)
    let restarts = board.flood.total <= UInt64(annunciated)
    #expect(restarts)
  }
}
