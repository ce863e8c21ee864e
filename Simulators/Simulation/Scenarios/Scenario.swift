package import Plant

/// A story played on a hall: what happens when, and which alarms must come of it.
package struct Scenario: Sendable {
  package var name: String
  package var title: String
  /// How long the story takes.
  package var duration: Duration
  package var events: [HallEvent]
  /// The site whose devices and alarms the expectations name; nil when there are none.
  package var site: String?
  package var expectations: [Expectation]
  /// Whether an alarm that nothing expects is a failure.
  package var onlyExpected: Bool

  /// An alarm that must come, or return, by a deadline.
  package struct Expectation: Hashable, Sendable {
    package enum Change: String, Hashable, Sendable, CaseIterable {
      case active
      case returned
    }

    package var alarm: String
    package var device: String
    /// Which limit; nil for any.
    package var limit: String?
    package var change: Change
    /// Not before this time of the story.
    package var after: Duration
    /// The deadline, counted from `after`.
    package var within: Duration

    package var deadline: Duration { after + within }
  }
}
