/// One thing that happens in a hall at a time of a scenario.
package struct HallEvent: Hashable, Sendable {
  /// Since the start of the hall.
  package var at: Duration
  package var action: HallAction
  /// What people are told of it, such as `both mains feeds are lost`.
  package var text: String

  package init(at: Duration, action: HallAction, text: String) {
    self.at = at
    self.action = action
    self.text = text
  }
}
