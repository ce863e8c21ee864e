package import Configuration

/// Something that a caller may ask for. The server knows the table of verbs and nothing of what
/// they do.
package struct ControlVerb: Sendable {
  /// Such as `alarms.ack`.
  package var name: String
  /// What the caller must be allowed.
  package var role: ControlRole
  /// Carries out a request. Runs on the server's thread, so it must be short.
  package var run: @Sendable (ControlCall) -> ControlResponse
  /// Puts on record that a caller may not, and says so; `reason` says why.
  package var refuse: @Sendable (ControlCall, _ reason: String) -> ControlResponse

  package init(
    _ name: String, _ role: ControlRole,
    refuse: @escaping @Sendable (ControlCall, _ reason: String) -> ControlResponse,
    run: @escaping @Sendable (ControlCall) -> ControlResponse
  ) {
    self.name = name
    self.role = role
    self.run = run
    self.refuse = refuse
  }
}

/// One request with who makes it.
package struct ControlCall: Sendable {
  package var request: ControlRequest
  package var caller: ControlCaller
  package var role: ControlRole?
  /// Under which `ControlServer.reply` finds the caller later.
  package var ticket: UInt64
}

/// What becomes of a request.
package enum ControlResponse: Sendable {
  case now(ControlReply)
  /// `ControlServer.reply` is owed, with the ticket of the call.
  case later
  /// Records of the journal that the filter admits, after a number; those that are there, or for
  /// as long as the caller listens.
  /// After nil: from now on.
  case records(after: UInt64?, JournalFilter, follows: Bool)
}
