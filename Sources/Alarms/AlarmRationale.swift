/// What belongs to an alarm beyond what people do about it: whom to call, where it is written, and
/// how it came to be as it is. Texts are empty where the site file says nothing.
package struct AlarmRationale: Hashable, Sendable {
  /// Whom to call, such as a name with a number.
  package var contact: String
  /// Where the whole procedure is written.
  package var runbook: String
  /// Why the limit is what it is.
  package var basis: String
  /// Who answers for the alarm.
  package var owner: String
  /// When it was last looked at, as a date.
  package var reviewed: String

  package init(
    contact: String = "", runbook: String = "", basis: String = "", owner: String = "",
    reviewed: String = ""
  ) {
    self.contact = contact
    self.runbook = runbook
    self.basis = basis
    self.owner = owner
    self.reviewed = reviewed
  }

  /// What there is, by the keys of the site file.
  package var members: [(key: String, text: String)] {
    [
      ("contact", contact), ("runbook_url", runbook), ("basis", basis), ("owner", owner),
      ("reviewed", reviewed),
    ].filter { !$0.1.isEmpty }
  }
}
