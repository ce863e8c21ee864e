import CLinux
import Glibc
import ModbusLink
import Readings

/// A timer whose descriptor reports once when its instant has come.
final class WakeTimer {
  let descriptor: Int32
  private var setFor: Instant?

  init() throws(SystemFailure) {
    let low = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
    guard low >= 0 else { throw SystemFailure("timerfd_create", code: errno) }
    descriptor = Descriptors.elevate(low)
  }

  deinit { close(descriptor) }

  /// Sets the timer; an instant that has passed reports at once. Setting it for the instant that
  /// it is set for costs nothing.
  func set(for instant: Instant) {
    guard setFor != instant else { return }
    setFor = instant
    // An instant of 0 would switch the timer off.
    let nanoseconds = max(1, instant.nanoseconds)
    var setting = itimerspec()
    setting.it_value.tv_sec = Int(clamping: nanoseconds / 1_000_000_000)
    setting.it_value.tv_nsec = Int(nanoseconds % 1_000_000_000)
    timerfd_settime(descriptor, Int32(TFD_TIMER_ABSTIME), &setting, nil)
  }

  /// Takes note that the timer has reported.
  func expired() { setFor = nil }
}
