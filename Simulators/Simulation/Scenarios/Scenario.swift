package import Alarms
package import Plant

/// A story played on a hall: what happens when, and which alarms must come of it.
package struct Scenario: Sendable {
  package var name: String
  package var title: String
  /// How long the story takes.
  package var duration: Duration
  /// How long the story has run at what its file calls the time 0.
  package var lead: Duration = .zero
  package var events: [HallEvent]
  /// The site whose devices and alarms the expectations name; nil when there are none.
  package var site: String?
  package var expectations: [Expectation]
  /// Whether an alarm that nothing expects is a failure.
  package var onlyExpected: Bool

  /// Ends the story early; what is expected only later is not expected any more.
  package mutating func cut(at end: Duration) {
    guard end < duration else { return }
    duration = end
    expectations.removeAll { $0.deadline > end }
  }

  /// An alarm that must come, or return, by a deadline.
  package struct Expectation: Hashable, Sendable {
    package enum Change: String, Hashable, Sendable, CaseIterable {
      case active
      case returned
      /// Active at every moment from `after` on until the deadline.
      case staysActive = "stays_active"
    }

    package var alarm: String
    /// Empty for alarms that are about no single device.
    package var device: String
    /// The point, room or group that the alarm is about; nil for any.
    package var place: String?
    /// Which limit; nil for any.
    package var limit: String?
    package var change: Change
    /// The priority with which it comes; nil for any.
    package var priority: AlarmPriority?
    /// Not before this time of the story.
    package var after: Duration
    /// The deadline, counted from `after`.
    package var within: Duration

    package var deadline: Duration { after + within }

    package init(
      alarm: String, device: String, place: String? = nil, limit: String? = nil,
      change: Change = .active, priority: AlarmPriority? = nil, after: Duration, within: Duration
    ) {
      self.alarm = alarm
      self.device = device
      self.place = place
      self.limit = limit
      self.change = change
      self.priority = priority
      self.after = after
      self.within = within
    }
  }
}
