/// What a point says, decoded and in its unit.
package enum Value: Hashable, Sendable {
  /// A number in the point's unit. Always finite.
  case number(Double)
  case flag(Bool)
  /// One state of the point's list of states, by its place in that list.
  case state(Int)
  /// The set bits of a word of flags, by bit number.
  case flags(UInt64)
  /// Text, already cleaned of padding and control characters.
  case text(String)
}
