/// The lists in which a line's devices wait. Earlier lanes go first.
enum Lane: Int, Sendable {
  /// The next request is about protection.
  case urgent = 0
  case ordinary = 1
  /// The unit is dead; it is asked only when nobody else waits.
  case probe = 2
}
