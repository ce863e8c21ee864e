import Readings
import Testing

@testable import Alarms

@Suite("The alarm board")
struct AlarmBoardTests {
  private let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)

  private func at(_ second: Int) -> Instant { .origin + .seconds(1000 + second) }

  private func definition(
    _ id: String, point: Int?, device: Int = 0, condition: AlarmCondition = .nonZero,
    priority: AlarmPriority = .medium, latching: AlarmDefinition.Latching = .selfClearing
  ) -> AlarmDefinition {
    AlarmDefinition(
      id: id, name: id, device: DeviceIndex(rawValue: device), deviceName: "dev-\(device)",
      point: point.map(PointIndex.init(rawValue:)), pointName: "p", condition: condition,
      priority: priority, latching: latching)
  }

  private func observe(
    _ board: inout AlarmBoard, _ point: Int, _ number: Double, _ second: Int
  ) -> [AlarmTransition] {
    var transitions: [AlarmTransition] = []
    board.observe(
      PointIndex(rawValue: point), Reading(.value(.number(number)), at: at(second)), quality: .good,
      at: at(second), into: &transitions)
    return transitions
  }

  @Test("hands a sample to the alarms of its point only, in their order")
  func routing() {
    var board = AlarmBoard([
      definition("c", point: 7), definition("a", point: 2), definition("b", point: 7),
      definition("lost", point: nil, condition: .communicationLoss),
    ])
    #expect(observe(&board, 7, 1, 0).map(\.alarm.rawValue) == [0, 2])
    #expect(observe(&board, 2, 1, 0).map(\.alarm.rawValue) == [1])
    for point in [0, 1, 3, 6, 8, 1000] { #expect(observe(&board, point, 1, 0).isEmpty) }
  }

  @Test("without alarms takes any sample")
  func empty() {
    var board = AlarmBoard([])
    #expect(observe(&board, 0, 1, 0).isEmpty)
    #expect(board.nextWake == nil)
    var transitions: [AlarmTransition] = []
    board.communicationChanged(
      DeviceIndex(rawValue: 3), isLost: true, at: at(0), into: &transitions)
    board.dataLost(DeviceIndex(rawValue: 3), at: at(0), into: &transitions)
    board.samplesMissed(DeviceIndex(rawValue: 3), since: at(0))
    board.timeReached(at: at(9), into: &transitions)
    #expect(transitions.isEmpty)
  }

  @Test("a cycle that failed pauses the delay of what it did not read, and of nothing else")
  func missedSamples() {
    var read = definition("read", point: 0)
    read.onDelay = .seconds(10)
    var unread = definition("unread", point: 1)
    unread.onDelay = .seconds(10)
    var board = AlarmBoard([read, unread])
    for start in [0, 6] {
      _ = observe(&board, 0, 1, start)
      if start == 0 { _ = observe(&board, 1, 1, start) }
      board.samplesMissed(DeviceIndex(rawValue: 0), since: at(start))
    }
    let occurred = observe(&board, 0, 1, 12) + observe(&board, 1, 1, 12)
    #expect(occurred.map(\.alarm.rawValue) == [0])
  }

  @Test("tells all that is known of an alarm")
  func status() throws {
    var board = AlarmBoard([definition("a", point: 0)])
    let alarm = try #require(board.index(of: "a"))
    #expect(board.index(of: "b") == nil)
    #expect(!board[alarm].isConditionKnown)
    #expect(board[alarm].lastValue == nil)
    #expect(board[alarm].lastValueAt == nil)
    _ = observe(&board, 0, 5, 10)
    #expect(board[alarm].activeSince == at(10))
    #expect(board[alarm].lastValue == .number(5))
    #expect(board[alarm].lastValueAt == at(10))
    #expect(board[alarm].unknownSince == nil)
    var transitions: [AlarmTransition] = []
    board.dataLost(DeviceIndex(rawValue: 0), at: at(20), into: &transitions)
    board.dataLost(DeviceIndex(rawValue: 0), at: at(30), into: &transitions)
    #expect(board[alarm].unknownSince == at(20))
    #expect(board[alarm].lastValue == .number(5))
    #expect(transitions.map(\.kind) == [.qualityChanged])
    #expect(transitions.first?.value == .number(5))
    _ = observe(&board, 0, 0, 40)
    #expect(board[alarm].activeSince == nil)
    #expect(board[alarm].unknownSince == nil)
    #expect(board[alarm].activations == 1)
  }

  @Test("marks what was never seen normal since the start")
  func presentAtStart() {
    var board = AlarmBoard([definition("a", point: 0), definition("b", point: 1)])
    #expect(observe(&board, 0, 1, 0).map(\.isPresentAtStart) == [true])
    _ = observe(&board, 0, 0, 1)
    #expect(observe(&board, 0, 1, 2).map(\.isPresentAtStart) == [false])
    _ = observe(&board, 1, 0, 0)
    #expect(observe(&board, 1, 1, 1).map(\.isPresentAtStart) == [false])
  }

  @Test("refuses acts on what is not there, and without a name or a reason")
  func refusals() throws {
    var board = AlarmBoard([definition("a", point: 0)])
    let alarm = AlarmIndex(rawValue: 0)
    let commands: [(AlarmCommand, AlarmCommandError)] = [
      (AlarmCommand(.acknowledge, AlarmIndex(rawValue: 1), user: "kim"), .unknownAlarm),
      (AlarmCommand(.acknowledge, AlarmIndex(rawValue: -1), user: "kim"), .unknownAlarm),
      (AlarmCommand(.acknowledge, alarm, user: ""), .userMissing),
      (AlarmCommand(.acknowledge, alarm, user: "kim"), .nothingToAcknowledge),
      (AlarmCommand(.shelve(until: at(60)), alarm, user: "kim"), .reasonMissing),
      (AlarmCommand(.removeFromService, alarm, user: "kim"), .reasonMissing),
      (AlarmCommand(.shelve(until: at(0)), alarm, user: "kim", reason: "x"), .endNotInFuture),
      (
        AlarmCommand(.shelve(until: at(8 * 3600 + 1)), alarm, user: "kim", reason: "x"),
        .shelvingTooLong(maximum: .seconds(8 * 3600))
      ),
      (AlarmCommand(.unshelve, alarm, user: "kim"), .notShelved),
      (AlarmCommand(.returnToService, alarm, user: "kim"), .notOutOfService),
      (AlarmCommand(.reset, alarm, user: "kim"), .notLatched),
    ]
    for (command, error) in commands {
      #expect(throws: error) { _ = try board.act(command, at: at(0)) }
      #expect(board[alarm].facts == AlarmFacts())
      #expect(board.nextWake == nil)
      #expect(!error.description.isEmpty)
    }
    _ = try board.act(
      AlarmCommand(.shelve(until: at(8 * 3600)), alarm, user: "kim", reason: "x"), at: at(0))
    #expect(board.nextWake == at(8 * 3600))
    #expect(
      board[alarm].shelving
        == AlarmStatus.Shelving(until: at(8 * 3600), user: "kim", reason: "x"))
  }

  @Test("names who did what and why in the transition")
  func actors() throws {
    var board = AlarmBoard([definition("a", point: 0)])
    _ = observe(&board, 0, 1, 0)
    let alarm = AlarmIndex(rawValue: 0)
    let acknowledged = try board.act(AlarmCommand(.acknowledge, alarm, user: "kim"), at: at(1))
    #expect(acknowledged.map(\.user) == ["kim"])
    #expect(acknowledged.map(\.reason) == [nil])
    #expect(acknowledged.map(\.value) == [.number(1)])
    let shelved = try board.act(
      AlarmCommand(.shelve(until: at(60)), alarm, user: "lee", reason: "sensor out"), at: at(2))
    #expect(shelved.map(\.reason) == ["sensor out"])
    var ended: [AlarmTransition] = []
    board.timeReached(at: at(60), into: &ended)
    #expect(ended.map(\.kind) == [.unshelved])
    #expect(ended.map(\.user) == [nil])
    #expect(ended.map(\.reason) == ["sensor out"])
    #expect(board.nextWake == nil)
  }

  @Test("shelving a shelved alarm sets a new end")
  func shelvedAgain() throws {
    var board = AlarmBoard([definition("a", point: 0)])
    let alarm = AlarmIndex(rawValue: 0)
    for end in [100, 50, 200] {
      _ = try board.act(
        AlarmCommand(.shelve(until: at(end)), alarm, user: "kim", reason: "x"), at: at(0))
      #expect(board.nextWake == at(end))
    }
    var transitions: [AlarmTransition] = []
    board.timeReached(at: at(199), into: &transitions)
    #expect(transitions.isEmpty)
    board.timeReached(at: at(200), into: &transitions)
    #expect(transitions.map(\.to) == [.normal])
  }

  @Test("counts alarms by the priority in force")
  func countsFollowPriority() {
    var board = AlarmBoard([
      definition("a", point: 0, priority: .high),
      definition("lost", point: nil, condition: .communicationLoss, priority: .medium),
    ])
    _ = observe(&board, 0, 1, 0)
    #expect(board.counts[.high, .unacknowledged] == 1)
    #expect(board.counts[.medium, .normal] == 1)
    var transitions: [AlarmTransition] = []
    board.communicationChanged(
      DeviceIndex(rawValue: 0), isLost: true, at: at(1), into: &transitions)
    #expect(board.counts[.medium, .normal] == 0)
    #expect(board.counts[.critical, .unacknowledged] == 1)
    #expect(transitions.map(\.priority) == [.critical])
    #expect(transitions.first?.isAnnunciated == true)
    board.communicationChanged(
      DeviceIndex(rawValue: 0), isLost: false, at: at(2), into: &transitions)
    #expect(board.counts[.critical, .returnedUnacknowledged] == 1)
    _ = try? board.act(
      AlarmCommand(.acknowledge, AlarmIndex(rawValue: 1), user: "kim"), at: at(3))
    #expect(board.counts[.medium, .normal] == 1)
  }

  @Test("raises an acknowledged loss once, however often it is told of it over restarts")
  func raisedOnce() throws {
    let definitions = [
      definition("a", point: 0, priority: .critical),
      definition("lost", point: nil, condition: .communicationLoss, priority: .high),
    ]
    var board = AlarmBoard(definitions)
    _ = observe(&board, 0, 1, 0)
    var transitions: [AlarmTransition] = []
    let device = DeviceIndex(rawValue: 0)
    board.communicationChanged(device, isLost: true, at: at(1), into: &transitions)
    _ = try board.act(AlarmCommand(.acknowledge, AlarmIndex(rawValue: 1), user: "kim"), at: at(2))
    board = AlarmBoard(
      definitions, restoring: board.snapshot(at: at(3), wall: wall), at: at(3), wall: wall)
    transitions = []
    board.communicationChanged(device, isLost: true, at: at(4), into: &transitions)
    #expect(transitions.map(\.kind) == [.qualityChanged])
    #expect(board[AlarmIndex(rawValue: 1)].state == .acknowledged)
    #expect(board[AlarmIndex(rawValue: 1)].priority == .critical)
  }

  @Test("an acknowledged loss is announced again when its priority rises")
  func risesLate() throws {
    var board = AlarmBoard([
      definition("a", point: 0, priority: .high),
      definition("lost", point: nil, condition: .communicationLoss, priority: .high),
    ])
    var transitions: [AlarmTransition] = []
    let device = DeviceIndex(rawValue: 0)
    board.communicationChanged(device, isLost: true, at: at(0), into: &transitions)
    _ = try board.act(AlarmCommand(.acknowledge, AlarmIndex(rawValue: 1), user: "kim"), at: at(1))
    _ = observe(&board, 0, 1, 2)
    transitions = []
    board.communicationChanged(device, isLost: true, at: at(3), into: &transitions)
    #expect(transitions.map(\.kind) == [.priorityChanged])
    #expect(transitions.first?.isAnnunciated == true)
    #expect(board[AlarmIndex(rawValue: 1)].state == .unacknowledged)
  }

  @Test("keeps what is gone from the configuration until a person acknowledges it")
  func removed() throws {
    var board = AlarmBoard([definition("a", point: 0), definition("b", point: 1)])
    _ = observe(&board, 0, 1, 0)
    let snapshots = board.snapshot(at: at(1), wall: wall)
    #expect(snapshots.map(\.id) == ["a"])
    var next = AlarmBoard([definition("b", point: 0)], restoring: snapshots, at: at(2), wall: wall)
    #expect(next.removed.map(\.id) == ["a"])
    #expect(next.snapshot(at: at(2), wall: wall) == snapshots)
    #expect(throws: AlarmCommandError.unknownAlarm) { try next.acknowledgeRemoval(of: "b") }
    try next.acknowledgeRemoval(of: "a")
    #expect(next.removed.isEmpty)
    #expect(next.snapshot(at: at(2), wall: wall).isEmpty)
  }

  @Test("remembers since when an alarm is active over restarts of the machine")
  func activeSince() {
    let definitions = [definition("a", point: 0)]
    var board = AlarmBoard(definitions)
    _ = observe(&board, 0, 1, 0)
    let before = board.snapshot(at: at(50), wall: wall)
    #expect(before.first?.activeSince == wall + .seconds(-50))
    // The monotonic clock begins anew: the occurrence is older than it.
    board = AlarmBoard(
      definitions, restoring: before, at: .origin + .seconds(5), wall: wall + .seconds(60))
    #expect(board[AlarmIndex(rawValue: 0)].activeSince == .origin)
    let after = board.snapshot(at: .origin + .seconds(9), wall: wall + .seconds(64))
    #expect(after.first?.activeSince == wall + .seconds(-50))
  }

  @Test("takes nothing on trust from a snapshot: delays begin anew, and nothing is known")
  func foreignSnapshot() {
    let facts = AlarmFacts(condition: .pendingOff, isAcknowledged: false, quality: .good)
    let snapshot = AlarmSnapshot(
      id: "a", facts: facts, priority: .medium, activations: 1, activeSince: nil, shelving: nil)
    let board = AlarmBoard(
      [definition("a", point: 0)], restoring: [snapshot], at: at(0), wall: wall)
    let status = board[AlarmIndex(rawValue: 0)]
    #expect(status.facts.condition == .active)
    #expect(!status.isConditionKnown)
    #expect(status.state == .unacknowledged)
  }

  @Test("keeps every transition of a hundred alarms in a minute, and tells of the flood")
  func hundredInAMinute() {
    var board = AlarmBoard((0..<100).map { (index: Int) in definition("a\(index)", point: index) })
    var kinds: [AlarmTransition.Kind] = []
    for index in 0..<100 { kinds += observe(&board, index, 1, index * 60 / 100).map(\.kind) }
    #expect(kinds == Array(repeating: .occurred, count: 100))
    #expect(board.flood.startedAt == at(6))
    #expect(board.flood.count == 100)
    #expect(board.counts[.medium, .unacknowledged] == 100)
  }

  @Test("tells of a flood, and wakes for its end")
  func flood() {
    var board = AlarmBoard((0..<20).map { (index: Int) in definition("a\(index)", point: index) })
    for point in 0..<20 { _ = observe(&board, point, 1, point) }
    #expect(board.flood.startedAt == at(10))
    #expect(board.flood.count == 20)
    #expect(board.nextWake == at(15 + 600))
    var transitions: [AlarmTransition] = []
    board.timeReached(at: at(615), into: &transitions)
    #expect(!board.flood.isActive)
    #expect(transitions.isEmpty)
  }

  @Test("annunciates no alarm that is only journaled, and none that is hidden")
  func annunciation() throws {
    var board = AlarmBoard([
      definition("a", point: 0, priority: .journal), definition("b", point: 1),
    ])
    _ = try board.act(
      AlarmCommand(.removeFromService, AlarmIndex(rawValue: 1), user: "kim", reason: "x"), at: at(0)
    )
    #expect(observe(&board, 0, 1, 1).map(\.isAnnunciated) == [false])
    let hidden = observe(&board, 1, 1, 1)
    #expect(hidden.map(\.kind) == [.qualityChanged, .occurred])
    #expect(hidden.map(\.isAnnunciated) == [false, false])
    let shown = try board.act(
      AlarmCommand(.returnToService, AlarmIndex(rawValue: 1), user: "kim"), at: at(2))
    #expect(shown.map(\.isAnnunciated) == [true])
    #expect(board.flood.total == 1)
  }
}
