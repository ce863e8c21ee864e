import Readings
import Testing

@testable import Alarms

/// A crash may leave the record of any transition as the last one of its alarm.
@Suite("What is recorded of an alarm")
struct RecordFactsTests {
  private static let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)

  /// An alarm whose shelving ends at the very instant at which its value is normal again.
  private static func transitions() throws -> (AlarmBoard, [AlarmTransition], at: Instant) {
    var bench = BoardBench([
      BoardBench.alarm("hot", point: 0, .limit(.high, setpoint: 10, deadband: 1))
    ])
    bench.reads(0, 20)
    try bench.act(.acknowledge, "hot")
    try bench.act(.shelve(until: bench.now + .seconds(50)), "hot")
    var transitions = bench.transitions
    let end = bench.now + .seconds(50)
    bench.board.timeReached(at: end, into: &transitions)
    bench.board.observe(
      PointIndex(rawValue: 0), Reading(.value(.number(5)), at: end), quality: .good, at: end,
      into: &transitions)
    return (bench.board, transitions, end)
  }

  @Test("is how it stood after each change, also when two come at one instant")
  func twoAtOnce() throws {
    let (board, transitions, end) = try Self.transitions()
    #expect(transitions.suffix(2).map(\.kind) == [.unshelved, .returned])
    #expect(transitions.suffix(2).allSatisfy { $0.at == end })
    for transition in transitions {
      let facts = board.snapshot(after: transition, wall: Self.wall).facts
      #expect(facts.state == transition.to, "\(transition.kind)")
    }
  }

  @Test("is enough to go on from, and hides nothing without an end")
  func goesOn() throws {
    let (before, transitions, end) = try Self.transitions()
    for transition in transitions {
      let left = before.snapshot(after: transition, wall: Self.wall)
      var board = AlarmBoard(before.definitions, restoring: [left], at: end, wall: Self.wall)
      #expect(board[transition.alarm].facts.state == transition.to)
      var later: [AlarmTransition] = []
      board.timeReached(at: end + .seconds(3600), into: &later)
      #expect(!board[transition.alarm].facts.suppression.contains(.shelved))
    }
  }
}
