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
  /// Whether the loop and its lines get on.
  package let progress = LoopProgress()

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
    let body = try LoopBody(
      core: core, lines: lines, inbox: inbox, outlets: outlets,
      progress: progress)
    let handedOver = Handover(body)
    return try LinuxThread(name: "hw-loop") { handedOver.body.run() }
  }

  /// What a question about the agent comes to between two turns of the loop; nil when the loop
  /// has ended or does not answer in time. The question runs on the loop's thread, so it is short.
  package func query<Answer: Sendable>(
    withinMilliseconds limit: Int = 5000, _ question: @escaping @Sendable (Core) -> Answer
  ) -> Answer? {
    let reply = Reply<Answer>()
    guard inbox.post(.query { reply.fulfil(question($0)) }) else { return nil }
    return reply.wait(milliseconds: limit)
  }

  /// A copy of the agent as it is now, to look at away from the loop; nil as for `query`.
  package func snapshot(withinMilliseconds limit: Int = 5000) -> Core? {
    query(withinMilliseconds: limit) { $0 }
  }

  /// Tells the agent something that happened elsewhere.
  @discardableResult
  package func post(_ event: AgentEvent) -> Bool { inbox.post(.event(event)) }

  /// Asks the loop to end after what it is doing.
  package func stop() { inbox.post(.stop) }

  /// The body is made on the starting thread and used on the loop's.
  private final class Handover: @unchecked Sendable {
    let body: LoopBody<Core>
    init(_ body: LoopBody<Core>) { self.body = body }
  }
}
