/// What a line is doing: the label `state` of `hallwatch_line_state`.
package enum LineStateName: String, Hashable, Sendable, CaseIterable {
  /// Not connected; opened when a device on it is due.
  case closed
  /// A connection is being made.
  case opening
  /// Connected; the pause that a device needs after that has not passed.
  case settling
  /// Ready for a request.
  case idle
  /// A request is out.
  case awaiting
  /// In doubt after a timeout or a flaw: closed and silent until nothing late can come.
  case quarantined
  /// It could not be opened, or was of no use; it is left alone for a while.
  case backingOff = "backing_off"
}
