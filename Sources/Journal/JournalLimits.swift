/// How large and how old a journal grows. The default holds 36 hours of 200 transitions a minute
/// twice over.
package struct JournalLimits: Hashable, Sendable {
  /// A new segment is begun rather than let one grow beyond this. At least one batch fits always.
  package var segmentBytes: Int
  /// The oldest segments beyond this number are deleted. At least 2.
  package var segments: Int
  /// A new segment is begun rather than write to one that was begun longer ago; nil for ever.
  package var segmentAge: Duration?
  /// The oldest segment is deleted when the one after it was begun longer ago; nil for never. One
  /// at a time, whenever a segment is begun: a wall clock that steps must not wipe the evidence.
  package var retention: Duration?

  package static let payloadBytes = 1 << 20

  package init(
    segmentBytes: Int = 8 << 20, segments: Int = 64, segmentAge: Duration? = nil,
    retention: Duration? = nil
  ) {
    precondition(segmentBytes > 0 && segments >= 2)
    self.segmentBytes = segmentBytes
    self.segments = segments
    self.segmentAge = segmentAge
    self.retention = retention
  }
}
