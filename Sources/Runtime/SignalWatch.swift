import CLinux
import Glibc
package import ModbusLink

/// Signals as events to wait for, in place of handlers that interrupt anything anywhere.
///
/// Made before any thread starts, so that every thread inherits the blocked signals.
package final class SignalWatch {
  package enum Wakening: Hashable, Sendable {
    case signal(Int32)
    /// The other descriptor can be read.
    case readable
    case timeout
  }

  private let descriptor: Int32

  package init(_ signals: [Int32]) throws(SystemFailure) {
    // A peer that hangs up is an error of the call, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    for number in signals { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let low = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard low >= 0 else { throw SystemFailure("signalfd", code: errno) }
    descriptor = Descriptors.elevate(low)
  }

  deinit { close(descriptor) }

  /// Waits for a signal, for another descriptor, or for so many milliseconds; −1 without end.
  package func wait(orReadable other: Int32 = -1, milliseconds: Int32) -> Wakening {
    var watched = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&watched, 2, milliseconds) > 0 else { return .timeout }
    if watched[0].revents != 0 {
      var information = signalfd_siginfo()
      let size = MemoryLayout<signalfd_siginfo>.size
      if read(descriptor, &information, size) == size {
        return .signal(Int32(information.ssi_signo))
      }
    }
    return watched[1].revents != 0 ? .readable : .timeout
  }
}
