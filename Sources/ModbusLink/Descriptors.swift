import CLinux
import Glibc
import Synchronization

/// Where descriptors live. libmodbus waits with `select`, which aborts the process at descriptor
/// 1024; so that sockets, files and scrapers may be as many as they like, everything lives from
/// 1024 up, and libmodbus is lent a number below for each call (`FrameReader`).
package enum Descriptors {
  /// The first number that `select` cannot carry.
  package static let selectLimit: Int32 = 1024

  /// The last numbers, which lines to devices leave to those who look after them: clients of the page,
  /// operators, the journal, messages. Without them a shortage would be an agent that nobody can ask
  /// what is wrong.
  package static let reserve = 32

  /// The first number that a line may not have. The lowest free number is always given, so whoever
  /// gets this one or more finds all below it taken.
  private static let lineCeiling = Atomic<Int32>(.max)

  /// Whether a number is one of those that lines leave to others.
  static func isReserved(_ descriptor: Int32) -> Bool {
    descriptor >= lineCeiling.load(ordering: .relaxed)
  }

  /// The result of `raiseLimit`.
  package struct Limit: Hashable, Sendable {
    /// How many descriptors the process may now have.
    package let count: Int

    /// Whether numbers from 1024 up can be had.
    package var hasRoomAbove: Bool { count > Int(Descriptors.selectLimit) + 64 }
  }

  /// Raises the soft limit to the hard one, and keeps the reserve from lines. Called once, before
  /// threads start.
  package static func raiseLimit() -> Limit {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    getrlimit(resource, &limit)
    if limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = limit.rlim_max
      if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    let count = Int(clamping: limit.rlim_cur)
    lineCeiling.store(
      Int32(clamping: count - min(reserve, count / 2)), ordering: .relaxed)
    return Limit(count: count)
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
