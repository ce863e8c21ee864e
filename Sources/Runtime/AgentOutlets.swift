package import Agent

/// Where the effects go that are not about lines. Called on the loop's thread; must not wait.
package struct AgentOutlets: Sendable {
  /// Takes the records of one turn of the loop, in order; `journalWritten` is owed for them. Nil
  /// when nothing is kept: then they count as written at once.
  package var record: (@Sendable ([JournalRecord]) -> Void)?
  package var announce: @Sendable (Announcement) -> Void
  /// Takes what became of an act.
  package var answer: @Sendable (_ ticket: UInt64, OperatorAnswer) -> Void
  /// Takes what became of another configuration.
  package var reloaded: @Sendable (ReloadReport) -> Void = { _ in }

  package init(
    record: (@Sendable ([JournalRecord]) -> Void)? = nil,
    announce: @escaping @Sendable (Announcement) -> Void,
    answer: @escaping @Sendable (_ ticket: UInt64, OperatorAnswer) -> Void = { _, _ in }
  ) {
    self.record = record
    self.announce = announce
    self.answer = answer
  }
}
