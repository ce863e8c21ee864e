/// How soon a person must act. ISA-18.2 says priority where others say severity.
package enum AlarmPriority: String, Hashable, Sendable, CaseIterable, Comparable {
  case critical
  case high
  case medium
  case low
  /// Recorded, not annunciated.
  case journal

  /// 0 for critical to 4 for journal.
  package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The more urgent is the lesser, so that sorting puts it first.
  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
