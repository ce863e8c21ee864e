package import Readings

/// An act on one alarm, by a person or by a rule of the site.
package struct AlarmCommand: Hashable, Sendable {
  package var alarm: AlarmIndex
  package var act: Act
  /// Who; the name of the rule for suppression by design. Never empty.
  package var user: String
  /// Why; required for shelving and taking out of service.
  package var reason: String

  package init(_ act: Act, _ alarm: AlarmIndex, user: String, reason: String = "") {
    self.alarm = alarm
    self.act = act
    self.user = user
    self.reason = reason
  }

  package enum Act: Hashable, Sendable {
    /// "I know." Not a reset.
    case acknowledge
    /// Ends the latch of an alarm whose condition has gone.
    case reset
    /// Hides the alarm until a time. Shelving a shelved alarm sets a new end.
    case shelve(until: Instant)
    case unshelve
    case removeFromService
    case returnToService
    /// Hiding by design began, or ended. Doing it twice changes nothing and is no error.
    case suppress
    case unsuppress
  }
}
