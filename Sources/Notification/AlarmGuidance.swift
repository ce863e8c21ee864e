/// What the site file says of an alarm for the one who must act.
package struct AlarmGuidance: Hashable, Sendable {
  package var consequence: String
  package var response: String
  /// Empty for none.
  package var group: String
  /// Whom to call.
  package var contact: String
  /// Where the whole procedure is written.
  package var runbook: String

  package init(
    consequence: String = "", response: String = "", group: String = "", contact: String = "",
    runbook: String = ""
  ) {
    self.consequence = consequence
    self.response = response
    self.group = group
    self.contact = contact
    self.runbook = runbook
  }
}
