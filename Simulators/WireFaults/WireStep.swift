/// One thing that a device does on a connection, some time after a request came in. Nothing at all
/// is an empty list of steps.
package struct WireStep: Hashable, Sendable {
  package enum Act: Hashable, Sendable {
    case bytes([UInt8])
    /// The device ends the connection in good form.
    case close
    /// The device breaks the connection off.
    case reset
  }

  /// Counted from the whole request.
  package var after: Duration
  package var act: Act

  package init(after: Duration, _ act: Act) {
    self.after = after
    self.act = act
  }

  var sendsBytes: Bool { if case .bytes = act { true } else { false } }
}

/// What becomes of an attempt to connect.
package enum Admission: Hashable, Sendable {
  case accept
  case refuse
  /// No answer at all, as from a host that is gone.
  case ignore
}
