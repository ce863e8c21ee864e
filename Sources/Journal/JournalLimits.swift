/// How large a journal grows. The default holds 36 hours of 200 transitions a minute twice over.
package struct JournalLimits: Hashable, Sendable {
  /// A new segment is begun rather than let one grow beyond this. At least one batch fits always.
  package var segmentBytes: Int
  /// The oldest segments beyond this number are deleted. At least 2.
  package var segments: Int

  package static let payloadBytes = 1 << 20

  package init(segmentBytes: Int = 8 << 20, segments: Int = 64) {
    precondition(segmentBytes > 0 && segments >= 2)
    self.segmentBytes = segmentBytes
    self.segments = segments
  }
}
