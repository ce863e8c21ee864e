/// Who wants another configuration to be in force, and on what terms.
package struct ReloadOrder: Hashable, Sendable {
  /// The person, or `SIGHUP`.
  package var by: String
  /// For how long devices that were well are watched: if the change makes one fail, the earlier
  /// configuration is taken up again. Nil never goes back.
  package var trial: Duration?
  /// The answer that is owed; nil when nobody waits.
  package var ticket: UInt64?
  /// What changes, in words, one thing each; may be empty.
  package var words: [String]

  /// The usual trial: ten polls of a device that is asked every five seconds, and then some.
  package static let usualTrial = Duration.seconds(60)

  package init(
    by: String, trial: Duration? = ReloadOrder.usualTrial, ticket: UInt64? = nil,
    words: [String] = []
  ) {
    self.by = by
    self.trial = trial
    self.ticket = ticket
    self.words = words
  }
}

/// What became of an order, for whoever surrounds the agent.
package struct ReloadReport: Hashable, Sendable {
  package var result: Result
  /// The digest of the configuration that is in force now.
  package var configurationHash: String
  /// In words, for people.
  package var text: String

  package enum Result: String, Hashable, Sendable, CaseIterable {
    /// It is in force, and on trial if there is something to watch.
    case loaded
    /// Its trial is over, and it stays.
    case kept
    /// The earlier one is in force again.
    case rolledBack = "rolled_back"
    /// Nothing has changed.
    case refused
  }

  package init(_ result: Result, configurationHash: String, text: String) {
    self.result = result
    self.configurationHash = configurationHash
    self.text = text
  }
}

/// How the configuration came to be in force.
package struct ReloadStatus: Hashable, Sendable {
  /// Why the configuration that was last given is not the one in force; nil when it is.
  package var failure: String?
  /// When the configuration in force was taken up, in nanoseconds since 1970 by the wall clock; nil
  /// before the start.
  package var loadedAt: Int64?
  /// How often an order came to each result since the start.
  package var counts: [ReloadReport.Result: UInt64] = [:]

  package init() {}
}
