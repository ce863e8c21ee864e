/// What was found when a journal was opened for writing.
package struct RecoveredJournal: Hashable, Sendable {
  /// The number of the last record on disk; 0 in an empty journal.
  package var lastNumber: UInt64 = 0
  /// Bytes of a write that was torn by a crash, cut off. Nothing in them had been announced.
  package var cutOff: JournalProblem?
  /// Damage in the newest segment that is no torn write. It is left as it is, and writing goes on
  /// in a new segment.
  package var damage: [JournalProblem] = []
}

/// One place of a journal that is not as it was written.
package struct JournalProblem: Hashable, Sendable, CustomStringConvertible {
  package var segment: String
  /// In bytes from the start of the segment.
  package var offset: Int
  package var kind: Kind

  package enum Kind: Hashable, Sendable {
    /// The end of the segment is part of a write that never finished.
    case torn(byteCount: Int)
    /// A line that is no record.
    case malformed
    /// A record does not follow from the one before: it, or that one, was changed.
    case edited(number: UInt64)
    /// Records are missing, or in another order.
    case misnumbered(expected: UInt64, found: UInt64)
    /// Records of an unfinished write which were written again in the next segment.
    case superseded(byteCount: Int)
    case unreadable(reason: String)
  }

  /// Whether it takes anything from the evidence. Torn and superseded ends were never announced.
  package var isDamage: Bool {
    switch kind {
    case .torn, .superseded: false
    case .malformed, .edited, .misnumbered, .unreadable: true
    }
  }

  package var description: String {
    let text =
      switch kind {
      case .torn(let byteCount): "\(byteCount) bytes of an unfinished write"
      case .malformed: "not a record"
      case .edited(let number): "record \(number) or the one before was changed"
      case .misnumbered(let expected, let found): "record \(found) where \(expected) belongs"
      case .superseded(let byteCount): "\(byteCount) bytes written again in the next segment"
      case .unreadable(let reason): reason
      }
    return "\(segment): byte \(offset): \(text)"
  }
}
