package import Alarms
package import Polling
package import Readings
package import Registers

/// A fact that the world tells the agent. Past tense: it has happened.
package enum AgentEvent: Sendable {
  /// The agent starts; its first event.
  case started(wall: WallTime)
  /// `Agent.nextWake` has come. Being early or late is harmless.
  case timeReached
  /// The wall clock was read. Sent about once a second; a step shows as a jump against `at:`.
  case wallClockRead(WallTime)
  /// A connection stands, or a serial port is open.
  case lineOpened(LineIndex)
  /// A line could not be opened, or broke. Whatever was asked on it has no answer.
  case lineFailed(LineIndex, ModbusFault)
  /// One whole frame came on the line; `token` is that of the last `send` there.
  case frameReceived(LineIndex, token: UInt16, frame: [UInt8])
  /// A client could not be let in because no descriptor was to be had.
  case clientRefused
  /// Clients of the web listener were turned away, or asked what is no request.
  case oddClients([OddClient])
  /// Every journal record up to this number is on disk.
  case journalWritten(through: UInt64)
  /// The journal could not be written; it is tried again.
  case journalFailed(reason: String)
  /// So many records found no place before the disk: they will never be in the journal.
  case journalRefused(count: Int)
  /// A person who may do so asked for something; `answer` with this ticket is owed.
  case commanded(OperatorAct, ticket: UInt64)
  /// A person asked for what he may not do; `answer` with this ticket is owed.
  case commandRefused(OperatorAct, because: String, ticket: UInt64)
  /// A person asked for something else than an act that he may not have, such as to see alarms.
  case viewRefused(verb: String, user: String, because: String)
  /// A target was told something, or could not be.
  case notified(NotificationReport)
  /// Another configuration was validated whole and is to be in force.
  case reconfigured(Reconfiguration)
  /// Another configuration was given that cannot be taken up.
  case reconfigurationRefused(because: String, ReloadOrder)
  /// The agent is about to end in good form; its last event but for `journalWritten`.
  case stopping
}

/// How often one address was turned away, or was odd, since that was last told.
package struct OddClient: Hashable, Sendable {
  /// Nil for several, and for the local socket.
  package var address: String?
  package var reason: String
  package var count: UInt64

  package init(address: String?, reason: String, count: UInt64) {
    self.address = address
    self.reason = reason
    self.count = count
  }
}

/// What the agent wants done. Imperative; carried out in order.
package enum AgentEffect: Sendable, Hashable {
  /// Open the line without blocking; answer `lineOpened` or `lineFailed` before the deadline.
  case open(LineIndex, deadline: Instant)
  /// Send the request on the open line. `token` is the transaction identifier of TCP framing. The
  /// edge passes on the next whole frame; lateness is judged by the agent.
  case send(LineIndex, ReadRequest, token: UInt16, deadline: Instant)
  /// Close the line at once and forget what was asked on it. Serial lines drain until silent.
  case close(LineIndex)
  /// Append the record to the journal, and answer `journalWritten`.
  case record(JournalRecord)
  /// Tell people. Never before the record is on disk.
  case announce(Announcement)
  /// From here on line numbers mean this list. By new line, the old one that it is; a line that is
  /// not carried on is closed and forgotten, a new one is closed. What was in flight on a line that
  /// is carried on stays so.
  case relined([LineSettings], carriedFrom: [LineIndex?])
  /// What became of another configuration.
  case reloaded(ReloadReport)
  /// Tell the one who asked. Not before the record is on disk, or known not to get there.
  case answer(ticket: UInt64, OperatorAnswer)
}
