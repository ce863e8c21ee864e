import Agent
import ModbusLink
import Polling
import Readings
import Registers
import Synchronization
import Testing

@testable import Runtime

@Suite("Whether things get on")
struct ProgressTests {
  private final class Gate: Sendable {
    let isShut = Atomic<Bool>(true)
    func waitUntilOpen() {
      while isShut.load(ordering: .acquiring) {
        MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(1))
      }
    }
    func open() { isShut.store(false, ordering: .releasing) }
  }

  @Test("is said of a loop that hangs though the process lives, and of one that turns again")
  func loop() throws {
    let gate = Gate()
    let core = try ScriptedCore { _, event, _ in
      if case .clientRefused = event { gate.waitUntilOpen() }
      return []
    }
    let loop = try AgentLoop<ScriptedCore>(
      lines: [], outlets: AgentOutlets(record: { _ in }, announce: { _ in }))
    #expect(loop.progress.trouble(at: MonotonicClock.now, patience: .seconds(5)) != nil)
    let thread = try loop.start(core)
    // A turn is marked at its end, after its answers: the second comes after the first mark.
    #expect(loop.snapshot() != nil)
    #expect(loop.snapshot() != nil)
    #expect(loop.progress.trouble(at: MonotonicClock.now, patience: .seconds(5)) == nil)
    loop.post(.clientRefused)
    // Not by waiting: the time that passed is given.
    let later = MonotonicClock.now + .seconds(60)
    #expect(
      loop.progress.trouble(at: later, patience: .seconds(5))?
        .contains("the loop has not turned for") == true)
    gate.open()
    #expect(loop.snapshot() != nil)
    #expect(loop.progress.trouble(at: MonotonicClock.now, patience: .seconds(5)) == nil)
    loop.stop()
    thread.join()
  }

  /// A port that does not come back from being opened until it is let.
  private struct HangingPort: BlockingPort {
    let gate: Gate
    func open() -> ModbusFault? {
      gate.waitUntilOpen()
      return .unreachable(.other)
    }
    func answer(to request: ReadRequest, deadline: Instant) -> Result<[UInt8], ModbusFault> {
      .failure(.disconnected)
    }
    func drain(silence: Duration, limit: Instant) {}
  }

  @Test(
    "is said of a serial line whose thread hangs, while a device that is timed out is no matter")
  func serial() throws {
    let gate = Gate()
    let reports = try Mailbox<UInt64>(capacity: 10)
    let driver = try SerialLineDriver(
      slot: 0, settings: SerialSettings(path: "/dev/null"),
      makePort: { _ in HangingPort(gate: gate) }
    ) { epoch, _ in reports.post(epoch) }
    let now = MonotonicClock.now
    #expect(!driver.isStuck(at: now))
    _ = driver.open(at: now, deadline: now + .seconds(1))
    let deadline = now + .seconds(10)
    while !driver.isStuck(at: now + .seconds(30)), MonotonicClock.now < deadline {
      MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(1))
    }
    // Its grace is not over yet.
    #expect(!driver.isStuck(at: now + .seconds(5)))
    #expect(driver.isStuck(at: now + .seconds(30)))
    let progress = LoopProgress()
    progress.turned(at: now)
    progress.note(stuck: ["rtu:/dev/ttyUSB0", "rtu:/dev/ttyUSB1"])
    #expect(
      progress.trouble(at: now, patience: .seconds(5))
        == "the thread of line rtu:/dev/ttyUSB0 hangs, and 1 more")
    progress.note(stuck: [])
    #expect(progress.trouble(at: now, patience: .seconds(5)) == nil)
    gate.open()
    #expect(reports.first { $0 } == 0)
    #expect(!driver.isStuck(at: MonotonicClock.now))
    driver.stop()
  }
}
