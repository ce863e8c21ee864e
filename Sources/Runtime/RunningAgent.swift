package import Agent
import CLinux
package import Exposition
import ModbusLink
package import Polling
import Readings
package import Web

/// An agent at work: the loop, the journal's thread and the web server around it.
package final class RunningAgent: Sendable {
  /// What surrounds the agent.
  package struct Surroundings: Sendable {
    /// Where it serves HTTP, and to whom.
    package var listeners: [ListenAddress]
    package var allow: [CIDRBlock]
    /// Puts records on disk, all or none; nil keeps nothing.
    package var append: (@Sendable ([JournalRecord]) throws -> Void)?
    /// Told what happened to alarms, on the loop's thread: must not wait.
    package var announce: @Sendable (Announcement) -> Void
    /// Told what became of an act, on the loop's thread: must not wait.
    package var answer: @Sendable (_ ticket: UInt64, OperatorAnswer) -> Void = { _, _ in }
    /// Told what became of another configuration, on the loop's thread: must not wait.
    package var reloaded: @Sendable (ReloadReport) -> Void = { _ in }
    /// Sockets that listen already, handed over by whoever started the process.
    package var inheritedSockets: [Int32] = []
    /// Further families of the exposition, such as about notification.
    package var families: @Sendable () -> [DynamicFamily] = { [] }
    package var stamp: BuildStamp
    /// The settings in effect as people may see them, without secrets: `/config`.
    package var configuration: String

    package init(
      listeners: [ListenAddress], allow: [CIDRBlock],
      append: (@Sendable ([JournalRecord]) throws -> Void)? = nil,
      announce: @escaping @Sendable (Announcement) -> Void, stamp: BuildStamp,
      configuration: String
    ) {
      self.listeners = listeners
      self.allow = allow
      self.append = append
      self.announce = announce
      self.stamp = stamp
      self.configuration = configuration
    }
  }

  private let loop: AgentLoop<Agent>
  private let journal: JournalThread?
  private let web: HTTPServer
  private let configuration: Guarded<String>
  private let surroundings: Surroundings
  private let threads: Mailbox<LinuxThread>

  /// Begins to listen; nothing runs before `start`. Throws `SystemFailure` or `HTTPServerError`.
  package init(lines: [LineSettings], _ surroundings: Surroundings) throws {
    self.surroundings = surroundings
    let journal = surroundings.append == nil ? nil : try JournalThread()
    self.journal = journal
    let record: (@Sendable ([JournalRecord]) -> Void)? = journal.map { journal in
      { @Sendable in journal.take($0) }
    }
    var outlets = AgentOutlets(
      record: record, announce: surroundings.announce, answer: surroundings.answer)
    outlets.reloaded = surroundings.reloaded
    loop = try AgentLoop(lines: lines, outlets: outlets)
    configuration = Guarded(surroundings.configuration)
    let counters = Guarded(HTTPCounters())
    let families = surroundings.families
    let pages = AgentPages(
      loop: loop, stamp: surroundings.stamp, configuration: configuration,
      families: { families() + ClientMetrics.families(of: counters.withLock { $0 }) })
    var limits = HTTPLimits()
    limits.maximumConnections = Limits.httpConnections
    limits.connectionsPerAddress = Limits.httpConnectionsPerAddress
    limits.headBytes = Limits.httpHeaderBytes
    limits.responseDeadline = Limits.httpTimeout
    let loop = loop
    web = try HTTPServer(
      listeners: surroundings.listeners, allow: surroundings.allow, limits: limits,
      inherited: surroundings.inheritedSockets, counting: counters,
      ranOut: { loop.post(.clientRefused) },
      tellOdd: { entries in
        loop.post(
          .oddClients(
            entries.map {
              OddClient(
                address: $0.address?.description, reason: $0.reason.rawValue, count: $0.count)
            }))
      }
    ) { pages.answer($0) }
    threads = try Mailbox(capacity: 1)
  }

  /// Where it serves, with ports as the system chose them.
  package var boundAddresses: [ListenAddress] { web.boundAddresses }

  /// Other listeners and clients, ready to be used; throws when an address cannot be had, and then
  /// nothing has changed.
  package func prepare(
    listeners: [ListenAddress], allow: [CIDRBlock]
  ) throws -> HTTPServer.Change {
    try web.prepare(listeners: listeners, allow: allow)
  }

  /// Serves so from now on.
  package func use(_ change: HTTPServer.Change) { web.use(change) }

  /// Lets go of what was prepared.
  package func abandon(_ change: HTTPServer.Change) { web.abandon(change) }

  /// What `/config` shows from now on.
  package func show(configuration text: String) { configuration.withLock { $0 = text } }

  /// Gives memory back to the system that is free again, such as after many slow readers. Takes
  /// milliseconds of the calling thread.
  package func trimMemory() { _ = hw_trim_heap() }

  /// What HTTP has done so far.
  package var httpCounters: HTTPCounters { web.counters }

  /// What does not get on, in words; nil while the loop and the thread of every line do.
  package func trouble(patience: Duration) -> String? {
    loop.progress.trouble(at: MonotonicClock.now, patience: patience)
  }

  /// What a question about the agent comes to; nil as for `snapshot`. The question runs on the loop's
  /// thread, so it is short.
  package func query<Answer: Sendable>(
    withinMilliseconds limit: Int = 2000, _ question: @escaping @Sendable (Agent) -> Answer
  ) -> Answer? {
    loop.query(withinMilliseconds: limit, question)
  }

  /// Starts polling, then serving.
  package func start(_ agent: Agent) throws {
    if let append = surroundings.append, let journal {
      let loop = loop
      try journal.start(append: append) { loop.post($0) }
    }
    threads.post(try loop.start(agent))
    try web.start()
  }

  /// A copy of the agent; nil when it has stopped, or does not answer in time.
  package func snapshot(withinMilliseconds limit: Int = 5000) -> Agent? {
    loop.snapshot(withinMilliseconds: limit)
  }

  /// Tells the agent something that happened elsewhere; false when it has stopped.
  @discardableResult
  package func post(_ event: AgentEvent) -> Bool { loop.post(event) }

  /// Ends in good form within two seconds: what has been decided is put on disk, and responses
  /// that are being sent come to an end. False when the disk did not let the journal end in time.
  @discardableResult
  package func stop() -> Bool {
    loop.stop()
    for thread in threads.takeAll() { thread.join() }
    let isWritten = journal?.stop(withinMilliseconds: 800) ?? true
    web.stop()
    return isWritten
  }
}
