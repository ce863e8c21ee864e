import Agent
import Configuration
import Readings

/// The life of the agent's process: killed at any instant, and started again from what the disk
/// holds.
extension Simulation {
  func wall(at now: Instant) -> WallTime {
    Self.wallOrigin + now.since(Self.origin) + process.clockOffset
  }

  /// The process is gone at once. Of what was on its way to the disk a part may have arrived.
  mutating func kill(at now: Instant) {
    guard process.isRunning else { return }
    process.isRunning = false
    process.pausedUntil = nil
    process.run += 1
    let arrived = disk.failures > 0 ? 0 : Int(random.next() % UInt64(disk.waiting.count + 1))
    tellWritten(disk.write(arrived), at: now)
    disk.waiting = []
    disk.isWriting = false
    for index in lines.indices { lines[index].end() }
    note("killed, \(arrived) records arrived", at: now)
    for index in checkers.indices { checkers[index].agentStopped(at: now) }
  }

  mutating func restart(at now: Instant) {
    guard !process.isRunning else { return }
    var history = JournalHistory()
    for payload in disk.payloads { history.take(payload) }
    let resumed = history.resumed(at: wall(at: now))
    note("started again after record \(resumed.lastSequence)", at: now)
    do {
      agent = try Agent(
        settings: defect.map { $0.spoiled(settings) } ?? settings, startedAt: now,
        resuming: defect == .forgetsAlarms ? ResumedState(lastSequence: disk.lastSequence) : resumed
      )
    } catch {
      violations.append(
        Violation(promise: .nothingLost, at: now, what: "cannot start again: \(error)"))
      return
    }
    process.isRunning = true
    tellStarted(resumed, at: now)
    handle(.started(wall: wall(at: now)), at: now)
  }

  mutating func tellStarted(_ resumed: ResumedState, at now: Instant) {
    for index in checkers.indices {
      checkers[index].agentStarted(agent, resuming: resumed, at: now, into: &violations)
    }
  }
}
