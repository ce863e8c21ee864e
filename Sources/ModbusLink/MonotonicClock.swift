import Glibc
package import Readings

/// The monotonic clock of the machine. It does not step; it stands still while suspended.
package enum MonotonicClock {
  package static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  /// The wall clock, for showing and recording only.
  package static var wall: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Milliseconds until an instant, rounded up so that waiting them does not end early; never
  /// negative.
  package static func milliseconds(until deadline: Instant) -> Int32 {
    let nanoseconds = deadline.since(now).nanoseconds
    return nanoseconds <= 0 ? 0 : Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
  }
}

extension MonotonicClock {
  /// Holds the thread up until an instant.
  package static func sleep(until deadline: Instant) {
    var time = timespec(
      tv_sec: Int(clamping: deadline.nanoseconds / 1_000_000_000),
      tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &time, nil) == EINTR {}
  }
}
