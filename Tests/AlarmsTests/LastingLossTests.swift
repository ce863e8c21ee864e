import Readings
import Testing

@testable import Alarms

@Suite("A loss of communication that lasts")
struct LastingLossTests {
  private static let definitions: [AlarmDefinition] = {
    var loss = BoardBench.alarm("loss", device: 0, .communicationLoss)
    loss.criticalAfter = .seconds(300)
    return [loss]
  }()

  private static func priority(_ bench: BoardBench) -> AlarmPriority {
    bench.board[AlarmIndex(rawValue: 0)].priority
  }

  @Test("is critical once nobody may go on waiting, and is told of again")
  func lasts() throws {
    var bench = BoardBench(Self.definitions)
    bench.device(0, isLost: true)
    try bench.act(.acknowledge, "loss")
    bench.wait(299)
    #expect(Self.priority(bench) == .high)
    // The agent says so with every cycle.
    bench.device(0, isLost: true)
    bench.wait(1)
    #expect(Self.priority(bench) == .critical)
    #expect(bench.transitions.last?.kind == .priorityChanged)
    #expect(bench.board[AlarmIndex(rawValue: 0)].facts.state == .unacknowledged)
  }

  @Test("begins anew with each loss, and one that ended is not critical")
  func ends() throws {
    var bench = BoardBench(Self.definitions)
    bench.device(0, isLost: true)
    bench.wait(200)
    bench.device(0, isLost: false)
    bench.wait(200)
    bench.device(0, isLost: true)
    bench.wait(200)
    #expect(Self.priority(bench) == .high)
    bench.wait(100)
    #expect(Self.priority(bench) == .critical)
    bench.device(0, isLost: false)
    try bench.act(.acknowledge, "loss")
    #expect(Self.priority(bench) == .high)
  }

  @Test("goes on to count over a restart")
  func restart() throws {
    var bench = BoardBench(Self.definitions)
    bench.device(0, isLost: true)
    bench.wait(200)
    bench.restart(after: 50)
    bench.wait(49)
    #expect(Self.priority(bench) == .high)
    bench.wait(1)
    #expect(Self.priority(bench) == .critical)
  }
}
