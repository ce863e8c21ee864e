import Readings

/// Annunciations by minute over a day. Minutes are numbered from the origin of the monotonic clock;
/// those of earlier runs may lie before it.
struct MinuteCounts: Sendable {
  static let length: Int64 = 1440

  private var counts = [UInt32](repeating: 0, count: Int(length))
  /// The minute that was counted last; nil before the first.
  private var current: Int64?
  /// The most in any ten minutes.
  var peak = 0

  static func minute(of instant: Instant) -> Int64 {
    Int64(clamping: instant.nanoseconds / 60_000_000_000)
  }

  mutating func add(in minute: Int64, _ count: UInt32 = 1) {
    if let current {
      // What is older than a day is no longer counted.
      guard minute > current - Self.length else { return }
      for passed in max(current + 1, minute - Self.length + 1)..<max(current + 1, minute + 1) {
        counts[place(passed)] = 0
      }
    }
    current = max(current ?? minute, minute)
    counts[place(minute)] += count
    peak = max(peak, sum(of: 10, at: minute))
  }

  /// The sum over so many minutes, of which `minute` is the last.
  func sum(of minutes: Int, at minute: Int64) -> Int {
    (0..<Int64(minutes)).reduce(0) { $0 + Int(count(in: minute - $1)) }
  }

  func count(in minute: Int64) -> UInt32 {
    guard let current, minute <= current, minute > current - Self.length else { return 0 }
    return counts[place(minute)]
  }

  private func place(_ minute: Int64) -> Int {
    Int(((minute % Self.length) + Self.length) % Self.length)
  }
}
