package import Agent
import CLinux
package import ModbusLink
package import Polling
import Readings

/// The one thread that owns the agent and all TCP lines: what comes is handled, and what the agent
/// wants is done, in order and without handing anything to another thread.
package final class AgentLoop<Core: AgentCore>: Sendable {
  private let inbox: Mailbox<LoopMessage<Core>>
  private let outlets: AgentOutlets
  private let lines: [LineSettings]
  private let hasEnded = OnceFlag()

  /// How many messages may wait for the loop: as many as the serial lines, scrapers and look-ups
  /// of a large site could leave while it is busy for a moment.
  private static var inboxCapacity: Int { 65_536 }

  package init(lines: [LineSettings], outlets: AgentOutlets) throws(SystemFailure) {
    inbox = try Mailbox(capacity: Self.inboxCapacity)
    self.lines = lines
    self.outlets = outlets
  }

  /// Starts the thread. Everything that can fail has been done when it returns.
  package func start(_ core: Core) throws(SystemFailure) -> LinuxThread {
    let body = try LoopBody(core: core, lines: lines, inbox: inbox, outlets: outlets)
    let handedOver = Handover(body)
    let hasEnded = hasEnded
    return try LinuxThread(name: "hw-loop") {
      handedOver.body.run()
      _ = hasEnded.raise()
    }
  }

  /// A copy of the agent as it is now; nil when the loop does not answer in time.
  package func snapshot(withinMilliseconds limit: Int = 5000) -> Core? {
    guard !hasEnded.isRaised else { return nil }
    let reply = Reply<Core>()
    guard inbox.post(.snapshot(reply)) else { return nil }
    return reply.wait(milliseconds: limit)
  }

  /// Tells the agent something that happened elsewhere.
  package func post(_ event: AgentEvent) { inbox.post(.event(event)) }

  /// Asks the loop to end after what it is doing.
  package func stop() { inbox.post(.stop) }

  /// The body is made on the starting thread and used on the loop's.
  private final class Handover: @unchecked Sendable {
    let body: LoopBody<Core>
    init(_ body: LoopBody<Core>) { self.body = body }
  }
}

/// Where the effects go that are not about lines. Called on the loop's thread; must not wait.
package struct AgentOutlets: Sendable {
  /// Takes the records of one turn of the loop, in order. `journalWritten` is owed for them.
  package var record: @Sendable ([JournalRecord]) -> Void
  package var announce: @Sendable (Announcement) -> Void

  package init(
    record: @escaping @Sendable ([JournalRecord]) -> Void,
    announce: @escaping @Sendable (Announcement) -> Void
  ) {
    self.record = record
    self.announce = announce
  }
}
