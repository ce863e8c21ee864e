import Glibc

/// A point of the system's monotonic clock.
struct MonotonicTime: Hashable, Comparable {
  var nanoseconds: UInt64

  static let distantFuture = MonotonicTime(nanoseconds: .max)

  static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(
      nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  static func + (time: Self, duration: Duration) -> Self {
    let (seconds, attoseconds) = duration.components
    let added = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    return MonotonicTime(nanoseconds: time.nanoseconds + UInt64(max(0, added)))
  }

  /// The whole milliseconds until this time, rounded up, for `epoll_wait`; -1 is for ever.
  func milliseconds(from now: MonotonicTime) -> Int32 {
    if self == .distantFuture { return -1 }
    if self <= now { return 0 }
    let rounded = (nanoseconds - now.nanoseconds + 999_999) / 1_000_000
    return Int32(clamping: rounded)
  }
}
