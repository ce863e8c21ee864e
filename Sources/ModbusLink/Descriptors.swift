import CLinux
import Glibc

/// Where descriptors live. libmodbus waits with `select`, which aborts the process at descriptor
/// 1024; so that sockets, files and scrapers may be as many as they like, everything lives from
/// 1024 up, and libmodbus is lent a number below for each call (`FrameReader`).
package enum Descriptors {
  /// The first number that `select` cannot carry.
  package static let selectLimit: Int32 = 1024

  /// The result of `raiseLimit`.
  package struct Limit: Hashable, Sendable {
    /// How many descriptors the process may now have.
    package let count: Int

    /// Whether numbers from 1024 up can be had.
    package var hasRoomAbove: Bool { count > Int(Descriptors.selectLimit) + 64 }
  }

  /// Raises the soft limit to the hard one. Called once, before threads start.
  package static func raiseLimit() -> Limit {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    getrlimit(resource, &limit)
    if limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = limit.rlim_max
      if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return Limit(count: Int(clamping: limit.rlim_cur))
  }

  /// The same open file under a number from 1024 up; the low number is free again. Where there is
  /// no room above, the descriptor stays as it is.
  package static func elevate(_ descriptor: Int32) -> Int32 {
    guard descriptor < selectLimit else { return descriptor }
    let high = fcntl(descriptor, F_DUPFD_CLOEXEC, selectLimit)
    guard high >= 0 else { return descriptor }
    close(descriptor)
    return high
  }
}
