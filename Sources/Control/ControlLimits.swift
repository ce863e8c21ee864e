/// The bounds of the control socket. Whoever reaches one is cut off or waits; nobody else notices.
package enum ControlLimits {
  /// Callers at once.
  static let connections = 32
  /// Callers at once that follow the journal; the rest are left for people who act.
  static let followers = 16
  /// One request.
  static let requestBytes = 65_536
  /// What may wait to be taken by a caller before nothing more is made for it.
  static let outputBytes = 1 << 20
  /// How long a caller may leave the connection unused.
  static let idleNanoseconds: UInt64 = 30_000_000_000
  /// How long an act may wait for the disk before its caller is told that it still does.
  static let answerNanoseconds: UInt64 = 10_000_000_000
  /// How long a caller who was refused something is not heard again, so that refusals, each of
  /// which is put on record, do not fill the journal.
  static let refusalNanoseconds: UInt64 = 1_000_000_000
  /// The longest line of an answer that a client takes.
  package static let answerBytes = 256 << 20
}
