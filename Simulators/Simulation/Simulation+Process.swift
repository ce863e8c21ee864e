import Agent
import Configuration
import Notification
import Plant
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
    let arrived =
      disk.failures.isEmpty ? random.below(disk.waiting.count + 1) : 0
    tellWritten(disk.write(arrived), at: now)
    disk.tear(after: disk.failures.isEmpty ? random.below(120) : 0)
    for index in lines.indices { lines[index].end() }
    desk.stop()
    note("killed, \(arrived) records arrived", at: now)
    for index in checkers.indices { checkers[index].agentStopped(at: now) }
  }

  mutating func restart(at now: Instant) {
    guard !process.isRunning else { return }
    var history = JournalHistory()
    for payload in disk.payloads { history.take(payload) }
    // What is no whole record is passed over, and cut off before the next is written.
    if !disk.tornTail.isEmpty { history.take(disk.tornTail) }
    disk.tornTail = []
    let resumed = history.resumed(at: wall(at: now))
    note("started again after record \(resumed.lastSequence)", at: now)
    do {
      let before = agent
      agent = try Agent(
        settings: Self.effective(siteFile.given, defect), startedAt: now,
        resuming: defect.map { $0.spoiled(resumed, disk.lastSequence) } ?? resumed)
      if agent.settings.configurationHash != before.settings.configurationHash {
        follow(from: before, because: .restarted, at: now)
        if let there = moving?.0 { whereabouts = there }
        moving = nil
      }
    } catch {
      violations.append(
        Violation(promise: .nothingLost, at: now, what: "cannot start again: \(error)"))
      return
    }
    process.isRunning = true
    tellStarted(resumed, at: now)
    desk.start(agent, history.notifications, at: now, wall: wall(at: now))
    handle(.started(wall: wall(at: now)), at: now)
    wakeDesk(.timeReached, at: now)
  }

  mutating func tellStarted(_ resumed: ResumedState, at now: Instant) {
    for index in checkers.indices {
      checkers[index].agentStarted(agent, resuming: resumed, at: now, into: &violations)
    }
  }
}
